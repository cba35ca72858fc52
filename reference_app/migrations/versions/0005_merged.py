"""The two branches joined."""

revision = "0005"
down_revision = ("0003", "0004")
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to do: both branches are there."""


def downgrade() -> None:
    """Nothing to do: both branches stay."""
