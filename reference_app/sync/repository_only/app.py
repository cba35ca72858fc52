# Generated from reference_app/repository_only/app.py by `python -m tools.twin`; do not edit.
"""The application of the repository-only chapter."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from advanced_alchemy.extensions.litestar.plugins import SQLAlchemyPlugin
from litestar import Litestar
from litestar.di import Provide
from litestar.plugins import PluginProtocol
from litestar.types import ControllerRouterHandler

from reference_app.settings import Settings
from reference_app.sync.database import create_config
from reference_app.sync.repository_only.controllers import AuthorController
from reference_app.sync.repository_only.repositories import provide_limit_offset_pagination

__all__ = ("create_app",)


def create_app(
    settings: Settings,
    *,
    route_handlers: Sequence[ControllerRouterHandler] = (),
    plugins: Sequence[PluginProtocol] = (),
    dependencies: Mapping[str, Provide] | None = None,
    **litestar_options: Any,
) -> Litestar:
    """Create the application.

    As on the page it has no ``before_send_handler``, so nothing commits by itself: that setting has no effect here.

    Args:
        settings: Which database, and how to use it.
        route_handlers: Further handlers beside the authors'.
        plugins: Further plugins beside SQLAlchemy's.
        dependencies: Further dependencies beside the pagination.
        litestar_options: Anything else that ``Litestar`` takes.
    """
    config = create_config(replace(settings, before_send_handler=None))
    return Litestar(
        route_handlers=[AuthorController, *route_handlers],
        plugins=[SQLAlchemyPlugin(config=config), *plugins],
        dependencies={
            "limit_offset": Provide(provide_limit_offset_pagination, sync_to_thread=False),
            **(dependencies or {}),
        },
        **litestar_options,
    )
