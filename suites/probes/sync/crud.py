# Generated from suites/probes/crud.py by `python -m tools.twin`; do not edit.
"""Handlers of the controllers' chapter: eager loading on models that load nothing by themselves, and commits."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from advanced_alchemy.base import CommonTableAttributes, create_registry
from advanced_alchemy.extensions.litestar import filters, providers, repository, service
from advanced_alchemy.mixins import AuditColumns, UUIDPrimaryKey
from litestar import Controller, get, patch, post
from litestar.exceptions import ClientException
from litestar.params import Dependency
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from reference_app.authors.models import AuthorModel
from reference_app.authors.schemas import AuthorCreate, AuthorUpdate
from reference_app.sync.authors.services import AuthorService

__all__ = ("StrictAuthorModel", "StrictAuthorService", "StrictBookModel", "route_handlers")


class StrictBase(CommonTableAttributes, DeclarativeBase):
    """A base with metadata of its own, so that no application makes tables for it."""

    registry = create_registry()


class StrictAuthorModel(UUIDPrimaryKey, StrictBase):
    """The application's author table, with books that have to be asked for."""

    __tablename__ = "author"

    name: Mapped[str] = mapped_column(String(1000))
    dob: Mapped[date | None]
    books: Mapped[list["StrictBookModel"]] = relationship(lazy="raise")


class StrictBookModel(UUIDPrimaryKey, AuditColumns, StrictBase):
    """The application's book table."""

    __tablename__ = "book"

    title: Mapped[str] = mapped_column(String(1000))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("author.id"))


class StrictAuthorService(service.SQLAlchemySyncRepositoryService[StrictAuthorModel]):
    """A service for authors that load nothing by themselves."""

    class Repo(repository.SQLAlchemySyncRepository[StrictAuthorModel]):
        """Its repository."""

        model_type = StrictAuthorModel

    repository_type = Repo


def with_titles(author: StrictAuthorModel) -> dict[str, Any]:
    """An author with the sorted titles of the books, which have to be loaded by now."""
    return {"id": author.id, "name": author.name, "titles": sorted(book.title for book in author.books)}


class LoadingController(Controller):
    """Authors with their books, through a service that is told to load them."""

    path = "/probes/crud/loading"
    dependencies = providers.create_service_dependencies(
        StrictAuthorService,
        "strict_service",
        load=[StrictAuthorModel.books],
        filters={"pagination_type": "limit_offset", "id_filter": UUID, "search": "name", "search_ignore_case": True},
    )

    @get("/", sync_to_thread=True)
    def list_loaded(
        self,
        strict_service: StrictAuthorService,
        filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)],
    ) -> dict[str, Any]:
        """A page of authors with titles."""
        results, total = strict_service.list_and_count(*filters)
        return {"items": [with_titles(author) for author in results], "total": total}

    @get("/{author_id:uuid}", sync_to_thread=True)
    def get_loaded(self, strict_service: StrictAuthorService, author_id: UUID) -> dict[str, Any]:
        """One author with titles."""
        return with_titles(strict_service.get(author_id))


class LazyController(Controller):
    """The same through a service that is not told to load anything."""

    path = "/probes/crud/lazy"
    dependencies = providers.create_service_dependencies(StrictAuthorService, "strict_service")

    @get("/{author_id:uuid}", sync_to_thread=True)
    def get_lazy(self, strict_service: StrictAuthorService, author_id: UUID) -> dict[str, Any]:
        """One author with titles, which nobody has loaded."""
        return with_titles(strict_service.get(author_id))

    @patch("/{author_id:uuid}", sync_to_thread=True)
    def update_lazy(self, strict_service: StrictAuthorService, author_id: UUID, data: AuthorUpdate) -> str:
        """Change an author whose books nobody has loaded."""
        return (strict_service.update(data, item_id=author_id)).name


class CommitController(Controller):
    """Author changes that are followed by an error within the request."""

    path = "/probes/crud/commits"
    dependencies = providers.create_service_dependencies(AuthorService, "authors_service")

    @post("/then-fail", sync_to_thread=True)
    def create_then_fail(self, authors_service: AuthorService, data: AuthorCreate, auto_commit: bool) -> None:
        """Create an author, then refuse the request."""
        authors_service.create(data, auto_commit=auto_commit)
        raise ClientException("the request failed after the create")

    @patch("/{author_id:uuid}/then-fail", sync_to_thread=True)
    def update_then_fail(
        self, authors_service: AuthorService, author_id: UUID, data: AuthorUpdate, auto_commit: bool
    ) -> None:
        """Change an author, then refuse the request."""
        authors_service.update(data, item_id=author_id, auto_commit=auto_commit)
        raise ClientException("the request failed after the update")

    @patch("/{author_id:uuid}", sync_to_thread=True)
    def update_only(
        self, authors_service: AuthorService, author_id: UUID, data: AuthorUpdate, auto_commit: bool
    ) -> dict[str, Any]:
        """Change an author."""
        updated = authors_service.update(data, item_id=author_id, auto_commit=auto_commit)
        return {"name": updated.name}


class SessionController(Controller):
    """What a handler is given as its service."""

    path = "/probes/crud/sessions"
    dependencies = providers.create_service_dependencies(AuthorService, "authors_service", load=[AuthorModel.books])

    @get("/", sync_to_thread=True)
    def show_session(self, authors_service: AuthorService, db_session: Session) -> dict[str, Any]:
        """Whether the service is of the class that was asked for, and works on the request's session."""
        return {
            "is_service": type(authors_service) is AuthorService,
            "is_request_session": authors_service.repository.session is db_session,
        }


route_handlers = [LoadingController, LazyController, CommitController, SessionController]
