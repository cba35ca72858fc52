# Generated from reference_app/repository_only/repositories.py by `python -m tools.twin`; do not edit.
"""The repository and the functions that provide it to handlers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advanced_alchemy.filters import LimitOffset
from advanced_alchemy.repository import SQLAlchemySyncRepository
from litestar.params import Parameter

from reference_app.repository_only.models import RepoAuthorModel

if TYPE_CHECKING:
    # as on the page: Litestar finds the name in the namespace that the SQLAlchemy plugin registers
    from sqlalchemy.orm import Session

__all__ = ("AuthorRepository", "provide_author_details_repo", "provide_authors_repo", "provide_limit_offset_pagination")


class AuthorRepository(SQLAlchemySyncRepository[RepoAuthorModel]):
    """Author repository."""

    model_type = RepoAuthorModel


def provide_authors_repo(db_session: Session) -> AuthorRepository:
    """This provides the default Authors repository."""
    return AuthorRepository(session=db_session)


def provide_author_details_repo(db_session: Session) -> AuthorRepository:
    """Repository with eager loading for author details."""
    return AuthorRepository(load=[RepoAuthorModel.books], session=db_session)


def provide_limit_offset_pagination(
    current_page: int = Parameter(ge=1, query="currentPage", default=1, required=False),
    page_size: int = Parameter(query="pageSize", ge=1, default=10, required=False),
) -> LimitOffset:
    """Add offset/limit pagination."""
    return LimitOffset(page_size, page_size * (current_page - 1))
