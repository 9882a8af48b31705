"""API keys: what is stored of them."""

import hashlib


def key_hash(key: str) -> str:
    """SHA-256 in hexadecimal; keys are long and random, so a plain digest is enough."""
    return hashlib.sha256(key.encode()).hexdigest()
