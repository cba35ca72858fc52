"""The page's chapter "Pydantic Schemas"."""

import datetime
from uuid import UUID

from pydantic import BaseModel

__all__ = ("Author", "AuthorCreate", "AuthorUpdate")


class Author(BaseModel):
    """Author response schema."""

    id: UUID | None = None
    name: str
    dob: datetime.date | None = None


class AuthorCreate(BaseModel):
    """Schema for creating authors."""

    name: str
    dob: datetime.date | None = None


class AuthorUpdate(BaseModel):
    """Schema for updating authors."""

    name: str | None = None
    dob: datetime.date | None = None
