"""Lines of the chat, which go with their room, and reactions, which go with their line."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

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
    # Empty once the line was deleted.
    Column("text", Text, nullable=False),
    Column("sent_at_ms", BigInteger, nullable=False),
    Column("edited_at_ms", BigInteger),
    Column("deleted_at_ms", BigInteger),
    Column("reply_to", Integer),
    # A list of participants' ids, or null for none.
    Column("mentions", JSON(none_as_null=True)),
    # The text without case, for those who search: databases fold differently.
    Column("folded", Text, nullable=False, server_default=text("''")),
    UniqueConstraint("room_id", "participant", "key"),
)

chat_reactions = Table(
    "chat_reactions",
    metadata,
    Column("room_id", String(32), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("participant", String(32), primary_key=True),
    Column("emoji", String(16), primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    ForeignKeyConstraint(
        ["room_id", "number"], ["chat_lines.room_id", "chat_lines.number"], ondelete="CASCADE"
    ),
)
