# Generated from reference_app/repository_only/controllers.py by `python -m tools.twin`; do not edit.
# ruff: noqa: B008 - the page declares path parameters by their default
"""The author endpoints on repositories: each handler that writes commits by itself."""

from __future__ import annotations

from uuid import UUID

from advanced_alchemy.filters import LimitOffset
from litestar import Controller, delete, get, patch, post
from litestar.di import Provide
from litestar.pagination import OffsetPagination
from litestar.params import Parameter
from pydantic import TypeAdapter

from reference_app.repository_only.models import RepoAuthorModel
from reference_app.repository_only.schemas import Author, AuthorCreate, AuthorUpdate
from reference_app.sync.repository_only.repositories import (
    AuthorRepository,
    provide_author_details_repo,
    provide_authors_repo,
)

__all__ = ("AuthorController",)


class AuthorController(Controller):
    """Author CRUD using repository pattern."""

    dependencies = {"authors_repo": Provide(provide_authors_repo, sync_to_thread=True)}  # noqa: RUF012

    @get(path="/authors", sync_to_thread=True)
    def list_authors(
        self,
        authors_repo: AuthorRepository,
        limit_offset: LimitOffset,
    ) -> OffsetPagination[Author]:
        """List authors with pagination."""
        results, total = authors_repo.list_and_count(limit_offset)
        type_adapter = TypeAdapter(list[Author])
        return OffsetPagination[Author](
            items=type_adapter.validate_python(results),
            total=total,
            limit=limit_offset.limit,
            offset=limit_offset.offset,
        )

    @post(path="/authors", sync_to_thread=True)
    def create_author(self, authors_repo: AuthorRepository, data: AuthorCreate) -> Author:
        """Create a new author."""
        obj = authors_repo.add(RepoAuthorModel(**data.model_dump(exclude_unset=True, exclude_none=True)))
        authors_repo.session.commit()
        return Author.model_validate(obj)

    @get(
        path="/authors/{author_id:uuid}",
        dependencies={"authors_repo": Provide(provide_author_details_repo, sync_to_thread=True)},
        sync_to_thread=True,
    )
    def get_author(
        self,
        authors_repo: AuthorRepository,
        author_id: UUID = Parameter(title="Author ID", description="The author to retrieve."),
    ) -> Author:
        """Get an existing author with details."""
        obj = authors_repo.get(author_id)
        return Author.model_validate(obj)

    @patch(
        path="/authors/{author_id:uuid}",
        dependencies={"authors_repo": Provide(provide_author_details_repo, sync_to_thread=True)},
        sync_to_thread=True,
    )
    def update_author(
        self,
        authors_repo: AuthorRepository,
        data: AuthorUpdate,
        author_id: UUID = Parameter(title="Author ID", description="The author to update."),
    ) -> Author:
        """Update an author."""
        raw_obj = data.model_dump(exclude_unset=True, exclude_none=True)
        raw_obj.update({"id": author_id})
        obj = authors_repo.update(RepoAuthorModel(**raw_obj))
        authors_repo.session.commit()
        return Author.model_validate(obj)

    @delete(path="/authors/{author_id:uuid}", sync_to_thread=True)
    def delete_author(
        self,
        authors_repo: AuthorRepository,
        author_id: UUID = Parameter(title="Author ID", description="The author to delete."),
    ) -> None:
        """Delete an author from the system."""
        _ = authors_repo.delete(author_id)
        authors_repo.session.commit()
