# Generated from suites/probes/repository_only.py by `python -m tools.twin`; do not edit.
"""Handlers of the repository-only chapter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from advanced_alchemy.filters import LimitOffset
from litestar import Controller, Request, get, patch, post
from litestar.di import Provide
from litestar.exceptions import HTTPException
from sqlalchemy.orm import Session

from reference_app.repository_only.models import RepoAuthorModel
from reference_app.sync.repository_only.repositories import (
    AuthorRepository,
    provide_author_details_repo,
    provide_authors_repo,
)

__all__ = ("route_handlers",)


class ProbeController(Controller):
    """Handlers as on the page, which show what the page's schemas hide, and end transactions in other ways."""

    path = "/probe"
    dependencies = {"authors_repo": Provide(provide_authors_repo, sync_to_thread=True)}  # noqa: RUF012

    @get(path="/repository", sync_to_thread=True)
    def show_repository(
        self, authors_repo: AuthorRepository, db_session: Session, request: Request[Any, Any, Any]
    ) -> dict[str, Any]:
        """What the handler received."""
        return {
            "type": type(authors_repo).__name__,
            "model": authors_repo.model_type.__name__,
            "same_session": authors_repo.session is db_session,
            "session": type(authors_repo.session).__name__,
            "method": request.method,
        }

    @patch(path="/read-before/{author_id:uuid}", sync_to_thread=True)
    def update_after_reading(
        self, authors_repo: AuthorRepository, author_id: UUID, data: dict[str, Any]
    ) -> dict[str, Any]:
        """The page's update with a model whose books were looked at before."""
        changed = RepoAuthorModel(id=author_id, **data)
        seen = len(changed.books)
        updated = authors_repo.update(changed)
        authors_repo.session.commit()
        return {"name": updated.name, "seen": seen}

    @get(path="/limit-offset", sync_to_thread=True)
    def show_limit_offset(self, limit_offset: LimitOffset) -> dict[str, Any]:
        """The page that the application-level dependency asks for."""
        return {"type": type(limit_offset).__name__, "limit": limit_offset.limit, "offset": limit_offset.offset}

    @get(path="/listed-books", sync_to_thread=True)
    def list_books(self, authors_repo: AuthorRepository) -> dict[str, list[str]]:
        """The titles of every author's books that the controller's repository has loaded."""
        return {author.name: [book.title for book in author.books] for author in authors_repo.list()}

    @get(path="/books/{author_id:uuid}", sync_to_thread=True)
    def get_books(self, authors_repo: AuthorRepository, author_id: UUID) -> list[str]:
        """The titles of one author's books that the controller's repository has loaded."""
        author = authors_repo.get(author_id)
        return [book.title for book in author.books]

    @get(
        path="/details/{author_id:uuid}",
        dependencies={"authors_repo": Provide(provide_author_details_repo, sync_to_thread=True)},
        sync_to_thread=True,
    )
    def get_details(self, authors_repo: AuthorRepository, author_id: UUID) -> list[str]:
        """The titles of one author's books that the route's own repository has loaded."""
        author = authors_repo.get(author_id)
        return sorted(book.title for book in author.books)

    @post(path="/never-committed", sync_to_thread=True)
    def add_and_leave(self, authors_repo: AuthorRepository) -> dict[str, bool]:
        """Add an author, and do not commit."""
        authors_repo.add(RepoAuthorModel(name="left"))
        return {"done": True}

    @post(path="/committed-once", sync_to_thread=True)
    def add_two(self, authors_repo: AuthorRepository) -> dict[str, bool]:
        """Add two authors, and commit after the second."""
        authors_repo.add(RepoAuthorModel(name="first"))
        authors_repo.add(RepoAuthorModel(name="second"))
        authors_repo.session.commit()
        return {"done": True}

    @post(path="/failed-between", sync_to_thread=True)
    def fail_between(self, authors_repo: AuthorRepository) -> dict[str, bool]:
        """Add an author, and raise before the second is added and both are committed."""
        authors_repo.add(RepoAuthorModel(name="first"))
        raise HTTPException(status_code=418, detail="between the two")

    @post(path="/failed-after-commit", sync_to_thread=True)
    def fail_after_commit(self, authors_repo: AuthorRepository) -> dict[str, bool]:
        """Commit an author, add another, and raise."""
        authors_repo.add(RepoAuthorModel(name="first"))
        authors_repo.session.commit()
        authors_repo.add(RepoAuthorModel(name="second"))
        raise HTTPException(status_code=418, detail="after the first")

    @post(path="/rolled-back", sync_to_thread=True)
    def roll_back(self, authors_repo: AuthorRepository) -> dict[str, bool]:
        """Add an author, roll back, add another, and commit."""
        authors_repo.add(RepoAuthorModel(name="first"))
        authors_repo.session.rollback()
        authors_repo.add(RepoAuthorModel(name="second"))
        authors_repo.session.commit()
        return {"done": True}


route_handlers = [ProbeController]
