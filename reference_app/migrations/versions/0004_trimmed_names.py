"""Names of authors without spaces around them; a branch beside 0003, and data only."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

author = sa.table("author", sa.column("name", sa.String))


def upgrade() -> None:
    """Trim the names that need it."""
    trimmed = sa.func.trim(author.c.name)
    with op.get_context().autocommit_block():
        op.execute(sa.update(author).where(author.c.name != trimmed).values(name=trimmed))


def downgrade() -> None:
    """Nothing: where the spaces were is not known any more."""
