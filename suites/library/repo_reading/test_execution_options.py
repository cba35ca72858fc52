"""``execution_options`` and ``bind_group``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, update

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.reading.models import Note, Shelf, Visit, Volume
from reference_app.library.reading.repositories import ShelfRepository, many, many_and_count
from suites.library.repo_reading.stock import NAMES, everything, shelf_id, shelves

MODELS = (Shelf, Volume, Note, Visit)
FIRST, SECOND = shelf_id(1), shelf_id(2)

READS: dict[str, Any] = {
    "get": lambda r, **o: r.get(FIRST, **o),
    "get_one": lambda r, **o: r.get_one(id=FIRST, **o),
    "get_one_or_none": lambda r, **o: r.get_one_or_none(id=FIRST, **o),
    "get_many": lambda r, **o: many(r, **o),
    "window": lambda r, **o: many_and_count(r, count_with_window_function=True, **o),
    "two-queries": lambda r, **o: many_and_count(r, count_with_window_function=False, **o),
    "count": lambda r, **o: r.count(**o),
    "exists": lambda r, **o: r.exists(name="Atlas", **o),
}
WRITES: dict[str, Any] = {
    "update": lambda r, **o: r.update(Shelf(id=FIRST, name="x"), **o),
    "update_many": lambda r, **o: r.update_many([Shelf(id=FIRST, name="x"), Shelf(id=SECOND, name="y")], **o),
    "upsert": lambda r, **o: r.upsert(Shelf(id=FIRST, name="x"), **o),
    "upsert_many": lambda r, **o: r.upsert_many([Shelf(id=FIRST, name="x")], **o),
    "upsert_many-fallback": lambda r, **o: r.upsert_many([Shelf(id=FIRST, name="x")], no_merge=True, **o),
    "delete": lambda r, **o: r.delete(FIRST, **o),
    "delete_many": lambda r, **o: r.delete_many([FIRST, SECOND], **o),
    "delete_where": lambda r, **o: r.delete_where(name="Atlas", **o),
    "get_or_upsert": lambda r, **o: r.get_or_upsert(match_fields="name", name="Atlas", place="attic", **o),
    "get_and_update": lambda r, **o: r.get_and_update(match_fields="name", name="Atlas", place="attic", **o),
}
ALL = {**READS, **WRITES}


@contextmanager
def options_of_statements() -> Iterator[list[dict[str, Any]]]:
    """The execution options of each statement on shelves that is sent within the block."""
    seen: list[dict[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        if "library_read_shelf" in statement:
            seen.append(dict(context.execution_options))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@proves("repo.execution-options")
@pytest.mark.parametrize("method", ALL)
async def test_options_reach_the_statement(database: Database, reader: Reader, method: str) -> None:
    """Each statement that the method makes itself has them; the flush of an object has none."""
    shelves(reader, 3)
    options = {"purpose": "report"}

    for said in ("call", "repository", "class"):

        class Reporting(ShelfRepository):
            execution_options = options

        async with database.session() as session:
            cls = Reporting if said == "class" else ShelfRepository
            repository = cls(session=session, execution_options=options if said == "repository" else None)
            with options_of_statements() as seen:
                await ALL[method](repository, **({"execution_options": options} if said == "call" else {}))
            await session.rollback()
        assert seen[0].get("purpose") == "report", f"the first statement of {method} has not the options"
        if method in READS or method in {"delete_many", "delete_where", "update_many", "upsert_many"}:
            without = sum(found.get("purpose") != "report" for found in seen)
            assert without == 0, f"{without} of {len(seen)} statements of {method} have not the options"
        assert options == {"purpose": "report"}, "the caller's dictionary was changed"


@proves("repo.execution-options")
@pytest.mark.parametrize("method", READS)
async def test_options_do_not_stay(database: Database, reader: Reader, method: str) -> None:
    """A second call has those of its own; the call's are instead of the repository's."""
    shelves(reader, 3)
    async with database.session() as session:
        repository = ShelfRepository(session=session, execution_options={"purpose": "default"})
        with options_of_statements() as seen:
            await READS[method](repository, execution_options={"purpose": "first"})
        first = {found.get("purpose") for found in seen}
        with options_of_statements() as seen:
            await READS[method](repository)
        second = {found.get("purpose") for found in seen}
        with options_of_statements() as seen:
            await READS[method](ShelfRepository(session=session))
        other = {found.get("purpose") for found in seen}
    assert (first, second, other) == ({"first"}, {"default"}, {None})


@proves("repo.execution-options")
async def test_populate_existing(database: Database, reader: Reader) -> None:
    """An option that the session heeds: what it has is read anew, and only with the option."""
    shelves(reader, 1)
    async with database.session() as session:
        repository = ShelfRepository(session=session)
        shelf = await repository.get(FIRST)
        await session.execute(update(Shelf).values(level=7).execution_options(synchronize_session=False))
        unchanged = (await repository.get(FIRST)).level
        changed = (await repository.get(FIRST, execution_options={"populate_existing": True})).level
    assert (unchanged, changed, shelf.level) == (1, 7, 7)


EXPECTED: dict[str, Any] = {
    "get": "Atlas",
    "get_one": "Atlas",
    "get_one_or_none": "Atlas",
    "get_many": list(NAMES[:3]),
    "window": (list(NAMES[:3]), 3),
    "two-queries": (list(NAMES[:3]), 3),
    "count": 3,
    "exists": True,
}


def shown(answer: Any) -> Any:
    """An answer with names in the place of shelves."""
    if isinstance(answer, Shelf):
        return answer.name
    if isinstance(answer, tuple):
        return shown(answer[0]), answer[1]
    return sorted(shelf.name for shelf in answer) if isinstance(answer, list) else answer


@proves("repo.bind-group-argument")
@pytest.mark.parametrize("method", READS)
async def test_bind_group_without_routing(database: Database, reader: Reader, method: str) -> None:
    """The same answer with a bind group, of the call and of the repository, as without."""
    shelves(reader, 3)
    async with database.session() as session:
        answers = [
            shown(await READS[method](ShelfRepository(session=session), bind_group="analytics")),
            shown(await READS[method](ShelfRepository(session=session, bind_group="analytics"))),
            shown(await READS[method](ShelfRepository(session=session))),
        ]
    assert answers == [EXPECTED[method]] * 3


@proves("repo.bind-group-argument")
@pytest.mark.parametrize("method", READS)
async def test_bind_group_beside_execution_options(database: Database, reader: Reader, method: str) -> None:
    """The repository's execution options count with a bind group as without."""
    shelves(reader, 3)
    options = {"purpose": "report"}
    for said in ("call", "repository"):
        async with database.session() as session:
            repository = ShelfRepository(
                session=session, execution_options=options, bind_group="analytics" if said == "repository" else None
            )
            with options_of_statements() as seen:
                await READS[method](repository, **({"bind_group": "analytics"} if said == "call" else {}))
        without = sum(found.get("purpose") != "report" for found in seen)
        assert without == 0, f"{without} of {len(seen)} statements of {method} have not the options"
        assert options == {"purpose": "report"}, "the repository's dictionary was changed"


