"""API keys: only their SHA-256 is kept."""

from sqlalchemy import BigInteger, Column, String, Table, Text

from storage.tables.metadata import metadata

api_keys = Table(
    "api_keys",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("label", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
)
