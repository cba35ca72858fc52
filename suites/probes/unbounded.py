"""An application whose model has a string without a length."""

from collections.abc import Mapping
from typing import Annotated, Any

from advanced_alchemy.extensions.litestar import EngineConfig, SQLAlchemyAsyncConfig, SQLAlchemyPlugin
from litestar import Litestar, post
from litestar.params import Body
from sqlalchemy.ext.asyncio import AsyncSession

from suites.models.unbounded import BIND_KEY, UnboundedModel

__all__ = ("create_app",)


@post("/probes/unbounded")
async def create_unbounded(db_session: AsyncSession, data: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Insert a row."""
    db_session.add(UnboundedModel(name=data["name"]))
    return {}


def create_app(database_url: str, engine_options: Mapping[str, Any]) -> Litestar:
    """Create the application; starting it makes the model's table."""
    config = SQLAlchemyAsyncConfig(
        connection_string=database_url,
        bind_key=BIND_KEY,
        create_all=True,
        before_send_handler="autocommit",
        engine_config=EngineConfig(**engine_options),
    )
    return Litestar(route_handlers=[create_unbounded], plugins=[SQLAlchemyPlugin(config=config)])
