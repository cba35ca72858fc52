# Generated from suites/probes/modelling.py by `python -m tools.twin`; do not edit.
"""Handlers of the models chapter's checks.

Not called ``models.py``: modules of that name hold nothing async and have no twin.
"""

import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import get, patch, post
from litestar.params import Body
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from reference_app.authors.models import AuthorModel, BookModel
from reference_app.sync.authors.services import AuthorService
from reference_app.sync.books.services import BookService

__all__ = ("route_handlers",)


@post("/probes/models/authors", sync_to_thread=True)
def create_authors(db_session: Session, data: Annotated[list[dict[str, Any]], Body()]) -> list[dict[str, Any]]:
    """Insert authors with exactly the given attributes, an ``id`` among them or not."""
    service = AuthorService(session=db_session)
    authors = []
    for values in data:
        given = {**values, "id": UUID(values["id"])} if "id" in values else values
        authors.append(AuthorModel(**given))
    created = service.create_many(authors)
    return [{"id": str(author.id), "type": type(author.id).__qualname__} for author in created]


@get("/probes/models/authors/{author_id:uuid}", sync_to_thread=True)
def describe_author(db_session: Session, author_id: UUID) -> dict[str, Any]:
    """The Python types of a stored author's attributes."""
    author = (db_session.scalars(select(AuthorModel).where(AuthorModel.id == author_id))).one()
    return {
        "id is a UUID": isinstance(author.id, UUID),
        "dob type": type(author.dob).__name__,
        "dob": author.dob and author.dob.isoformat(),
    }


@post("/probes/models/shelves", sync_to_thread=True)
def append_books(db_session: Session, data: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Insert an author whose books are only appended to its list."""
    author = AuthorModel(name=data["name"])
    for title in data["titles"]:
        author.books.append(BookModel(title=title))
    db_session.add(author)
    db_session.commit()
    return {"author ids": [str(book.author_id) for book in author.books], "id": str(author.id)}


@get("/probes/models/shelves", sync_to_thread=True)
def list_shelves(db_session: Session) -> list[dict[str, Any]]:
    """All authors with the titles of their books, and the author that each book names."""
    authors = db_session.scalars(select(AuthorModel).order_by(AuthorModel.name))
    return [
        {
            "name": author.name,
            "kind": type(author.books).__name__,
            "titles": sorted(book.title for book in author.books),
            "backwards": all(book.author is author for book in author.books),
        }
        for author in authors
    ]


@get("/probes/models/books", sync_to_thread=True)
def list_books_with_authors(db_session: Session) -> list[dict[str, Any]]:
    """All books, with the name of the author that came along."""
    books = db_session.scalars(select(BookModel).order_by(BookModel.title))
    return [{"title": book.title, "author": book.author.name} for book in books]


@patch("/probes/models/books/{book_id:uuid}/author", sync_to_thread=True)
def assign_author(db_session: Session, book_id: UUID, data: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Assign another author to a book's relationship, and commit."""
    book = (db_session.scalars(select(BookModel).where(BookModel.id == book_id))).one()
    other = (db_session.scalars(select(AuthorModel).where(AuthorModel.id == UUID(data["author_id"])))).one()
    book.author = other
    db_session.commit()
    return {}


@post("/probes/models/books", sync_to_thread=True)
def create_book_at(db_session: Session, data: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Insert a book with given times; any other attribute may be missing."""
    values = dict(data)
    for key in ("created_at", "updated_at"):
        if key in values:
            values[key] = datetime.datetime.fromisoformat(values[key])
    if "author_id" in values:
        values["author_id"] = UUID(values["author_id"])
    book = BookService(session=db_session).create(BookModel(**values))
    return {"id": str(book.id)}


@get("/probes/models/books/{book_id:uuid}/times", sync_to_thread=True)
def book_times(db_session: Session, book_id: UUID) -> dict[str, Any]:
    """The audit columns of a stored book, and what zone they have as Python objects."""
    book = (db_session.scalars(select(BookModel).where(BookModel.id == book_id))).one()
    offsets = [time.utcoffset() for time in (book.created_at, book.updated_at)]
    return {
        "created_at": book.created_at.isoformat(),
        "updated_at": book.updated_at.isoformat(),
        "offsets": [None if offset is None else offset.total_seconds() for offset in offsets],
    }


@patch("/probes/models/books/{book_id:uuid}", sync_to_thread=True)
def rename_book(db_session: Session, book_id: UUID, data: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Change a book's title on the loaded object, or by an UPDATE statement of its own."""
    if data["by"] == "statement":
        db_session.execute(update(BookModel).where(BookModel.id == book_id).values(title=data["title"]))
    else:
        book = (db_session.scalars(select(BookModel).where(BookModel.id == book_id))).one()
        book.title = data["title"]
        db_session.flush()
    return {}


route_handlers = [
    append_books,
    assign_author,
    book_times,
    create_authors,
    create_book_at,
    describe_author,
    list_books_with_authors,
    list_shelves,
    rename_book,
]
