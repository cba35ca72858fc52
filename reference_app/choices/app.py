"""A list of articles that can be filtered by booleans and choices."""

from collections.abc import Sequence
from typing import Annotated

from advanced_alchemy.extensions.litestar import (
    AsyncSessionConfig,
    EngineConfig,
    SQLAlchemyAsyncConfig,
    SQLAlchemyPlugin,
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


class ArticleService(service.SQLAlchemyAsyncRepositoryService[Article]):
    """Articles."""

    class Repo(repository.SQLAlchemyAsyncRepository[Article]):
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

    @get("/articles")
    async def list_articles(
        self, articles: ArticleService, filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)]
    ) -> list[str]:
        """The names of the articles that the filters choose."""
        found, _ = await articles.list_and_count(*filters)
        return sorted(article.name for article in found)


def create_app(settings: Settings, *, route_handlers: Sequence[ControllerRouterHandler] = ()) -> Litestar:
    """Create the application."""
    config = SQLAlchemyAsyncConfig(
        connection_string=settings.database_url,
        bind_key="choices",
        before_send_handler="autocommit",
        session_config=AsyncSessionConfig(expire_on_commit=False),
        engine_config=EngineConfig(**settings.engine_options),
        create_all=settings.create_all,
    )
    return Litestar(route_handlers=[ArticleController, *route_handlers], plugins=[SQLAlchemyPlugin(config=config)])