@proves("repo.bind-group-argument")
@pytest.mark.parametrize("method", READS)
async def test_bind_group_reaches_the_statement(database: Database, reader: Reader, method: str) -> None:
    """Each statement carries it, by which a routing session chooses; the next call without does not."""
    shelves(reader, 3)
    for said in ("call", "repository"):
        async with database.session() as session:
            repository = ShelfRepository(session=session, bind_group="analytics" if said == "repository" else None)
            with options_of_statements() as seen:
                await READS[method](repository, **({"bind_group": "analytics"} if said == "call" else {}))
            groups = [found.get("bind_group") for found in seen]
            with options_of_statements() as seen:
                await READS[method](ShelfRepository(session=session))
            later = {found.get("bind_group") for found in seen}
        missing = groups.count(None)
        assert missing == 0, f"{missing} of {len(groups)} statements of {method} have no bind group"
        assert (set(groups), later) == ({"analytics"}, {None})


@proves("repo.bind-group-argument")
@pytest.mark.parametrize("method", ["delete", "delete_many", "delete_where", "update", "update_many", "upsert"])
async def test_bind_group_of_writes(database: Database, reader: Reader, method: str) -> None:
    """Writing takes it too, and writes the same."""
    shelves(reader, 3)
    async with database.session() as session:
        await WRITES[method](ShelfRepository(session=session), bind_group="analytics")
        await session.commit()
    names = {row["id"]: row["name"] for row in everything(reader)}
    if method == "delete_many":
        assert list(names.values()) == ["Comics"]
    elif method.startswith("delete"):
        assert list(names.values()) == ["Botany", "Comics"]
    else:
        assert list(names.values()) == ["x", "y" if method == "update_many" else "Botany", "Comics"]
