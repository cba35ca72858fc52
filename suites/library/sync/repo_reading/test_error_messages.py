# Generated from suites/library/repo_reading/test_error_messages.py by `python -m tools.twin`; do not edit.
"""``error_messages``: texts of one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from advanced_alchemy.exceptions import RepositoryError

from assay.checking import Reader, proves
from reference_app.library.reading.models import Permit, Shelf, Visit, Volume
from reference_app.sync.library.database import Database
from reference_app.sync.library.reading.repositories import PermitRepository, many, many_and_count
from suites.library.sync.repo_reading.stock import raised, shelf_id

MODELS = (Shelf, Volume, Visit, Permit)
FIRST, SECOND, NEW = (UUID(int=0x9E2 << 64 | number) for number in (1, 2, 3))


def permits(reader: Reader) -> None:
    """Two permits."""
    reader.insert(
        "library_read_permit",
        {"id": FIRST, "code": "A1", "fee": 1, "shelf_id": None},
        {"id": SECOND, "code": "B2", "fee": 2, "shelf_id": None},
    )


OF_THE_CLASS: Any = {"not_found": "class", "multiple_rows": "class", "other": "class"}
NOBODY: Any = {"not_found": "nobody"}
TEXTS: Any = {
    "duplicate_key": "refused",
    "integrity": "refused",
    "foreign_key": "no such shelf",
    "check_constraint": "too cheap",
    "multiple_rows": "more than one",
    "not_found": "nobody",
    "other": "what is that",
}
"""Whether a duplicate is told as one, is asked elsewhere: both have one text here."""

CALLS: dict[str, tuple[str, Any]] = {
    "get": ("nobody", lambda r, **o: r.get(NEW, **o)),
    "get_one": ("nobody", lambda r, **o: r.get_one(code="C3", **o)),
    "update": ("nobody", lambda r, **o: r.update(Permit(id=NEW, code="C3"), **o)),
    "delete": ("nobody", lambda r, **o: r.delete(NEW, **o)),
    "get_and_update": ("nobody", lambda r, **o: r.get_and_update(match_fields="code", code="C3", **o)),
    "get_one-several": ("more than one", lambda r, **o: r.get_one(**o)),
    "get_one_or_none-several": ("more than one", lambda r, **o: r.get_one_or_none(**o)),
    "get-several": ("more than one", lambda r, **o: r.get(None, id_attribute="shelf_id", **o)),
    "upsert-several": (
        "more than one",
        lambda r, **o: r.upsert(Permit(code="A1", fee=1, shelf_id=None), match_fields=["shelf_id"], **o),
    ),
    "get_or_upsert-several": ("more than one", lambda r, **o: r.get_or_upsert(shelf_id=None, **o)),
    "add": ("refused", lambda r, **o: r.add(Permit(code="A1"), **o)),
    "add_many": ("refused", lambda r, **o: r.add_many([Permit(code="A1")], **o)),
    "update-duplicate": ("refused", lambda r, **o: r.update(Permit(id=SECOND, code="A1"), **o)),
    "update_many": ("refused", lambda r, **o: r.update_many([Permit(id=SECOND, code="A1", fee=2)], **o)),
    "upsert": ("refused", lambda r, **o: r.upsert(Permit(id=NEW, code="A1"), **o)),
    "upsert-existing": ("refused", lambda r, **o: r.upsert(Permit(id=SECOND, code="A1", fee=1), **o)),
    "upsert_many": ("refused", lambda r, **o: r.upsert_many([Permit(id=NEW, code="A1", fee=1)], **o)),
    "upsert_many-fallback": (
        "refused",
        lambda r, **o: r.upsert_many([Permit(id=NEW, code="A1", fee=1)], no_merge=True, **o),
    ),
    "get_or_upsert": ("refused", lambda r, **o: r.get_or_upsert(match_fields="id", id=NEW, code="A1", **o)),
    "get_and_update-duplicate": (
        "refused",
        lambda r, **o: r.get_and_update(match_fields="id", id=SECOND, code="A1", **o),
    ),
    "get_many": ("what is that", lambda r, **o: many(r, cdoe="A1", **o)),
    "window": ("what is that", lambda r, **o: many_and_count(r, cdoe="A1", count_with_window_function=True, **o)),
    "two-queries": ("what is that", lambda r, **o: many_and_count(r, cdoe="A1", count_with_window_function=False, **o)),
    "count": ("what is that", lambda r, **o: r.count(cdoe="A1", **o)),
    "exists": ("what is that", lambda r, **o: r.exists(cdoe="A1", **o)),
    "delete_where": ("what is that", lambda r, **o: r.delete_where(cdoe="A1", **o)),
}


def told(database: Database, cls: Any, call: Any, options: dict[str, Any], **said: Any) -> str:
    """The text of what a call raises."""
    with database.session() as session:
        error = raised(call, cls(session=session, **options), **said)
        session.rollback()
    assert isinstance(error, RepositoryError), f"told as {error!r}"
    return str(error)


@proves("repo.error-messages")
@pytest.mark.parametrize("name", CALLS)
def test_text_of_a_call(database: Database, reader: Reader, name: str) -> None:
    """It is the whole text of what is raised."""
    permits(reader)
    expected, call = CALLS[name]
    text = told(database, PermitRepository, call, {}, error_messages=TEXTS)
    assert text == expected, f"{name} is told as {text!r}"


class Telling(PermitRepository):
    """Has texts of its own."""

    error_messages = TEXTS


@proves("repo.error-messages")
@pytest.mark.parametrize("said", ["repository", "class"])
def test_text_of_a_repository(database: Database, reader: Reader, said: str) -> None:
    """It is the whole text of whatever is raised."""
    permits(reader)
    options = {"error_messages": TEXTS} if said == "repository" else {}
    cls = Telling if said == "class" else PermitRepository
    texts = {name: told(database, cls, call, options) for name, (_, call) in CALLS.items()}
    assert texts == {name: expected for name, (expected, _) in CALLS.items()}


@proves("repo.error-messages")
@pytest.mark.parametrize("name", ["get", "get_one-several", "count", "add"])
def test_callable(database: Database, reader: Reader, name: str) -> None:
    """A callable gets the exception, and gives the text."""
    permits(reader)
    given: list[BaseException] = []

    def text(error: BaseException) -> str:
        given.append(error)
        return f"because of {type(error).__name__}"

    expected = {
        "get": "NotFoundError",
        "get_one-several": "MultipleResultsFound",
        "count": "AttributeError",
        "add": "IntegrityError",
    }
    found = told(database, PermitRepository, CALLS[name][1], {}, error_messages=dict.fromkeys(TEXTS, text))
    assert found == f"because of {expected[name]}"
    assert len(given) == 1


@proves("repo.error-messages")
def test_nearest_text_counts(database: Database, reader: Reader) -> None:
    """The call's before the constructor's before the class's; kinds that one does not name are the next one's."""
    permits(reader)

    class Layered(PermitRepository):
        error_messages = OF_THE_CLASS

    own: dict[str, Any] = {"error_messages": {"not_found": "repository", "multiple_rows": "repository"}}
    texts = [
        told(database, Layered, CALLS["get"][1], own, error_messages={"not_found": "call"}),
        told(database, Layered, CALLS["get_one-several"][1], own, error_messages={"not_found": "call"}),
        told(database, Layered, CALLS["count"][1], own, error_messages={"not_found": "call"}),
        told(database, Layered, CALLS["get"][1], own),
        told(database, Layered, CALLS["get"][1], {}),
    ]
    assert texts == ["call", "repository", "class", "repository", "class"]


@proves("repo.error-messages")
@pytest.mark.parametrize("said", ["call", "repository", "class"])
def test_others_keep_their_texts(database: Database, reader: Reader, said: str) -> None:
    """A text is the call's, the repository's, the class's: other calls, repositories and classes know nothing of it."""
    permits(reader)
    call = CALLS["get"][1]
    before = told(database, PermitRepository, call, {})

    class Nobody(PermitRepository):
        error_messages = NOBODY

    if said == "call":
        with database.session() as session:
            repository = PermitRepository(session=session)
            errors = [
                str(raised(repository.get, NEW, error_messages={"not_found": "nobody"})),
                str(raised(repository.get, NEW)),
            ]
        assert errors == ["nobody", before], f"the repository tells {errors}"
    elif said == "repository":
        told(database, PermitRepository, call, {"error_messages": {"not_found": "nobody"}})
    else:
        told(database, Nobody, call, {})
    after = told(database, PermitRepository, call, {})
    assert after == before, f"another repository tells {after!r}"


@proves("repo.error-messages", needs=("enforces-foreign-keys",))
def test_text_of_a_missing_parent(database: Database) -> None:
    """That of foreign keys."""
    text = told(
        database,
        PermitRepository,
        lambda r, **o: r.add(Permit(code="A1", shelf_id=shelf_id(9)), **o),
        {},
        error_messages=TEXTS,
    )
    assert text == "no such shelf", f"a missing parent is told as {text!r}"
