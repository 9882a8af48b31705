"""Lines of the chat; they go with their room."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from storage.tables.metadata import metadata

chat_lines = Table(
    "chat_lines",
    metadata,
    Column("room_id", String(32), ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    # Drawn by the writer: a line that is sent again after a cut is stored once.
    # Of each writer for itself, so that nobody meets the line of another by its key.
    Column("key", String(64), nullable=False),
    Column("participant", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("avatar", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("sent_at_ms", BigInteger, nullable=False),
    UniqueConstraint("room_id", "participant", "key"),
)
