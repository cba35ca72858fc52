"""Schemas of the book endpoints, made the way the page makes those of the authors."""

import datetime
from uuid import UUID

from pydantic import BaseModel

from reference_app.authors.schemas import Author

__all__ = ("Book", "BookCreate", "BookUpdate")


class Book(BaseModel):
    """Book response schema: the book with its author and its audit columns."""

    id: UUID | None = None
    title: str
    author_id: UUID
    author: Author
    created_at: datetime.datetime
    updated_at: datetime.datetime


class BookCreate(BaseModel):
    """Schema for creating books."""

    title: str
    author_id: UUID


class BookUpdate(BaseModel):
    """Schema for updating books."""

    title: str | None = None
    author_id: UUID | None = None
