# Generated from suites/library/exc/test_mapping.py by `python -m tools.twin`; do not edit.
"""What the database refuses is raised as the library's own exceptions."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy import exceptions
from sqlalchemy import exc as sqlalchemy_exceptions

from assay.checking import Reader, proves
from reference_app.library.failures.models import Loan, Shelf, Volume
from reference_app.sync.library.database import Database
from reference_app.sync.library.failures.repositories import ShelfRepository, fail
from suites.library.sync.exc.failing import ENFORCED, KINDS, LENGTHS, raised

MODELS = (Shelf, Volume, Loan)


def _expect(error: Exception, kind: str) -> None:
    __tracebackhide__ = True
    found = type(error)
    assert found is getattr(exceptions, kind), f"{found.__module__}.{found.__qualname__} is raised, not {kind}"


@proves("exc.sqlalchemy-mapping")
@pytest.mark.parametrize("name", KINDS)
def test_kind(database: Database, name: str) -> None:
    """Its class says what was wrong."""
    _expect(raised(database, name), KINDS[name])


@proves("exc.sqlalchemy-mapping", needs=("enforces-foreign-keys",))
@pytest.mark.parametrize("name", ENFORCED)
def test_kind_of_a_foreign_key(database: Database, name: str) -> None:
    """The same where a row names one that is not there, and where one is named that goes."""
    _expect(raised(database, name), ENFORCED[name])


@proves("exc.sqlalchemy-mapping", needs=("enforces-foreign-keys",))
def test_kind_of_a_foreign_key_with_long_names(database: Database) -> None:
    """The same where the names of table, column and constraint are long."""
    _expect(raised(database, "no-such-shelf-of-a-loan"), "ForeignKeyError")


@proves("exc.sqlalchemy-mapping", needs=("enforces-string-length",))
@pytest.mark.parametrize("name", LENGTHS)
def test_kind_of_a_length(database: Database, name: str) -> None:
    """A value that does not fit breaks no constraint between rows: it is no IntegrityError."""
    _expect(raised(database, name), LENGTHS[name])


@proves("exc.sqlalchemy-mapping")
def test_object_of_another_session(database: Database) -> None:
    """What SQLAlchemy itself refuses is an InvalidRequestError."""
    with database.session() as first, database.session() as second:
        shelf = Shelf(code="first", label="of first", width=1)
        second.add(shelf)
        with pytest.raises(exceptions.InvalidRequestError) as caught:
            ShelfRepository(session=first).add(shelf)
    assert type(caught.value) is exceptions.InvalidRequestError


ORIGINAL: dict[str, str] = {
    "two": "MultipleResultsFound",
    "two-or-none": "MultipleResultsFound",
    "same-key": "IntegrityError",
    "same-label": "IntegrityError",
    "same-label-of-many": "IntegrityError",
    "same-label-by-update": "IntegrityError",
    "null": "IntegrityError",
}


@proves("exc.sqlalchemy-mapping")
@pytest.mark.parametrize("name", ORIGINAL)
def test_without_wrapping(database: Database, name: str) -> None:
    """With wrap_exceptions=False SQLAlchemy's own exception comes through."""
    error = raised(database, name, wrap_exceptions=False)
    found = type(error)
    assert found is getattr(sqlalchemy_exceptions, ORIGINAL[name]), f"{found.__module__}.{found.__qualname__} is raised"


@proves("exc.sqlalchemy-mapping")
@pytest.mark.parametrize("name", ["no-table", "bad-sql"])
def test_statement_without_wrapping(database: Database, name: str) -> None:
    """The same of statements that cannot be run: SQLAlchemy's class for the driver's error."""
    error = raised(database, name, wrap_exceptions=False)
    assert isinstance(error, sqlalchemy_exceptions.DBAPIError), f"{type(error)} is raised"


@proves("exc.sqlalchemy-mapping")
@pytest.mark.parametrize("name", ["missing", "missing-one", "missing-update", "missing-delete"])
def test_missing_row_without_wrapping(database: Database, name: str) -> None:
    """Of a row that is not there SQLAlchemy has no exception: it is the library's."""
    _expect(raised(database, name, wrap_exceptions=False), "NotFoundError")


@proves("exc.sqlalchemy-mapping")
@pytest.mark.parametrize("name", ["same-key", "same-label", "negative", "null", "no-table"])
def test_nothing_is_left_behind(database: Database, reader: Reader, name: str) -> None:
    """After the failure the session can be rolled back and used, and nothing of before is written."""
    with database.session() as session:
        with pytest.raises(exceptions.RepositoryError):
            fail(session, name)
        session.rollback()
        ShelfRepository(session=session).add(Shelf(code="after", label="of after", width=2))
        session.commit()
    assert [row["code"] for row in reader.rows("library_failure_shelf")] == ["after"]


@proves("exc.sqlalchemy-mapping")
@pytest.mark.parametrize("messages", [None, {}], ids=["none", "empty"])
def test_kind_without_messages(database: Database, messages: Any) -> None:
    """The class does not depend on whether there are texts."""
    _expect(raised(database, "same-label", error_messages=messages), "DuplicateKeyError")
    _expect(raised(database, "missing", error_messages=messages), "NotFoundError")


@proves("exc.cause-kept")
@pytest.mark.parametrize("name", [name for name in KINDS if not name.startswith("missing")])
def test_cause(database: Database, name: str) -> None:
    """SQLAlchemy's exception is the cause, and with it the driver's."""
    error = raised(database, name)
    cause = error.__cause__
    assert isinstance(cause, sqlalchemy_exceptions.SQLAlchemyError), f"the cause is {cause!r}"
    driver = getattr(cause, "orig", None)
    assert (driver is None) is name.startswith("two"), f"the driver's exception is {driver!r}"


@proves("exc.cause-kept")
@pytest.mark.parametrize("name", [name for name in KINDS if not name.startswith("missing")])
def test_cause_is_what_comes_without_wrapping(database: Database, name: str) -> None:
    """The same class with the same error of the driver."""
    cause = (raised(database, name)).__cause__
    bare = raised(database, name, wrap_exceptions=False)
    assert (type(cause), type(getattr(cause, "orig", None))) == (type(bare), type(getattr(bare, "orig", None)))
