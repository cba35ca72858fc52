"""A user on a base of the program's own, as the page has it."""

from uuid import UUID, uuid4

from advanced_alchemy.base import DefaultBase
from sqlalchemy import String, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, orm_insert_sentinel

__all__ = ("ServerSideUser",)


class ServerSideKey:
    """A key with a default of the program's and one of the database's."""

    id: Mapped[UUID] = mapped_column(default=uuid4, primary_key=True, server_default=text("gen_random_uuid()"))

    @declared_attr
    def _sentinel(cls) -> Mapped[int]:  # noqa: N805 - as the page has it
        return orm_insert_sentinel(name="sa_orm_sentinel")


class ServerSideBase(ServerSideKey, DefaultBase):
    """The base."""

    __abstract__ = True
    __bind_key__ = "library"


class ServerSideUser(ServerSideBase):
    """A user."""

    __tablename__ = "library_server_side_user"

    name: Mapped[str] = mapped_column(String(60), index=True, unique=True)
