"""One engine for embedded SQLite and for PostgreSQL."""
