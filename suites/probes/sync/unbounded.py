# Generated from suites/probes/unbounded.py by `python -m tools.twin`; do not edit.
"""An application whose model has a string without a length."""

from collections.abc import Mapping
from typing import Annotated, Any

from advanced_alchemy.extensions.litestar import EngineConfig, SQLAlchemyPlugin, SQLAlchemySyncConfig
from litestar import Litestar, post
from litestar.params import Body
from sqlalchemy.orm import Session

from suites.models.unbounded import BIND_KEY, UnboundedModel

__all__ = ("create_app",)


@post("/probes/unbounded", sync_to_thread=True)
def create_unbounded(db_session: Session, data: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Insert a row."""
    db_session.add(UnboundedModel(name=data["name"]))
    return {}


def create_app(database_url: str, engine_options: Mapping[str, Any]) -> Litestar:
    """Create the application; starting it makes the model's table."""
    config = SQLAlchemySyncConfig(
        connection_string=database_url,
        bind_key=BIND_KEY,
        create_all=True,
        before_send_handler="autocommit",
        engine_config=EngineConfig(**engine_options),
    )
    return Litestar(route_handlers=[create_unbounded], plugins=[SQLAlchemyPlugin(config=config)])
