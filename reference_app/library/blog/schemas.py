"""What clients send of posts, and what they are shown."""

import datetime

from pydantic import BaseModel, Field

__all__ = ("BlogPostCreate", "BlogPostResponse", "BlogPostUpdate")


class BlogPostCreate(BaseModel):
    """A new post, with the names of its tags."""

    title: str
    content: str
    tags: list[str] = Field(default_factory=list)


class BlogPostUpdate(BaseModel):
    """Changes of a post."""

    title: str | None = None
    content: str | None = None
    published: bool | None = None
    tags: list[str] | None = None


class BlogPostResponse(BaseModel):
    """A post as clients see it."""

    id: int
    title: str
    content: str
    published: bool
    created_at: datetime.datetime
    updated_at: datetime.datetime

    model_config = {"from_attributes": True}
