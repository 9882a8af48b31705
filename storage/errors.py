"""What callers must expect of storage."""


class StorageUnavailable(Exception):
    """Nothing can be read or written now; the message is one sentence for the operator."""
