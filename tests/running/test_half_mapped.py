"""A class whose mapping a check's exception ended does not stay in its registry."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from assay.running.half_mapped import let_go


class Base(DeclarativeBase):
    """The base class that all checks share."""


class Owner(Base):
    """A class that is mapped in any case."""

    __tablename__ = "owner"

    id: Mapped[int] = mapped_column(primary_key=True)


def second_table() -> None:
    class Pet(Base):
        __tablename__ = "owner"
        id: Mapped[int] = mapped_column(primary_key=True)


def from_another() -> None:
    try:
        second_table()
    except InvalidRequestError as error:
        raise AssertionError("no pets") from error


def meanwhile() -> None:
    try:
        second_table()
    except InvalidRequestError:
        raise AssertionError("no pets")  # noqa: B904 - not from it, but while it is handled


@pytest.mark.parametrize("check", [second_table, from_another, meanwhile])
def test_registry_gives_its_mappers_again(check: Callable[[], None]) -> None:
    with pytest.raises((InvalidRequestError, AssertionError)) as raised:
        check()
    assert raised.getrepr(showlocals=True)  # as pytest does: the variables have been read
    let_go(raised.value)
    assert {mapper.class_ for mapper in Base.registry.mappers} == {Owner}


def test_other_exceptions_keep_their_variables() -> None:
    def check() -> None:
        kept = ["kept"]
        kept.remove("lost")

    with pytest.raises(ValueError, match="not in list") as raised:
        check()
    let_go(raised.value)
    assert raised.traceback[-1].frame.f_locals == {"kept": ["kept"]}
