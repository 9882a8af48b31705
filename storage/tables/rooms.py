"""Rooms. Times are in milliseconds since 1970."""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from storage.tables.metadata import metadata

rooms = Table(
    "rooms",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("title", Text, nullable=False),
    Column("theme", String(64), nullable=False),
    Column("owner", String(64)),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("last_used_at_ms", BigInteger, nullable=False),
    # Kept here and not counted from the lines, so that a number is never given twice.
    Column("last_chat_number", Integer, nullable=False),
)
