"""Schemas of the repository-only chapter; missing there, so the guide's, on the chapter's base class."""

import datetime
from uuid import UUID

import pydantic

__all__ = ("Author", "AuthorCreate", "AuthorUpdate", "BaseModel")


class BaseModel(pydantic.BaseModel):
    """Extend Pydantic's BaseModel to enable ORM mode."""

    model_config = {"from_attributes": True}


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
