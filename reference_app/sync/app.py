# Generated from reference_app/app.py by `python -m tools.twin`; do not edit.
"""The application of the page's guide: a CRUD API for authors and books.

``litestar --app reference_app.app:app run`` serves it on the database that ``ASSAY_DATABASE_URL`` names.
"""

from collections.abc import Sequence
from typing import Any

from advanced_alchemy.extensions.litestar import SQLAlchemyPlugin
from litestar import Litestar
from litestar.plugins import PluginProtocol
from litestar.types import ControllerRouterHandler

from reference_app.serve import app_from_environment
from reference_app.settings import Settings
from reference_app.sync.authors.controllers import AuthorController
from reference_app.sync.books.controllers import BookController
from reference_app.sync.cli import ApplicationCore
from reference_app.sync.database import create_config

__all__ = ("create_app",)


def create_app(
    settings: Settings,
    *,
    route_handlers: Sequence[ControllerRouterHandler] = (),
    plugins: Sequence[PluginProtocol] = (),
    **litestar_options: Any,
) -> Litestar:
    """Create the application.

    Args:
        settings: Which database, and how to use it.
        route_handlers: Further handlers beside the authors' and books'.
        plugins: Further plugins beside SQLAlchemy's.
        litestar_options: Anything else that ``Litestar`` takes.
    """
    config = create_config(settings)
    return Litestar(
        route_handlers=[AuthorController, BookController, *route_handlers],
        plugins=[SQLAlchemyPlugin(config=config), ApplicationCore(config), *plugins],
        **litestar_options,
    )


def __getattr__(name: str) -> Litestar:
    # `app` is made when it is asked for: importing create_app must not create an application or a database file
    if name == "app":
        return app_from_environment()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
