"""An application in which everything goes wrong that a database refuses."""

from typing import Annotated, Any

from advanced_alchemy.extensions.litestar import (
    AsyncSessionConfig,
    EngineConfig,
    SQLAlchemyAsyncConfig,
    SQLAlchemyPlugin,
)
from litestar import Litestar, post
from litestar.params import Dependency

from reference_app.library.failures.models import BIND_KEY
from reference_app.library.failures.repositories import fail
from reference_app.settings import Settings

__all__ = ("create_app",)

TEXTS: dict[str, Any] = {
    "not_found": "own text for not_found",
    "duplicate_key": lambda error: f"own text, made of a {type(error).__name__}",
}


@post("/failures/{name:str}")
async def fail_by_name(name: str, db_session: Annotated[Any, Dependency(skip_validation=True)]) -> dict[str, Any]:
    """Fail, with the texts of the library."""
    return {"found": repr(await fail(db_session, name))}


@post("/own-texts/{name:str}")
async def fail_with_texts(name: str, db_session: Annotated[Any, Dependency(skip_validation=True)]) -> dict[str, Any]:
    """Fail, with texts of the application's own."""
    return {"found": repr(await fail(db_session, name, error_messages=TEXTS))}


@post("/bare/{name:str}")
async def fail_bare(name: str, db_session: Annotated[Any, Dependency(skip_validation=True)]) -> dict[str, Any]:
    """Fail, with SQLAlchemy's own exceptions."""
    return {"found": repr(await fail(db_session, name, wrap_exceptions=False))}


def create_app(settings: Settings, **litestar_options: Any) -> Litestar:
    """Create the application.

    Args:
        settings: Which database, and how to use it.
        litestar_options: Anything else that ``Litestar`` takes.
    """
    config = SQLAlchemyAsyncConfig(
        connection_string=settings.database_url,
        before_send_handler=settings.before_send_handler,
        session_config=AsyncSessionConfig(expire_on_commit=False),
        create_all=settings.create_all,
        engine_config=EngineConfig(**settings.engine_options),
        bind_key=BIND_KEY,
    )
    return Litestar(
        route_handlers=[fail_by_name, fail_with_texts, fail_bare],
        plugins=[SQLAlchemyPlugin(config=config)],
        **litestar_options,
    )
