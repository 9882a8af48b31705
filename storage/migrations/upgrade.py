"""Brings a database to the newest revision, or says that it cannot."""

from sqlalchemy import Connection, column, inspect, select, table

from storage.errors import StorageUnavailable
from storage.migrations import HEAD

_version = table("alembic_version", column("version_num"))


def upgrade(connection: Connection) -> None:
    """Apply what is missing in the caller's transaction; StorageUnavailable if the database is newer."""
    stamped = stamped_revision(connection)
    if stamped != HEAD:
        _apply(connection, stamped)


def stamped_revision(connection: Connection) -> str | None:
    """The revision that the database is at, or None if it is empty."""
    if not inspect(connection).has_table(_version.name):
        return None
    return connection.execute(select(_version.c.version_num)).scalar()


def _apply(connection: Connection, stamped: str | None) -> None:
    # Alembic takes half a second to load, so only a start that has something to migrate loads it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if stamped is not None and stamped not in known:
        raise StorageUnavailable(
            f"The database is at revision {stamped}, which this Madang does not know: start a newer one."
        )
    command.upgrade(config, "head")
