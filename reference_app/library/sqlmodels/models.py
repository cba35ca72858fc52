"""Heroes, as the page has them, and what has to be asked for on a SQLModel class."""

import datetime
from typing import Any, ClassVar, Optional

from advanced_alchemy.types import DateTimeUTC
from sqlmodel import Field, SQLModel

__all__ = ("Hero", "HeroCreate", "HeroShown", "TimedHero")


def now() -> datetime.datetime:
    """This moment, in UTC."""
    return datetime.datetime.now(datetime.timezone.utc)


class Hero(SQLModel, table=True):  # type: ignore[call-arg]  # without the package
    """The page's model; its key is the program's, as not every database counts by itself."""

    __tablename__: ClassVar[Any] = "library_hero"

    id: Optional[int] = Field(default=None, primary_key=True, sa_column_kwargs={"autoincrement": False})  # noqa: UP045
    name: str
    secret_name: str
    age: Optional[int] = None  # noqa: UP045


class HeroCreate(SQLModel):
    """What a client sends."""

    id: int
    name: str
    secret_name: str
    age: int | None = None


class HeroShown(SQLModel):
    """What a client sees."""

    id: int
    name: str
    age: int | None = None


class TimedHero(SQLModel, table=True):  # type: ignore[call-arg]  # without the package
    """A hero whose times and slug are columns that the class asks for."""

    __tablename__: ClassVar[Any] = "library_timed_hero"

    id: Optional[int] = Field(default=None, primary_key=True, sa_column_kwargs={"autoincrement": False})  # noqa: UP045
    name: str
    slug: str = Field(default="", max_length=100)
    created_at: datetime.datetime = Field(default_factory=now, sa_type=DateTimeUTC)
    updated_at: datetime.datetime = Field(default_factory=now, sa_type=DateTimeUTC)
