"""Lines that are answered, edited, deleted, reacted to and searched."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_LINES_AT_A_TIME = 500

_lines = sa.table(
    "chat_lines", sa.column("room_id"), sa.column("number"), sa.column("text"), sa.column("folded")
)


def upgrade() -> None:
    op.add_column("chat_lines", sa.Column("edited_at_ms", sa.BigInteger()))
    op.add_column("chat_lines", sa.Column("deleted_at_ms", sa.BigInteger()))
    op.add_column("chat_lines", sa.Column("reply_to", sa.Integer()))
    op.add_column("chat_lines", sa.Column("mentions", sa.JSON(none_as_null=True)))
    op.add_column("chat_lines", sa.Column("folded", sa.Text(), nullable=False, server_default=sa.text("''")))
    _fold_lines(op.get_bind())
    op.create_table(
        "chat_reactions",
        sa.Column("room_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("participant", sa.String(32), nullable=False),
        sa.Column("emoji", sa.String(16), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["room_id", "number"],
            ["chat_lines.room_id", "chat_lines.number"],
            name="fk_chat_reactions_room_id_chat_lines",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("room_id", "number", "participant", "emoji", name="pk_chat_reactions"),
    )


def _fold_lines(connection: sa.Connection) -> None:
    """Make lines that were written before findable, some at a time: there may be many."""
    after = ("", 0)
    key = sa.tuple_(_lines.c.room_id, _lines.c.number)
    oldest = sa.select(_lines.c.room_id, _lines.c.number, _lines.c.text).order_by(
        _lines.c.room_id, _lines.c.number
    )
    one = _lines.c.room_id == sa.bindparam("in_room"), _lines.c.number == sa.bindparam("at_number")
    fold = sa.update(_lines).where(*one).values(folded=sa.bindparam("words"))
    while found := connection.execute(oldest.where(key > sa.tuple_(*after)).limit(_LINES_AT_A_TIME)).all():
        connection.execute(
            fold,
            [{"in_room": room, "at_number": number, "words": _folded(text)} for room, number, text in found],
        )
        after = (found[-1][0], found[-1][1])


def _folded(text: str) -> str:
    """As rooms.chat.folded was when this revision was made."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def downgrade() -> None:
    op.drop_table("chat_reactions")
    for column in ("folded", "mentions", "reply_to", "deleted_at_ms", "edited_at_ms"):
        op.drop_column("chat_lines", column)
