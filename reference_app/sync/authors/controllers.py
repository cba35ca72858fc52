# Generated from reference_app/authors/controllers.py by `python -m tools.twin`; do not edit.
# ruff: noqa: B008 - the page declares path parameters by their default
"""The page's chapter "Controllers"."""

from typing import Annotated
from uuid import UUID

from advanced_alchemy.extensions.litestar import filters, providers, service
from litestar import Controller, delete, get, patch, post
from litestar.params import Dependency, Parameter

from reference_app.authors.models import AuthorModel
from reference_app.authors.schemas import Author, AuthorCreate, AuthorUpdate
from reference_app.sync.authors.services import AuthorService

__all__ = ("AuthorController",)


class AuthorController(Controller):
    """Author CRUD endpoints."""

    dependencies = providers.create_service_dependencies(
        AuthorService,
        "authors_service",
        load=[AuthorModel.books],
        filters={"pagination_type": "limit_offset", "id_filter": UUID, "search": "name", "search_ignore_case": True},
    )

    @get(path="/authors", sync_to_thread=True)
    def list_authors(
        self,
        authors_service: AuthorService,
        filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)],
    ) -> service.OffsetPagination[Author]:
        """List all authors with pagination."""
        # the page's name for it: deprecated since Advanced Alchemy 1.10, the only one there is before
        results, total = authors_service.list_and_count(*filters)
        return authors_service.to_schema(results, total, filters=filters, schema_type=Author)

    @post(path="/authors", sync_to_thread=True)
    def create_author(self, authors_service: AuthorService, data: AuthorCreate) -> Author:
        """Create a new author."""
        obj = authors_service.create(data)
        return authors_service.to_schema(obj, schema_type=Author)

    @get(path="/authors/{author_id:uuid}", sync_to_thread=True)
    def get_author(
        self,
        authors_service: AuthorService,
        author_id: UUID = Parameter(title="Author ID", description="The author to retrieve."),
    ) -> Author:
        """Get an existing author."""
        obj = authors_service.get(author_id)
        return authors_service.to_schema(obj, schema_type=Author)

    @patch(path="/authors/{author_id:uuid}", sync_to_thread=True)
    def update_author(
        self,
        authors_service: AuthorService,
        data: AuthorUpdate,
        author_id: UUID = Parameter(title="Author ID", description="The author to update."),
    ) -> Author:
        """Update an author."""
        obj = authors_service.update(data, item_id=author_id, auto_commit=True)
        return authors_service.to_schema(obj, schema_type=Author)

    @delete(path="/authors/{author_id:uuid}", sync_to_thread=True)
    def delete_author(
        self,
        authors_service: AuthorService,
        author_id: UUID = Parameter(title="Author ID", description="The author to delete."),
    ) -> None:
        """Delete an author from the system."""
        _ = authors_service.delete(author_id)
