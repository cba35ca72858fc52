"""``auto_commit``, of the call and of the repository, in each method that changes rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assay.checking import Reader, proves
from reference_app.library.changes.models import Spare
from reference_app.library.changes.repositories import SpareRepository
from reference_app.library.database import Database
from suites.library.repo.rows import Rows, expect, part_row, part_rows, seed, stored_parts

MODELS = (Spare,)

BEFORE = part_rows(1, 2, 3)
NINE: dict[str, Any] = {"id": 9, "code": "nine", "name": "nine"}
NINE_ROW = part_row(
    9, code="nine", number=None, name="nine", note=None, model=None, status="new", origin="unknown", sort_rank=None
)


async def _add(repository: SpareRepository, **options: Any) -> None:
    await repository.add(Spare(**NINE), **options)


async def _add_many(repository: SpareRepository, **options: Any) -> None:
    await repository.add_many([Spare(**NINE)], **options)


async def _update(repository: SpareRepository, **options: Any) -> None:
    await repository.update(Spare(id=1, name="new"), **options)


async def _update_many(repository: SpareRepository, **options: Any) -> None:
    await repository.update_many([Spare(id=1, name="new")], **options)


async def _upsert_old(repository: SpareRepository, **options: Any) -> None:
    await repository.upsert(Spare(id=1, name="new"), **options)


async def _upsert_new(repository: SpareRepository, **options: Any) -> None:
    await repository.upsert(Spare(**NINE), **options)


async def _get_or_upsert_old(repository: SpareRepository, **options: Any) -> None:
    await repository.get_or_upsert(match_fields=["id"], id=1, name="new", **options)


async def _get_or_upsert_new(repository: SpareRepository, **options: Any) -> None:
    await repository.get_or_upsert(match_fields=["id"], **NINE, **options)


async def _get_and_update(repository: SpareRepository, **options: Any) -> None:
    await repository.get_and_update(match_fields=["id"], id=1, name="new", **options)


async def _delete(repository: SpareRepository, **options: Any) -> None:
    await repository.delete(1, **options)


async def _delete_many(repository: SpareRepository, **options: Any) -> None:
    await repository.delete_many([1], **options)


async def _delete_where(repository: SpareRepository, **options: Any) -> None:
    await repository.delete_where(Spare.name == "name 1", **options)


ADDED: Rows = BEFORE | {9: NINE_ROW}
CHANGED: Rows = BEFORE | {1: part_row(1, name="new")}
DELETED: Rows = {number: row for number, row in BEFORE.items() if number != 1}

WAYS: dict[str, tuple[Callable[..., Any], Rows]] = {
    "add": (_add, ADDED),
    "add_many": (_add_many, ADDED),
    "update": (_update, CHANGED),
    "update_many": (_update_many, CHANGED),
    "upsert-old": (_upsert_old, CHANGED),
    "upsert-new": (_upsert_new, ADDED),
    "get_or_upsert-old": (_get_or_upsert_old, CHANGED),
    "get_or_upsert-new": (_get_or_upsert_new, ADDED),
    "get_and_update": (_get_and_update, CHANGED),
    "delete": (_delete, DELETED),
    "delete_many": (_delete_many, DELETED),
    "delete_where": (_delete_where, DELETED),
}


@pytest.mark.parametrize("way", WAYS)
@proves("repo.auto-commit")
async def test_call_commits(way: str, database: Database, reader: Reader) -> None:
    """Others see the change as soon as the call has returned, and a rollback afterwards does not undo it."""
    change, after = WAYS[way]
    seed(reader, "library_changed_part", BEFORE)
    async with database.session() as session:
        await change(SpareRepository(session=session), auto_commit=True)
        expect(stored_parts(reader), after)
        await session.rollback()
    expect(stored_parts(reader), after)


@pytest.mark.parametrize("way", WAYS)
@proves("repo.auto-commit")
async def test_repository_commits(way: str, database: Database, reader: Reader) -> None:
    """So it is when the repository was made with the option."""
    change, after = WAYS[way]
    seed(reader, "library_changed_part", BEFORE)
    async with database.session() as session:
        await change(SpareRepository(session=session, auto_commit=True))
        await session.rollback()
    expect(stored_parts(reader), after)


@pytest.mark.parametrize("way", WAYS)
@proves("repo.auto-commit")
async def test_caller_commits(way: str, database: Database, reader: Reader) -> None:
    """Without the option nobody sees the change before the commit, and all do after it."""
    change, after = WAYS[way]
    seed(reader, "library_changed_part", BEFORE)
    async with database.session() as session:
        await change(SpareRepository(session=session))
        expect(stored_parts(reader), BEFORE)
        await session.commit()
    expect(stored_parts(reader), after)


@pytest.mark.parametrize("way", WAYS)
@proves("repo.auto-commit")
async def test_rollback_undoes(way: str, database: Database, reader: Reader) -> None:
    """Without the option a rollback undoes the change."""
    change, _ = WAYS[way]
    seed(reader, "library_changed_part", BEFORE)
    async with database.session() as session:
        await change(SpareRepository(session=session))
        await session.rollback()
        await session.commit()
    expect(stored_parts(reader), BEFORE)


@pytest.mark.parametrize("way", WAYS)
@proves("repo.auto-commit")
async def test_call_overrides_the_repository(way: str, database: Database, reader: Reader) -> None:
    """``auto_commit=False`` of the call is heeded, although the repository commits otherwise."""
    change, _ = WAYS[way]
    seed(reader, "library_changed_part", BEFORE)
    async with database.session() as session:
        await change(SpareRepository(session=session, auto_commit=True), auto_commit=False)
        await session.rollback()
    expect(stored_parts(reader), BEFORE)


@proves("repo.auto-commit")
async def test_option_of_one_call_is_not_that_of_the_next(database: Database, reader: Reader) -> None:
    """A call that commits is followed by one that does not."""
    seed(reader, "library_changed_part", BEFORE)
    async with database.session() as session:
        repository = SpareRepository(session=session)
        await repository.update(Spare(id=1, name="new"), auto_commit=True)
        await repository.update(Spare(id=2, name="new"))
        await session.rollback()
    expect(stored_parts(reader), CHANGED)


@proves("repo.auto-commit")
async def test_commit_takes_what_was_pending(database: Database, reader: Reader) -> None:
    """The commit is that of the session: what was done before in the same transaction is committed too."""
    seed(reader, "library_changed_part", BEFORE)
    async with database.session() as session:
        repository = SpareRepository(session=session)
        await repository.delete(3)
        await repository.update(Spare(id=1, name="new"), auto_commit=True)
        await session.rollback()
    expect(stored_parts(reader), {1: part_row(1, name="new"), 2: part_row(2)})
