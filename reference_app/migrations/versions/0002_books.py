"""Books."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of books."""
    with op.get_context().autocommit_block():
        op.create_table(
            "book",
            sa.Column("id", GUID(length=16), nullable=False),
            sa.Column("title", sa.String(length=1000), nullable=False),
            sa.Column("author_id", GUID(length=16), nullable=False),
            sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
            sa.Column("created_at", DateTimeUTC(timezone=True), nullable=False),
            sa.Column("updated_at", DateTimeUTC(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(["author_id"], ["author.id"], name=op.f("fk_book_author_id_author")),
            sa.PrimaryKeyConstraint("id", name=op.f("pk_book")),
        )


def downgrade() -> None:
    """Drop the table of books."""
    with op.get_context().autocommit_block():
        op.drop_table("book")
