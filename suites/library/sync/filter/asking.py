# Generated from suites/library/filter/asking.py by `python -m tools.twin`; do not edit.
"""Asks a repository for the talks that filters keep, with every method that takes filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advanced_alchemy.exceptions import AdvancedAlchemyError
from advanced_alchemy.repository import SQLAlchemySyncRepository
from sqlalchemy.orm import Session

from reference_app.sync.library.database import Database
from reference_app.sync.library.filtering.repositories import TalkRepository

RENAMED = hasattr(SQLAlchemySyncRepository, "get_many")
"""Whether ``list`` and ``list_and_count`` have their new names, as since 1.10."""
MANY, MANY_AND_COUNT = ("get_many", "get_many_and_count") if RENAMED else ("list", "list_and_count")


def listed(session: Session, *conditions: Any, **options: Any) -> list[str]:
    """The labels of the talks, in the order in which they came."""
    return [talk.label for talk in getattr(TalkRepository(session=session), MANY)(*conditions, **options)]


def page(database: Database, *conditions: Any, **options: Any) -> tuple[list[str], int]:
    """The labels of the talks in the order in which they came, and the total."""
    with database.session() as session:
        many, total = getattr(TalkRepository(session=session), MANY_AND_COUNT)(*conditions, **options)
        return [talk.label for talk in many], total


def in_order(database: Database, *conditions: Any, **options: Any) -> list[str]:
    """The labels of the talks in the order in which they came; with and without a total it has to be the same one."""
    with database.session() as session:
        found = listed(session, *conditions, **options)
    for windowed in (True, False):
        paged, _ = page(database, *conditions, count_with_window_function=windowed, **options)
        assert paged == found, f"{MANY} has found {found}, and {MANY_AND_COUNT} {paged}"
    return found


def kept(database: Database, *conditions: Any, **options: Any) -> list[str]:
    """The labels of the talks that filters keep, sorted; all methods that take filters have to agree on them."""
    with database.session() as session:
        repository = TalkRepository(session=session)
        found = sorted(listed(session, *conditions, **options))
        count = repository.count(*conditions, **options)
        there = repository.exists(*conditions, **options)
        for windowed in (True, False):
            paged, total = page(database, *conditions, count_with_window_function=windowed, **options)
            assert sorted(paged) == found, f"{MANY} has found {found}, and {MANY_AND_COUNT} {sorted(paged)}"
            assert total == len(found), f"the total of {found} is {total}"
    assert count == len(found), f"the count of {found} is {count}"
    assert there is bool(found), f"exists says {there} of {found}"
    return found


def answers(database: Database, asked: Sequence[Sequence[Any]]) -> list[tuple[list[str], int]]:
    """The labels of the talks that each of several lists of filters keeps, sorted, and how many are counted."""
    with database.session() as session:
        repository = TalkRepository(session=session)
        return [(sorted(listed(session, *conditions)), repository.count(*conditions)) for conditions in asked]


def outcome(database: Database, *conditions: Any) -> str:
    """What the repository makes of filters that cannot be meant: the name of its exception, or what it has found."""
    try:
        with database.session() as session:
            return f"found {sorted(listed(session, *conditions))}"
    except (AdvancedAlchemyError, ValueError) as refusal:
        return type(refusal).__name__


def deleted(database: Database, *conditions: Any) -> list[str]:
    """Delete what filters keep; the labels of what ``delete_where`` says that it has deleted, sorted."""
    with database.session() as session:
        gone = TalkRepository(session=session).delete_where(*conditions)
        labels = sorted(talk.label for talk in gone)
        session.commit()
    return labels


def deletion(database: Database, *conditions: Any) -> str:
    """What ``delete_where`` makes of filters that cannot be meant: the name of its exception, or what it deleted."""
    try:
        return f"deleted {deleted(database, *conditions)}"
    except (AdvancedAlchemyError, ValueError) as refusal:
        return type(refusal).__name__
