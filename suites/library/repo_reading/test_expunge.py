"""``auto_expunge`` and ``auto_refresh``."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import inspect, literal, update

from assay.checking import Reader, Watch, proves
from reference_app.library.database import Database
from reference_app.library.reading.models import Note, Shelf, Visit, Volume
from reference_app.library.reading.repositories import ShelfRepository, many, many_and_count
from suites.library.repo_reading.stock import everything, shelf_id, shelves

MODELS = (Shelf, Volume, Note, Visit)


FIRST, SECOND = shelf_id(1), shelf_id(2)
CALLS: dict[str, Any] = {
    "get": lambda r, **o: r.get(FIRST, **o),
    "get_one": lambda r, **o: r.get_one(id=FIRST, **o),
    "get_one_or_none": lambda r, **o: r.get_one_or_none(id=FIRST, **o),
    "get_many": lambda r, **o: many(r, **o),
    "window": lambda r, **o: many_and_count(r, count_with_window_function=True, **o),
    "two-queries": lambda r, **o: many_and_count(r, count_with_window_function=False, **o),
    "add": lambda r, **o: r.add(Shelf(name="new"), **o),
    "add_many": lambda r, **o: r.add_many([Shelf(name="new"), Shelf(name="newer")], **o),
    "update": lambda r, **o: r.update(Shelf(id=FIRST, name="x"), **o),
    "upsert": lambda r, **o: r.upsert(Shelf(id=FIRST, name="x"), **o),
    "upsert-new": lambda r, **o: r.upsert(Shelf(name="new"), **o),
    "update_many": lambda r, **o: r.update_many([Shelf(id=FIRST, name="x"), Shelf(id=SECOND, name="y")], **o),
    "upsert_many": lambda r, **o: r.upsert_many([Shelf(id=FIRST, name="x"), Shelf(name="y")], **o),
    "upsert_many-fallback": lambda r, **o: r.upsert_many(
        [Shelf(id=FIRST, name="x"), Shelf(name="y")], no_merge=True, **o
    ),
    "delete": lambda r, **o: r.delete(FIRST, **o),
    "delete_many": lambda r, **o: r.delete_many([FIRST, SECOND], **o),
    "delete_where": lambda r, **o: r.delete_where(Shelf.level < 3, **o),
    "get_or_upsert": lambda r, **o: r.get_or_upsert(match_fields="name", name="Atlas", place="attic", **o),
    "get_or_upsert-only-get": lambda r, **o: r.get_or_upsert(match_fields="name", name="Atlas", upsert=False, **o),
    "get_or_upsert-new": lambda r, **o: r.get_or_upsert(match_fields="name", name="new", **o),
    "get_and_update": lambda r, **o: r.get_and_update(match_fields="name", name="Atlas", place="attic", **o),
}


async def call(repository: Any, method: str, options: dict[str, Any]) -> list[Any]:
    """What a method returns of one or two of three shelves."""
    answer = await CALLS[method](repository, **options)
    found = answer[0] if isinstance(answer, tuple) else answer
    return list(found) if isinstance(found, list) else [found]


METHODS: pytest.MarkDecorator = pytest.mark.parametrize(
    ("method", "count"),
    [
        ("get", 1),
        ("get_one", 1),
        ("get_one_or_none", 1),
        ("get_many", 3),
        ("window", 3),
        ("two-queries", 3),
        ("add", 1),
        ("add_many", 2),
        ("update", 1),
        ("upsert", 1),
        ("upsert-new", 1),
        ("update_many", 2),
        ("upsert_many", 2),
        ("upsert_many-fallback", 2),
        ("delete", 1),
        ("delete_many", 2),
        ("delete_where", 2),
        ("get_or_upsert", 1),
        ("get_or_upsert-only-get", 1),
        ("get_or_upsert-new", 1),
        ("get_and_update", 1),
    ],
)


@proves("repo.auto-expunge")
@METHODS
@pytest.mark.parametrize("said", ["call", "repository"])
async def test_what_is_returned_is_detached(
    database: Database, reader: Reader, method: str, count: int, said: str
) -> None:
    """In no session any more, with values that can be read after it is closed; the row is written all the same."""
    shelves(reader, 3)
    before = everything(reader)
    options = {"auto_expunge": True} if said == "call" else {}
    reads = method in {"get", "get_one", "get_one_or_none", "get_many", "window", "two-queries"}
    async with database.session() as session:
        repository = ShelfRepository(
            session=session, auto_expunge=said == "repository", auto_commit=said == "repository" and not reads
        )
        found = await call(repository, method, options)
        kept = [instance for instance in found if instance in session]
        await session.commit()
    assert len(found) == count
    assert kept == [], f"{len(kept)} of {len(found)} are still in the session after {method}"
    assert all(instance.id is not None and instance.name for instance in found)
    after = {row["id"]: row for row in everything(reader)}
    if method in {"delete", "delete_many", "delete_where"}:
        assert len(after) == 3 - count
    elif reads or method == "get_or_upsert-only-get":
        assert list(after.values()) == before
    else:
        assert {after[instance.id]["name"] for instance in found} == {instance.name for instance in found}


@proves("repo.auto-expunge")
@METHODS
async def test_what_is_returned_is_attached_else(database: Database, reader: Reader, method: str, count: int) -> None:
    """Without the option it is in the session, also where the repository says True and the call False."""
    shelves(reader, 3)
    deletes = method in {"delete", "delete_many", "delete_where"}
    async with database.session() as session:
        found = await call(ShelfRepository(session=session), method, {})
        kept = sum(instance in session for instance in found)
        await session.rollback()
    assert (len(found), kept) == (count, 0 if deletes else count)
    if not deletes:
        async with database.session() as session:
            repository = ShelfRepository(session=session, auto_expunge=True)
            found = await call(repository, method, {"auto_expunge": False})
            kept = sum(instance in session for instance in found)
            await session.rollback()
        assert kept == count, f"{kept} of {count} are in the session after {method} with auto_expunge=False"


@proves("repo.auto-expunge")
async def test_detached_with_its_relations(database: Database, reader: Reader) -> None:
    """What was loaded with it can be read; a second call gives another object."""
    shelves(reader, 1)
    async with database.session() as session:
        repository = ShelfRepository(session=session)
        first = await repository.get(shelf_id(1), auto_expunge=True, load=[Shelf.volumes])
        second = await repository.get(shelf_id(1))
    assert first is not second
    assert (list(first.volumes), list(first.visits)) == ([], [])


@proves("repo.auto-refresh")
@pytest.mark.parametrize("said", ["call", "repository"])
@pytest.mark.parametrize("method", ["add", "upsert", "update"])
async def test_values_are_loaded(database: Database, reader: Reader, sql: Watch, method: str, said: str) -> None:
    """True: what the database computed is there without another statement, and is what is in the row."""
    shelves(reader, 1)
    async with database.session() as session:
        repository = ShelfRepository(session=session, auto_refresh=said == "repository")
        options: dict[str, Any] = {"auto_refresh": True} if said == "call" else {}
        if method == "update":
            shelf = await repository.update(Shelf(id=shelf_id(1), name="new"), **options)
        else:
            shelf = await getattr(repository, method)(
                Shelf(name="new", level=literal(40) + literal(2), id=shelf_id(9)), **options
            )
        unloaded = set(inspect(shelf).unloaded) & {"id", "name", "place", "level"}
        with sql() as statements:
            seen = shelf.name, shelf.place, shelf.level
        await session.commit()
    assert unloaded == set()
    assert statements == []
    row = reader.row("library_read_shelf", name="new")
    assert row is not None
    assert seen == (row["name"], row["place"], row["level"])
    assert row["level"] == (1 if method == "update" else 42)


@proves("repo.auto-refresh")
@pytest.mark.parametrize("said", ["call", "repository"])
async def test_nothing_is_loaded(database: Database, sql: Watch, said: str) -> None:
    """False: no statement asks for the row that was added; the default asks."""
    async with database.session() as session:
        repository = ShelfRepository(session=session, auto_refresh=said == "call")
        options: dict[str, Any] = {"auto_refresh": False} if said == "call" else {}
        with sql() as statements:
            await repository.add(Shelf(name="new"), **options)
        with sql() as refreshed:
            await ShelfRepository(session=session).add(Shelf(name="newer"))
        await session.rollback()
    assert [s for s in statements if s.lstrip().upper().startswith("SELECT")] == []
    assert [s for s in refreshed if s.lstrip().upper().startswith("SELECT")] != []


@proves("repo.auto-refresh")
async def test_refresh_reads_what_others_wrote(database: Database, reader: Reader) -> None:
    """update refreshes: a value that a statement past the session changed is the new one."""
    shelves(reader, 1)
    async with database.session() as session:
        repository = ShelfRepository(session=session)
        shelf = await repository.get(shelf_id(1))
        assert shelf.level == 1
        await session.execute(update(Shelf).values(level=7).execution_options(synchronize_session=False))
        shown = await repository.update(Shelf(id=shelf_id(1), name="new"), auto_refresh=True)
        seen = shown.name, shown.level
        await session.commit()
    assert seen == ("new", 7)
