# Generated from reference_app/books/controllers.py by `python -m tools.twin`; do not edit.
# ruff: noqa: B008 - the page declares path parameters by their default
"""The book endpoints: the page's five verbs, for the guide's other model."""

from typing import Annotated
from uuid import UUID

from advanced_alchemy.extensions.litestar import filters, providers, service
from litestar import Controller, delete, get, patch, post
from litestar.params import Dependency, Parameter

from reference_app.books.schemas import Book, BookCreate, BookUpdate
from reference_app.sync.books.services import BookService

__all__ = ("BookController",)


class BookController(Controller):
    """Book CRUD endpoints."""

    # without `load`: the model itself joins the author
    dependencies = providers.create_service_dependencies(
        BookService,
        "books_service",
        filters={"pagination_type": "limit_offset", "id_filter": UUID, "search": "title", "search_ignore_case": True},
    )

    @get(path="/books", sync_to_thread=True)
    def list_books(
        self,
        books_service: BookService,
        filters: Annotated[list[filters.FilterTypes], Dependency(skip_validation=True)],
    ) -> service.OffsetPagination[Book]:
        """List all books with pagination."""
        results, total = books_service.list_and_count(*filters)
        return books_service.to_schema(results, total, filters=filters, schema_type=Book)

    @post(path="/books", sync_to_thread=True)
    def create_book(self, books_service: BookService, data: BookCreate) -> Book:
        """Create a new book."""
        obj = books_service.create(data)
        return books_service.to_schema(obj, schema_type=Book)

    @get(path="/books/{book_id:uuid}", sync_to_thread=True)
    def get_book(
        self,
        books_service: BookService,
        book_id: UUID = Parameter(title="Book ID", description="The book to retrieve."),
    ) -> Book:
        """Get an existing book."""
        obj = books_service.get(book_id)
        return books_service.to_schema(obj, schema_type=Book)

    @patch(path="/books/{book_id:uuid}", sync_to_thread=True)
    def update_book(
        self,
        books_service: BookService,
        data: BookUpdate,
        book_id: UUID = Parameter(title="Book ID", description="The book to update."),
    ) -> Book:
        """Update a book."""
        obj = books_service.update(data, item_id=book_id, auto_commit=True)
        return books_service.to_schema(obj, schema_type=Book)

    @delete(path="/books/{book_id:uuid}", sync_to_thread=True)
    def delete_book(
        self,
        books_service: BookService,
        book_id: UUID = Parameter(title="Book ID", description="The book to delete."),
    ) -> None:
        """Delete a book from the system."""
        _ = books_service.delete(book_id)
