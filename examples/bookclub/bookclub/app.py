"""The club's application: ``litestar --app bookclub.app:app run``."""

from __future__ import annotations

import datetime
import os
from typing import Annotated
from uuid import UUID

from advanced_alchemy.extensions.litestar import (
    AsyncSessionConfig,
    SQLAlchemyAsyncConfig,
    SQLAlchemyPlugin,
    filters,
    providers,
    repository,
    service,
)
from litestar import Controller, Litestar, delete, get, patch, post
from litestar.params import Dependency, Parameter
from msgspec import Meta, Struct

from bookclub.models import Book, Member


class NewMember(Struct):
    """A member to be."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    email: Annotated[str, Meta(min_length=3, max_length=200)]


class MemberView(NewMember):
    """A member."""

    id: UUID
    since: datetime.date | None = None


class NewBook(Struct):
    """A book to read."""

    title: Annotated[str, Meta(min_length=1, max_length=200)]
    writer: Annotated[str, Meta(min_length=1, max_length=100)]
    pages: Annotated[int, Meta(ge=1, le=10_000)]


class BookView(NewBook):
    """A book."""

    id: UUID


class MemberService(service.SQLAlchemyAsyncRepositoryService[Member]):
    """The members."""

    class Repo(repository.SQLAlchemyAsyncRepository[Member]):
        """Their rows."""

        model_type = Member

    repository_type = Repo


class BookService(service.SQLAlchemyAsyncRepositoryService[Book]):
    """The books."""

    class Repo(repository.SQLAlchemyAsyncRepository[Book]):
        """Their rows."""

        model_type = Book

    repository_type = Repo


class MemberController(Controller):
    """The members over HTTP."""

    path = "/members"
    dependencies = providers.create_service_dependencies(
        MemberService,
        "members",
        filters={
            "pagination_type": "limit_offset",
            "search": "name,email",
            "search_ignore_case": True,
            "sort_field": "name",
            "sort_order": "asc",
        },
    )

    @get()
    async def list_members(
        self,
        members: MemberService,
        filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)],
    ) -> service.OffsetPagination[MemberView]:
        """The members, page by page."""
        found, total = await members.list_and_count(*filters)
        return members.to_schema(found, total, filters=filters, schema_type=MemberView)

    @post()
    async def add_member(self, members: MemberService, data: NewMember) -> MemberView:
        """A new member, who is one from today."""
        made = await members.create(Member(name=data.name, email=data.email, since=datetime.date(2026, 1, 1)))
        return members.to_schema(made, schema_type=MemberView)

    @get("/{member_id:uuid}")
    async def get_member(self, members: MemberService, member_id: Annotated[UUID, Parameter()]) -> MemberView:
        """A member."""
        return members.to_schema(await members.get(member_id), schema_type=MemberView)

    @patch("/{member_id:uuid}")
    async def change_member(
        self, members: MemberService, member_id: Annotated[UUID, Parameter()], data: NewMember
    ) -> MemberView:
        """A member's new name and address."""
        changed = await members.update({"name": data.name, "email": data.email}, item_id=member_id)
        return members.to_schema(changed, schema_type=MemberView)

    @delete("/{member_id:uuid}")
    async def remove_member(self, members: MemberService, member_id: Annotated[UUID, Parameter()]) -> None:
        """A member leaves."""
        await members.delete(member_id)


class BookController(Controller):
    """The books over HTTP."""

    path = "/books"
    dependencies = providers.create_service_dependencies(BookService, "books")

    @get()
    async def list_books(self, books: BookService) -> list[BookView]:
        """All books."""
        return [books.to_schema(book, schema_type=BookView) for book in await books.list()]

    @post()
    async def add_book(self, books: BookService, data: NewBook) -> BookView:
        """A new book."""
        made = await books.create(Book(title=data.title, writer=data.writer, pages=data.pages))
        return books.to_schema(made, schema_type=BookView)


config = SQLAlchemyAsyncConfig(
    connection_string=os.environ.get("BOOKCLUB_DATABASE", "sqlite+aiosqlite:///bookclub.sqlite"),
    session_config=AsyncSessionConfig(expire_on_commit=False),
    before_send_handler="autocommit",
)
config.alembic_config.script_location = os.path.join(os.path.dirname(__file__), "..", "migrations")  # noqa: PTH118, PTH120
app = Litestar(route_handlers=[MemberController, BookController], plugins=[SQLAlchemyPlugin(config=config)])
