"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

"""

import sqlalchemy as sa
from advanced_alchemy import types
from alembic import op
${imports if imports else ""}

# autogenerate writes the library's types with this prefix
for name in types.__all__:
    setattr(sa, name, getattr(types, name))

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    with op.get_context().autocommit_block():
        ${upgrades.replace("\n", "\n    ") if upgrades else "pass"}


def downgrade() -> None:
    with op.get_context().autocommit_block():
        ${downgrades.replace("\n", "\n    ") if downgrades else "pass"}
