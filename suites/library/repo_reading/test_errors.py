"""What a refusal of the database is told as."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from advanced_alchemy.exceptions import (
    DuplicateKeyError,
    ForeignKeyError,
    IntegrityError,
    MultipleResultsFoundError,
    NotFoundError,
    RepositoryError,
)
from sqlalchemy import exc

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.reading.models import Permit, Shelf, Visit, Volume
from reference_app.library.reading.repositories import PermitRepository, ShelfRepository, many
from suites.library.repo_reading.stock import everything, raised, shelf_id, shelves

MODELS = (Shelf, Volume, Visit, Permit)
FIRST, SECOND, NEW = (UUID(int=0x9E2 << 64 | number) for number in (1, 2, 3))


def permits(reader: Reader, code: str = "A1") -> list[dict[str, Any]]:
    """Two permits, and what their table holds then."""
    reader.insert(
        "library_read_permit",
        {"id": FIRST, "code": code, "fee": 1, "shelf_id": None},
        {"id": SECOND, "code": "B2", "fee": 2, "shelf_id": None},
    )
    return everything(reader, "library_read_permit")


async def refused(database: Database, call: Any, **options: Any) -> BaseException | None:
    """What a call of a repository raises, whose transaction is rolled back then."""
    async with database.session() as session:
        error = await raised(call, PermitRepository(session=session, **options))
        await session.rollback()
    return error


DUPLICATES: dict[str, Any] = {
    "add": lambda r, **o: r.add(Permit(code="A1"), **o),
    "add-same-key": lambda r, **o: r.add(Permit(id=FIRST, code="C3"), **o),
    "add-commit": lambda r, **o: r.add(Permit(code="A1"), auto_commit=True, **o),
    "add_many": lambda r, **o: r.add_many([Permit(code="C3"), Permit(code="A1")], **o),
    "add_many-among-themselves": lambda r, **o: r.add_many([Permit(code="C3"), Permit(code="C3")], **o),
    "update": lambda r, **o: r.update(Permit(id=SECOND, code="A1"), **o),
    "update_many": lambda r, **o: r.update_many([Permit(id=SECOND, code="A1", fee=2)], **o),
    "upsert": lambda r, **o: r.upsert(Permit(id=NEW, code="A1"), **o),
    "upsert-existing": lambda r, **o: r.upsert(Permit(id=SECOND, code="A1", fee=2), **o),
    "get_or_upsert": lambda r, **o: r.get_or_upsert(match_fields="id", id=NEW, code="A1", **o),
    "get_and_update": lambda r, **o: r.get_and_update(match_fields="id", id=SECOND, code="A1", **o),
}


@proves("repo.duplicate-key-error")
@pytest.mark.parametrize("call", DUPLICATES)
async def test_duplicate(database: Database, reader: Reader, call: str) -> None:
    """DuplicateKeyError, and after the rollback the rows are what they were."""
    before = permits(reader)
    error = await refused(database, DUPLICATES[call])
    assert type(error) is DuplicateKeyError, f"a duplicate is told as {type(error).__name__}"
    assert everything(reader, "library_read_permit") == before


@proves("repo.duplicate-key-error")
@pytest.mark.parametrize(
    "code",
    ["it's", 'a "b"', "(a)=(b)", "a\nb", "%s", "Müller", "violates foreign key constraint", "for key 'x'", ""],
    ids=["quote", "quotes", "brackets", "line-feed", "percent", "umlaut", "other-message", "message", "empty"],
)
async def test_duplicate_of_an_awkward_value(database: Database, reader: Reader, code: str) -> None:
    """DuplicateKeyError, whatever the value is that is there already."""
    permits(reader, code)
    error = await refused(database, lambda r: r.add(Permit(code=code)))
    assert type(error) is DuplicateKeyError, f"a duplicate is told as {type(error).__name__}"


@proves("repo.duplicate-key-error", needs=("savepoints",))
async def test_session_goes_on_after_a_savepoint(database: Database, reader: Reader) -> None:
    """A duplicate within a savepoint takes back what is in it, and no more."""
    permits(reader)
    async with database.session() as session:
        repository = PermitRepository(session=session)
        await repository.add(Permit(code="C3"))
        savepoint = await session.begin_nested()
        error = await raised(repository.add, Permit(code="A1"))
        await savepoint.rollback()
        await repository.add(Permit(code="D4"))
        await session.commit()
    codes = sorted(row["code"] for row in everything(reader, "library_read_permit"))
    assert isinstance(error, IntegrityError)
    assert codes == ["A1", "B2", "C3", "D4"]


FOREIGN: dict[str, Any] = {
    "add": lambda r: r.add(Permit(code="C3", shelf_id=shelf_id(9))),
    "add_many": lambda r: r.add_many([Permit(code="C3"), Permit(code="D4", shelf_id=shelf_id(9))]),
    "update": lambda r: r.update(Permit(id=FIRST, shelf_id=shelf_id(9))),
    "update_many": lambda r: r.update_many([Permit(id=FIRST, code="A1", fee=1, shelf_id=shelf_id(9))]),
}


@proves("repo.foreign-key-error", needs=("enforces-foreign-keys",))
@pytest.mark.parametrize("call", FOREIGN)
async def test_row_of_no_parent(database: Database, reader: Reader, call: str) -> None:
    """ForeignKeyError of a shelf that there is not, although there is another; the rows are what they were."""
    shelves(reader, 1)
    before = permits(reader)
    error = await refused(database, FOREIGN[call])
    assert type(error) is ForeignKeyError, f"a missing parent is told as {type(error).__name__}"
    assert everything(reader, "library_read_permit") == before


DELETES: dict[str, Any] = {
    "delete": lambda r: r.delete(shelf_id(1)),
    "delete_many": lambda r: r.delete_many([shelf_id(2), shelf_id(1)]),
    "delete_where": lambda r: r.delete_where(name="Atlas"),
}


@proves("repo.foreign-key-error", needs=("enforces-foreign-keys",))
@pytest.mark.parametrize("call", DELETES)
async def test_parent_that_is_needed(database: Database, reader: Reader, call: str) -> None:
    """ForeignKeyError of a shelf with a permit, and both are still there."""
    shelves(reader, 2)
    reader.insert("library_read_permit", {"id": FIRST, "code": "A1", "fee": 1, "shelf_id": shelf_id(1)})
    before = everything(reader), everything(reader, "library_read_permit")
    async with database.session() as session:
        error = await raised(DELETES[call], ShelfRepository(session=session))
        await session.rollback()
    assert type(error) is ForeignKeyError, f"a needed parent is told as {type(error).__name__}"
    assert (everything(reader), everything(reader, "library_read_permit")) == before


CHECKS: dict[str, Any] = {
    "add": lambda r, **o: r.add(Permit(code="C3", fee=0), **o),
    "update": lambda r, **o: r.update(Permit(id=FIRST, fee=-1), **o),
    "update_many": lambda r, **o: r.update_many([Permit(id=FIRST, code="A1", fee=-1)], **o),
}


@proves("repo.check-constraint-error")
@pytest.mark.parametrize("call", CHECKS)
async def test_check_constraint(database: Database, reader: Reader, call: str) -> None:
    """IntegrityError, with the text of check constraints; the rows are what they were."""
    before = permits(reader)
    error = await refused(database, lambda r: CHECKS[call](r, error_messages={"check_constraint": "not so"}))
    assert type(error) is IntegrityError, f"a check constraint is told as {type(error).__name__}"
    assert str(error) == "not so", f"a check constraint is told as {str(error)!r}"
    assert everything(reader, "library_read_permit") == before


@proves("repo.check-constraint-error")
@pytest.mark.parametrize("call", ["add", "update"])
async def test_null_where_there_must_be_a_value(database: Database, reader: Reader, call: str) -> None:
    """IntegrityError, and neither of a duplicate nor of a foreign key."""
    before = permits(reader)
    missing: Any = None
    error = await refused(
        database,
        lambda r: r.add(Permit(code=missing)) if call == "add" else r.update(Permit(id=FIRST, code=missing)),
    )
    assert type(error) is IntegrityError, f"NULL is told as {type(error).__name__}"
    assert everything(reader, "library_read_permit") == before


@proves("repo.wrap-exceptions-off")
@pytest.mark.parametrize("said", ["repository", "class"])
async def test_exceptions_as_they_are(database: Database, reader: Reader, said: str) -> None:
    """What SQLAlchemy raises: of a duplicate, of several rows, of a name that there is not."""
    permits(reader)

    class Plain(PermitRepository):
        wrap_exceptions = False

    calls: list[tuple[type[BaseException], Any]] = [
        (exc.IntegrityError, lambda r: r.add(Permit(code="A1"))),
        (exc.IntegrityError, lambda r: r.add_many([Permit(code="A1")])),
        (exc.IntegrityError, lambda r: r.update(Permit(id=SECOND, code="A1"))),
        (exc.MultipleResultsFound, lambda r: r.get_one()),
        (exc.MultipleResultsFound, lambda r: r.get_one_or_none()),
        (AttributeError, lambda r: many(r, cdoe="A1")),
        (AttributeError, lambda r: r.count(cdoe="A1")),
        (AttributeError, lambda r: r.delete_where(cdoe="A1")),
        (NotFoundError, lambda r: r.get(NEW)),
    ]
    for expected, call in calls:
        async with database.session() as session:
            repository = (
                Plain(session=session) if said == "class" else PermitRepository(session=session, wrap_exceptions=False)
            )
            error = await raised(call, repository)
            await session.rollback()
        assert isinstance(error, expected), (
            f"told as {type(error).__module__}.{type(error).__name__}, not as {expected.__name__}"
        )


@proves("repo.wrap-exceptions-off")
async def test_exceptions_are_wrapped_else(database: Database, reader: Reader) -> None:
    """By default they are the library's, with SQLAlchemy's as the cause."""
    permits(reader)
    calls: list[tuple[type[BaseException], Any]] = [
        (IntegrityError, lambda r: r.add(Permit(code="A1"))),
        (MultipleResultsFoundError, lambda r: r.get_one()),
        (RepositoryError, lambda r: r.count(cdoe="A1")),
        (NotFoundError, lambda r: r.get(NEW)),
    ]
    for expected, call in calls:
        error = await refused(database, call)
        assert isinstance(error, expected)
        assert error.__cause__ is not None
