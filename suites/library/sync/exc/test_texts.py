# Generated from suites/library/exc/test_texts.py by `python -m tools.twin`; do not edit.
"""The details of exceptions."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import ErrorMessages
from advanced_alchemy.repository.memory import SQLAlchemySyncMockRepository

from assay.checking import proves
from reference_app.library.failures.models import Shelf, Volume
from reference_app.sync.library.database import Database
from reference_app.sync.library.failures.repositories import ShelfRepository
from suites.library.sync.exc.failing import ENFORCED, LENGTHS, raised

MODELS = (Shelf, Volume)

KEYS: dict[str, str] = {
    "missing": "not_found",
    "missing-one": "not_found",
    "missing-update": "not_found",
    "missing-delete": "not_found",
    "two": "multiple_rows",
    "same-key": "duplicate_key",
    "same-label": "duplicate_key",
    "same-label-of-many": "duplicate_key",
    "negative": "check_constraint",
    "null": "integrity",
    "no-table": "other",
    "bad-sql": "other",
}
"""The message of each failure that every database knows."""
OWN: dict[str, Any] = {key: f"own text for {key}" for key in {*KEYS.values(), "foreign_key"}}
DEFAULTS: dict[str, str] = {
    "integrity": "There was a data validation error during processing",
    "foreign_key": "A foreign key is missing or invalid",
    "multiple_rows": "Multiple matching rows found",
    "duplicate_key": "A record matching the supplied data already exists.",
    "other": "There was an error during data processing",
    "check_constraint": "The data failed a check constraint during processing",
    "not_found": "The requested resource was not found",
}


def _expect(error: Exception, expected: str) -> None:
    __tracebackhide__ = True
    found = _detail(error)
    assert found == expected, f"the text is {found!r}, not {expected!r}"


def _detail(error: Exception) -> str:
    """Its detail, which is also what it shows."""
    detail: str = error.detail  # type: ignore[attr-defined]
    assert str(error) == detail
    return detail


@proves("exc.detail-texts")
@pytest.mark.parametrize("name", KEYS)
def test_own_text(database: Database, name: str) -> None:
    """The text that is configured for it."""
    _expect(raised(database, name, error_messages=OWN), OWN[KEYS[name]])


@proves("exc.detail-texts")
@pytest.mark.parametrize("name", KEYS)
def test_text_of_a_callable(database: Database, name: str) -> None:
    """It is given the exception, and what it returns is the text; no other one is asked."""
    asked: list[str] = []

    def of(key: str) -> Any:
        def text(error: Exception) -> str:
            asked.append(key)
            return f"{key}, says {isinstance(error, Exception)}"

        return text

    error = raised(database, name, error_messages={key: of(key) for key in OWN})
    _expect(error, f"{KEYS[name]}, says True")
    assert set(asked) == {KEYS[name]}


@proves("exc.detail-texts")
@pytest.mark.parametrize("messages", [{}, None], ids=["empty", "none"])
@pytest.mark.parametrize("name", KEYS)
def test_text_of_the_library(database: Database, name: str, messages: Any) -> None:
    """Without a text of one's own the library's own is used."""
    _expect(raised(database, name, error_messages=messages), DEFAULTS[KEYS[name]])


@proves("exc.detail-texts", needs=("enforces-foreign-keys",))
@pytest.mark.parametrize("name", ENFORCED)
def test_texts_of_foreign_keys(database: Database, name: str) -> None:
    """The same of foreign keys."""
    _expect(raised(database, name, error_messages=OWN), OWN["foreign_key"])
    _expect(raised(database, name), DEFAULTS["foreign_key"])


@proves("exc.detail-texts", needs=("enforces-string-length",))
@pytest.mark.parametrize("name", LENGTHS)
def test_texts_of_lengths(database: Database, name: str) -> None:
    """The same of what does not fit."""
    _expect(raised(database, name, error_messages=OWN), OWN["other"])


@proves("exc.detail-texts")
def test_one_text_of_several(database: Database) -> None:
    """One's own text for one kind leaves the library's for the others."""
    messages: Any = {"duplicate_key": "own text"}
    _expect(raised(database, "same-label", error_messages=messages), "own text")
    _expect(raised(database, "missing", error_messages=messages), DEFAULTS["not_found"])
    _expect(raised(database, "null", error_messages=messages), DEFAULTS["integrity"])


class QuietRepository(ShelfRepository):
    """A repository class with texts of its own."""

    error_messages = ErrorMessages(not_found="the class says: not here", multiple_rows="the class says: several")


def _missing(repository: Any, **options: Any) -> str:
    """The text of a missing row."""
    try:
        repository.get("nobody", **options)
    except Exception as error:  # noqa: BLE001 - its text is what is asked
        return _detail(error)
    return "nothing is raised"


@proves("exc.detail-texts")
def test_nearest_text_counts(database: Database) -> None:
    """The call's goes before the repository's, and that before the class's."""
    with database.session() as session:
        plain, of_class = ShelfRepository(session=session), QuietRepository(session=session)
        own: Any = {"not_found": "the repository says: not here"}
        of_object = QuietRepository(session=session, error_messages=own)
        call: Any = {"not_found": "the call says: not here"}
        found = [
            _missing(plain),
            _missing(of_class),
            _missing(of_object),
            _missing(of_object, error_messages=call),
            _missing(plain, error_messages=call),
        ]
    assert found == [
        DEFAULTS["not_found"],
        "the class says: not here",
        "the repository says: not here",
        "the call says: not here",
        "the call says: not here",
    ], f"the texts are {found}"


@proves("exc.detail-texts")
def test_texts_are_not_remembered(database: Database) -> None:
    """What one call or repository brought is not the text of the next, of the same class or of another."""
    with database.session() as session:
        first = ShelfRepository(session=session)
        call: Any = {"not_found": "the call says: not here"}
        _missing(first, error_messages=call)
        own: Any = {"not_found": "the repository says: not here"}
        _missing(QuietRepository(session=session, error_messages=own))
        _missing(ShelfRepository(session=session, error_messages=own))
        found = [
            _missing(first),
            _missing(ShelfRepository(session=session)),
            _missing(QuietRepository(session=session)),
        ]
    expected = [DEFAULTS["not_found"], DEFAULTS["not_found"], "the class says: not here"]
    assert found == expected, f"the texts are {found}"


TOLD = (
    "secret", "library_failure", "INSERT", "UPDATE", "SELECT", "DELETE", "width_is_no_debt", "[SQL", "parameters",
    "first",
)  # fmt: skip


@proves("exc.detail-texts")
@pytest.mark.parametrize("name", [*KEYS, "same-label-of-two-lines", "same-label-by-update"])
def test_nothing_of_the_statement_is_told(database: Database, name: str) -> None:
    """Neither SQL nor values nor names of the database are in the text."""
    error = raised(database, name)
    told = [word for word in TOLD if word in _detail(error) or word in repr(error)]
    assert not told, f"{error!r} tells {told}"


@proves("exc.detail-texts")
def test_texts_of_a_mock_are_its_own(database: Database) -> None:
    """What a repository in memory brought, in the constructor or on its class, is no other repository's text."""
    words: Any = {"not_found": "the mock says: not here"}
    of_class = type("Mock", (SQLAlchemySyncMockRepository,), {"model_type": Shelf, "error_messages": words})
    of_class(session=None)
    plain = type("PlainMock", (SQLAlchemySyncMockRepository,), {"model_type": Shelf})
    plain(session=None, error_messages=words)
    with database.session() as session:
        found = _missing(ShelfRepository(session=session))
    assert found == DEFAULTS["not_found"], f"the text is {found}"
