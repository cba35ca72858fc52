# Generated from reference_app/choices/app.py by `python -m tools.twin`; do not edit.
"""A list of articles that can be filtered by booleans and choices."""

from collections.abc import Sequence
from typing import Annotated

from advanced_alchemy.extensions.litestar import (
    EngineConfig,
    SQLAlchemyPlugin,
    SQLAlchemySyncConfig,
    SyncSessionConfig,
    filters,
    providers,
    repository,
    service,
)
from litestar import Controller, Litestar, get
from litestar.params import Dependency
from litestar.types import ControllerRouterHandler

from reference_app.choices.models import Article, Status
from reference_app.settings import Settings

__all__ = ("ArticleController", "create_app")


class ArticleService(service.SQLAlchemySyncRepositoryService[Article]):
    """Articles."""

    class Repo(repository.SQLAlchemySyncRepository[Article]):
        """Articles in the database."""

        model_type = Article

    repository_type = Repo


class ArticleController(Controller):
    """The list, with the page's filters."""

    dependencies = providers.create_service_dependencies(
        ArticleService,
        "articles",
        filters={
            "boolean_fields": ["active"],
            "choice_fields": [("visibility", ("public", "private")), ("status", Status), ("state", Status)],
        },
    )

    @get("/articles", sync_to_thread=True)
    def list_articles(
        self, articles: ArticleService, filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)]
    ) -> list[str]:
        """The names of the articles that the filters choose."""
        found, _ = articles.list_and_count(*filters)
        return sorted(article.name for article in found)


def create_app(settings: Settings, *, route_handlers: Sequence[ControllerRouterHandler] = ()) -> Litestar:
    """Create the application."""
    config = SQLAlchemySyncConfig(
        connection_string=settings.database_url,
        bind_key="choices",
        before_send_handler="autocommit",
        session_config=SyncSessionConfig(expire_on_commit=False),
        engine_config=EngineConfig(**settings.engine_options),
        create_all=settings.create_all,
    )
    return Litestar(route_handlers=[ArticleController, *route_handlers], plugins=[SQLAlchemyPlugin(config=config)])
