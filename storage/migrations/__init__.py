"""How the tables came to be: revisions, applied at start when the database lacks them."""

HEAD = "0003"
"""The newest revision, known without loading Alembic, so that an ordinary start is quick."""
