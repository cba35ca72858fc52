"""A service takes Pydantic objects as they are."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.conftest import StartApp

DOB = datetime.date(1890, 9, 15)


@pytest.fixture
def probes(start_app: StartApp) -> RunningApp:
    """The application with the handlers of this chapter."""
    return start_app(probes="service")


@proves("service.accepts-pydantic-input")
@pytest.mark.parametrize(
    ("body", "dob"),
    [
        ({"name": "Agatha"}, None),
        ({"name": "Agatha", "dob": None}, None),
        ({"name": "Agatha", "dob": "1890-09-15"}, DOB),
    ],
    ids=["unset", "null", "set"],
)
def test_create_returns_a_model(
    probes: RunningApp, reader: Reader, body: dict[str, Any], dob: datetime.date | None
) -> None:
    """create turns a Pydantic object into a stored model with the object's values, and leaves the object alone."""
    created = answer(probes.post("/probes/service/authors", body), 201)
    assert created["is_model"], "create returned something else than an AuthorModel"
    assert created["input_is_unchanged"], "create changed the Pydantic object that it was given"
    shown = (created["name"], created["dob"])
    assert shown == ("Agatha", dob and dob.isoformat()), f"create returned a model with {shown}"
    row = reader.row("author", id=uuid.UUID(created["id"]))
    assert row is not None, "create returned a model, but there is no row"
    assert (row["name"], row["dob"]) == ("Agatha", dob), f"stored: {row['name']!r}, {row['dob']}"


@proves("service.accepts-pydantic-input")
@pytest.mark.parametrize(
    ("body", "name", "dob"),
    [
        ({"name": "Mary"}, "Mary", DOB),
        ({"dob": "1891-01-01"}, "Agatha", datetime.date(1891, 1, 1)),
        ({"dob": None}, "Agatha", None),
        ({}, "Agatha", DOB),
    ],
    ids=["name", "dob", "null-dob", "nothing"],
)
def test_update_touches_only_what_is_set(
    probes: RunningApp, reader: Reader, body: dict[str, Any], name: str, dob: datetime.date | None
) -> None:
    """update returns the stored model; fields that the Pydantic object leaves unset are as they were."""
    author_id = uuid.uuid4()
    reader.insert("author", {"id": author_id, "name": "Agatha", "dob": DOB})
    updated = answer(probes.patch(f"/probes/service/authors/{author_id}", body), 200)
    assert updated["is_model"], "update returned something else than an AuthorModel"
    assert updated["input_is_unchanged"], "update changed the Pydantic object that it was given"
    shown = (updated["id"], updated["name"], updated["dob"])
    assert shown == (str(author_id), name, dob and dob.isoformat()), f"update with {body} returned {shown}"
    row = reader.row("author", id=author_id)
    assert row is not None, "the author is gone"
    assert (row["name"], row["dob"]) == (name, dob), f"stored after {body}: {row['name']!r}, {row['dob']}"
    assert reader.count("author") == 1, f"{reader.count('author')} rows are stored after the update of one"


@proves("service.accepts-pydantic-input")
@pytest.mark.parametrize("given", [False, True], ids=["unset-id", "given-id"])
def test_a_schema_with_an_id(probes: RunningApp, reader: Reader, given: bool) -> None:
    """An id that the object leaves unset is made by the model; one that it sets is used."""
    wanted = uuid.uuid4()
    body = {"name": "Agatha", **({"id": str(wanted)} if given else {})}
    created = answer(probes.post("/probes/service/authors/response-schema", body), 201)
    assert created["is_model"], "create returned something else than an AuthorModel"
    assert created["id"], f"the model has no id: {created}"
    if given:
        assert created["id"] == str(wanted), f"the object's id is {wanted}, the model's is {created['id']}"
    row = reader.row("author", id=uuid.UUID(created["id"]))
    assert row is not None, "create returned a model, but there is no row with its id"
    assert row["name"] == "Agatha", f"{row['name']!r} is stored"


AWKWARD = dict.fromkeys(("model", "data", "item_id", "session", "operation"), "x")
"""Fields that the model does not have, called as parameters of the library are."""


@proves("service.accepts-pydantic-input")
def test_create_from_fields_of_awkward_names(probes: RunningApp, reader: Reader) -> None:
    """Fields of an object that the model does not have are left out, whatever they are called."""
    created = answer(probes.post("/probes/service/awkward", {"name": "Agatha", **AWKWARD}), 201)
    stored = [(str(row["id"]), row["name"]) for row in reader.rows("author")]
    assert stored == [(created["id"], "Agatha")], f"answered was {created}, stored is {stored}"


@proves("service.accepts-pydantic-input")
def test_update_from_fields_of_awkward_names(probes: RunningApp, reader: Reader) -> None:
    """The same for a change."""
    author_id = uuid.uuid4()
    reader.insert("author", {"id": author_id, "name": "Agatha", "dob": DOB})
    answer(probes.patch(f"/probes/service/awkward/{author_id}", {"name": "Mary", **AWKWARD}), 200)
    stored = [(row["id"], row["name"], row["dob"]) for row in reader.rows("author")]
    assert stored == [(author_id, "Mary", DOB)], f"stored is {stored}"


@proves("service.accepts-pydantic-input")
def test_create_many_returns_models(probes: RunningApp, reader: Reader) -> None:
    """create_many turns each of several Pydantic objects into a stored model, in their order."""
    body = [{"name": "Agatha", "dob": "1890-09-15"}, {"name": "Dorothy"}, {"name": "Ngaio", "dob": None}]
    created = answer(probes.post("/probes/service/many", body), 201)
    shown = [(c["is_model"], c["name"], c["dob"]) for c in created]
    expected = [(True, "Agatha", "1890-09-15"), (True, "Dorothy", None), (True, "Ngaio", None)]
    assert shown == expected, f"create_many returned {shown}"
    stored = {(str(row["id"]), row["name"], row["dob"]) for row in reader.rows("author")}
    wanted = {(c["id"], c["name"], DOB if c["name"] == "Agatha" else None) for c in created}
    assert stored == wanted, f"stored is {stored}"


@proves("service.accepts-pydantic-input")
def test_create_and_update_go_through_to_model(probes: RunningApp, reader: Reader) -> None:
    """A service's own to_model turns the objects into models, and is told what for."""
    created = answer(probes.post("/probes/service/modelled", {"name": "Agatha"}), 201)
    assert "create" in created["operations"], f"create called to_model for {created['operations']}"
    author_id = reader.rows("author")[0]["id"]
    updated = answer(probes.patch(f"/probes/service/modelled/{author_id}", {"name": "Mary"}), 200)
    assert "update" in updated["operations"], f"update called to_model for {updated['operations']}"
    assert [row["name"] for row in reader.rows("author")] == ["Mary"], "the update is not stored"
