"""Files that lie in rooms; they go with their room. Their contents are blobs."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, String, Table, Text

from storage.tables.metadata import metadata

shared_files = Table(
    "shared_files",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("room_id", String(32), ForeignKey("rooms.id", ondelete="CASCADE"), nullable=False),
    # Opens the download: whoever has it may fetch the file.
    Column("capability", String(32), nullable=False, unique=True),
    Column("blob", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("has_preview", Boolean, nullable=False),
    Column("participant", String(32), nullable=False),
    Column("owner", Text, nullable=False),
    Column("shared_at_ms", BigInteger, nullable=False),
    Column("expires_at_ms", BigInteger, nullable=False),
    Index("ix_shared_files_room_id", "room_id"),
    Index("ix_shared_files_expires_at_ms", "expires_at_ms"),
)
