"""An index for the newest books; a branch beside 0004."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    with op.get_context().autocommit_block():
        op.create_index("ix_book_created_at", "book", ["created_at"])


def downgrade() -> None:
    """Drop the index."""
    with op.get_context().autocommit_block():
        op.drop_index("ix_book_created_at", table_name="book")
