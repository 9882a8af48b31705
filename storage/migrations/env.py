"""Run by Alembic: applies the revisions on the connection that the caller hands in."""

from alembic import context

from storage.tables import chat, files, keys, rooms
from storage.tables.metadata import metadata

_ALL_TABLES = (rooms.rooms, chat.chat_lines, chat.chat_reactions, files.shared_files, keys.api_keys)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
