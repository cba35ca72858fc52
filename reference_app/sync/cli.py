# Generated from reference_app/cli.py by `python -m tools.twin`; do not edit.
"""The page's own command, ``litestar check-db-status``."""

from advanced_alchemy.extensions.litestar import SQLAlchemySyncConfig
from click import Group, echo
from litestar.plugins import CLIPluginProtocol
from sqlalchemy import text

from reference_app.serve import run_command

__all__ = ("ApplicationCore",)


class ApplicationCore(CLIPluginProtocol):
    """Adds the command.

    Args:
        sqlalchemy_config: Where its session comes from; on the page a global variable.
    """

    def __init__(self, sqlalchemy_config: SQLAlchemySyncConfig) -> None:
        self.sqlalchemy_config = sqlalchemy_config

    def on_cli_init(self, cli: Group) -> None:
        """Add it to Litestar's commands."""

        def ask() -> None:
            with self.sqlalchemy_config.get_session() as db_session:
                # imported above: on the page it is not, and the command ends with a NameError
                a_value = db_session.execute(text("SELECT 1"))
                healthy = a_value.scalar_one() == 1
            echo("Database is healthy" if healthy else "Database is not healthy")

        @cli.command("check-db-status")
        def check_db_status() -> None:
            """Say whether the database answers."""
            run_command(ask)
