"""Authors."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of authors."""
    with op.get_context().autocommit_block():
        op.create_table(
            "author",
            sa.Column("id", GUID(length=16), nullable=False),
            sa.Column("name", sa.String(length=1000), nullable=False),
            sa.Column("dob", sa.Date(), nullable=True),
            sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
            sa.PrimaryKeyConstraint("id", name=op.f("pk_author")),
        )


def downgrade() -> None:
    """Drop the table of authors."""
    with op.get_context().autocommit_block():
        op.drop_table("author")
