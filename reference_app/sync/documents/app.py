# Generated from reference_app/documents/app.py by `python -m tools.twin`; do not edit.
"""The application of the chapter on files."""

from collections.abc import Sequence
from typing import Any

from advanced_alchemy.extensions.litestar import SQLAlchemyPlugin
from litestar import Litestar
from litestar.types import ControllerRouterHandler

from reference_app.settings import Settings
from reference_app.sync.database import create_config
from reference_app.sync.documents.controllers import DocumentController

__all__ = ("create_app",)


def create_app(
    settings: Settings, *, route_handlers: Sequence[ControllerRouterHandler] = (), **litestar_options: Any
) -> Litestar:
    """Create the application; a backend has to be registered with ``storages`` under the key ``documents``.

    Args:
        settings: Which database, and how to use it.
        route_handlers: Further handlers beside the documents'.
        litestar_options: Anything else that ``Litestar`` takes.
    """
    config = create_config(settings)
    config.bind_key = "documents"
    return Litestar(
        route_handlers=[DocumentController, *route_handlers],
        plugins=[SQLAlchemyPlugin(config=config)],
        **litestar_options,
    )
