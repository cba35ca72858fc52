"""Handlers of the repository-only chapter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from advanced_alchemy.filters import LimitOffset
from litestar import Controller, Request, get, patch, post
from litestar.di import Provide
from litestar.exceptions import HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from reference_app.repository_only.models import RepoAuthorModel
from reference_app.repository_only.repositories import (
    AuthorRepository,
    provide_author_details_repo,
    provide_authors_repo,
)

__all__ = ("route_handlers",)


class ProbeController(Controller):
    """Handlers as on the page, which show what the page's schemas hide, and end transactions in other ways."""

    path = "/probe"
    dependencies = {"authors_repo": Provide(provide_authors_repo)}  # noqa: RUF012

    @get(path="/repository")
    async def show_repository(
        self, authors_repo: AuthorRepository, db_session: AsyncSession, request: Request[Any, Any, Any]
    ) -> dict[str, Any]:
        """What the handler received."""
        return {
            "type": type(authors_repo).__name__,
            "model": authors_repo.model_type.__name__,
            "same_session": authors_repo.session is db_session,
            "session": type(authors_repo.session).__name__,
            "method": request.method,
        }

    @patch(path="/read-before/{author_id:uuid}")
    async def update_after_reading(
        self, authors_repo: AuthorRepository, author_id: UUID, data: dict[str, Any]
    ) -> dict[str, Any]:
        """The page's update with a model whose books were looked at before."""
        changed = RepoAuthorModel(id=author_id, **data)
        seen = len(changed.books)
        updated = await authors_repo.update(changed)
        await authors_repo.session.commit()
        return {"name": updated.name, "seen": seen}

    @get(path="/limit-offset")
    async def show_limit_offset(self, limit_offset: LimitOffset) -> dict[str, Any]:
        """The page that the application-level dependency asks for."""
        return {"type": type(limit_offset).__name__, "limit": limit_offset.limit, "offset": limit_offset.offset}

    @get(path="/listed-books")
    async def list_books(self, authors_repo: AuthorRepository) -> dict[str, list[str]]:
        """The titles of every author's books that the controller's repository has loaded."""
        return {author.name: [book.title for book in author.books] for author in await authors_repo.list()}

    @get(path="/books/{author_id:uuid}")
    async def get_books(self, authors_repo: AuthorRepository, author_id: UUID) -> list[str]:
        """The titles of one author's books that the controller's repository has loaded."""
        author = await authors_repo.get(author_id)
        return [book.title for book in author.books]

    @get(path="/details/{author_id:uuid}", dependencies={"authors_repo": Provide(provide_author_details_repo)})
    async def get_details(self, authors_repo: AuthorRepository, author_id: UUID) -> list[str]:
        """The titles of one author's books that the route's own repository has loaded."""
        author = await authors_repo.get(author_id)
        return sorted(book.title for book in author.books)

    @post(path="/never-committed")
    async def add_and_leave(self, authors_repo: AuthorRepository) -> dict[str, bool]:
        """Add an author, and do not commit."""
        await authors_repo.add(RepoAuthorModel(name="left"))
        return {"done": True}

    @post(path="/committed-once")
    async def add_two(self, authors_repo: AuthorRepository) -> dict[str, bool]:
        """Add two authors, and commit after the second."""
        await authors_repo.add(RepoAuthorModel(name="first"))
        await authors_repo.add(RepoAuthorModel(name="second"))
        await authors_repo.session.commit()
        return {"done": True}

    @post(path="/failed-between")
    async def fail_between(self, authors_repo: AuthorRepository) -> dict[str, bool]:
        """Add an author, and raise before the second is added and both are committed."""
        await authors_repo.add(RepoAuthorModel(name="first"))
        raise HTTPException(status_code=418, detail="between the two")

    @post(path="/failed-after-commit")
    async def fail_after_commit(self, authors_repo: AuthorRepository) -> dict[str, bool]:
        """Commit an author, add another, and raise."""
        await authors_repo.add(RepoAuthorModel(name="first"))
        await authors_repo.session.commit()
        await authors_repo.add(RepoAuthorModel(name="second"))
        raise HTTPException(status_code=418, detail="after the first")

    @post(path="/rolled-back")
    async def roll_back(self, authors_repo: AuthorRepository) -> dict[str, bool]:
        """Add an author, roll back, add another, and commit."""
        await authors_repo.add(RepoAuthorModel(name="first"))
        await authors_repo.session.rollback()
        await authors_repo.add(RepoAuthorModel(name="second"))
        await authors_repo.session.commit()
        return {"done": True}


route_handlers = [ProbeController]
