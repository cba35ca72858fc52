# Generated from suites/library/svc/test_create.py by `python -m tools.twin`; do not edit.
"""``create``, of every kind of input."""

from __future__ import annotations

import copy
import uuid
from typing import Any

import pytest
from advanced_alchemy.exceptions import IntegrityError

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club, Locker
from reference_app.sync.library.clubs.services import ClubService, LockerService
from reference_app.sync.library.database import Database
from suites.library.svc.schemas import KINDS, OWN, by_name, dto_data, given, made, stored, values

MODELS = (Club, Locker)


@proves("svc.create-from-schema")
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_makes_a_row(database: Database, reader: Reader, kind: str) -> None:
    """The row has what was sent, values that are false too, and the instance that is returned is that row."""
    with database.session() as session:
        made_club = ClubService(session=session).create(made(kind, **OWN, contact="new@example.org"))
        session.commit()
        assert type(made_club) is Club, f"create returned a {type(made_club).__name__}"
        shown = made_club.id, made_club.name, made_club.contact, made_club.seats, made_club.open
    row = reader.row("library_club", name="Rovers")
    assert values(row) == stored(**OWN, contact="new@example.org"), row
    assert row is not None
    assert shown == (row["id"], "Rovers", "new@example.org", 0, False), shown


@proves("svc.create-from-schema")
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_not_sent_is_the_default(database: Database, reader: Reader, kind: str) -> None:
    """Fields that were left out have the defaults of their columns, in the row and in the instance."""
    with database.session() as session:
        made_club = ClubService(session=session).create(made(kind, name="Rovers"))
        session.commit()
        shown = made_club.name, made_club.town, made_club.seats, made_club.open, made_club.founded
    assert values(reader.row("library_club", name="Rovers")) == stored(name="Rovers")
    assert shown == ("Rovers", None, 10, True, None), shown


@proves("svc.create-from-schema")
@pytest.mark.parametrize("kind", ["dict", "pydantic", "msgspec", "attrs", "dataclass"])
def test_the_input_is_as_it_was(database: Database, reader: Reader, kind: str) -> None:
    """create does not change what it was given."""
    sent = made(kind, **OWN)
    before = copy.deepcopy(sent)
    with database.session() as session:
        ClubService(session=session).create(sent)
        session.commit()
    assert sent == before, f"create made {sent!r} of its input"
    assert reader.count("library_club") == 1


@proves("svc.create-from-schema")
@pytest.mark.parametrize("call", ["create", "create_many", "update", "upsert"])
def test_a_field_that_is_named_as_a_parameter(database: Database, reader: Reader, call: str) -> None:
    """An attribute may be called ``model``."""
    sent = {"number": 5, "model": "brick"}
    if call == "update":
        reader.insert("library_club_locker", {"number": 5, "owner": None, "note": None, "model": "steel"})
    with database.session() as session:
        method: Any = getattr(LockerService(session=session), call)
        method([sent] if call == "create_many" else sent)
        session.commit()
    assert [(row["number"], row["model"]) for row in reader.rows("library_club_locker")] == [(5, "brick")]


@proves("svc.create-from-schema")
def test_what_the_model_does_not_have(database: Database, reader: Reader) -> None:
    """Fields of a dict that the model does not have are passed over, and the rest is stored."""
    sent = {"name": "Rovers", "colour": "green", "self": 1, "data": 2, "seats": 3}
    with database.session() as session:
        ClubService(session=session).create(sent)
        session.commit()
    assert values(reader.row("library_club", name="Rovers")) == stored(name="Rovers", seats=3)


@proves("svc.create-from-schema")
def test_an_id_that_was_sent(database: Database, reader: Reader) -> None:
    """An id in the input is that of the row."""
    wanted = uuid.uuid4()
    with database.session() as session:
        ClubService(session=session).create({"id": wanted, "name": "Rovers"})
        session.commit()
    assert [row["id"] for row in reader.rows("library_club")] == [wanted]


@proves("svc.create-from-schema")
@pytest.mark.parametrize("committed", [True, False])
def test_only_auto_commit_commits(database: Database, reader: Reader, committed: bool) -> None:
    """Without auto_commit the row is gone with the session."""
    with database.session() as session:
        ClubService(session=session).create({"name": "Rovers"}, auto_commit=committed)
        session.rollback()
    assert list(by_name(reader)) == ["Rovers"] * committed


@proves("svc.create-from-schema")
def test_two_creates_are_two_rows(database: Database, reader: Reader) -> None:
    """A second call of the same service is not that of the first."""
    with database.session() as session:
        clubs = ClubService(session=session)
        first = clubs.create({"name": "Rovers", "town": "Leith", "seats": 4})
        second = clubs.create({"name": "United"})
        session.commit()
        assert (first.name, second.name, second.town) == ("Rovers", "United", None)
    rows = by_name(reader)
    assert values(rows["Rovers"]) == stored(name="Rovers", town="Leith", seats=4)
    assert values(rows["United"]) == stored(name="United")


@proves("svc.create-from-schema")
def test_a_name_that_is_taken(database: Database, reader: Reader) -> None:
    """A duplicate is refused with the library's own error, and the row that was there stays as it is."""
    given(reader, "Rovers")
    before = reader.rows("library_club")
    refusal: Any = None
    words: Any = dict.fromkeys(("duplicate_key", "integrity"), "This name is taken.")
    with database.session() as session:
        clubs = ClubService(session=session)
        try:
            clubs.create({"name": "Rovers"}, error_messages=words)
        except IntegrityError as error:
            refusal = error
        session.rollback()
    assert refusal is not None, "a second club of the name was created"
    assert refusal.detail == "This name is taken.", refusal.detail
    assert reader.rows("library_club") == before


@proves("svc.create-many")
@pytest.mark.parametrize("kind", KINDS)
def test_many_of_every_kind(database: Database, reader: Reader, kind: str) -> None:
    """Each item is stored with its own values and defaults, and the results are in the order of the input."""
    sent: list[dict[str, Any]] = [
        {"name": "Rovers", **{name: value for name, value in OWN.items() if name != "name"}},
        {"name": "Athletic"},
        {"name": "United", "contact": "u@example.org"},
    ]
    with database.session() as session:
        created = ClubService(session=session).create_many([made(kind, **fields) for fields in sent])
        session.commit()
        shown = [(type(club), club.id, club.name) for club in created]
    rows = by_name(reader)
    assert {name: values(row) for name, row in rows.items()} == {fields["name"]: stored(**fields) for fields in sent}
    assert shown == [(Club, rows[fields["name"]]["id"], fields["name"]) for fields in sent]


@proves("svc.create-many")
def test_kinds_in_one_list(database: Database, reader: Reader) -> None:
    """One list may hold all kinds."""
    sent = [made(kind, name=f"club {kind}", seats=number) for number, kind in enumerate(KINDS)]
    with database.session() as session:
        created = ClubService(session=session).create_many(sent)
        session.commit()
        names = [club.name for club in created]
    assert names == [f"club {kind}" for kind in KINDS]
    seen = {name: row["seats"] for name, row in by_name(reader).items()}
    assert seen == {f"club {kind}": number for number, kind in enumerate(KINDS)}


@proves("svc.create-many")
def test_many_of_one_request(database: Database, reader: Reader) -> None:
    """A DTO's data that is a list is one club for each item."""
    with database.session() as session:
        sent = dto_data([{"name": "Rovers", "seats": 3}, {"name": "United"}])
        created = ClubService(session=session).create_many(sent)
        session.commit()
        assert [club.name for club in created] == ["Rovers", "United"]
    seen = {name: values(row) for name, row in by_name(reader).items()}
    assert seen == {"Rovers": stored(name="Rovers", seats=3), "United": stored(name="United")}


@proves("svc.create-many")
@pytest.mark.parametrize("size", [0, 1, 1001])
def test_sizes(database: Database, reader: Reader, size: int) -> None:
    """No item, one, and more than go into one statement."""
    with database.session() as session:
        sent = [{"name": f"club {number:04}", "seats": number} for number in range(size)]
        created = ClubService(session=session).create_many(sent, auto_commit=True)
        assert [club.name for club in created] == [fields["name"] for fields in sent]
    rows = reader.rows("library_club")
    assert sorted((row["name"], row["seats"]) for row in rows) == [(f"club {n:04}", n) for n in range(size)]


@proves("svc.create-many")
def test_one_that_is_refused_takes_all(database: Database, reader: Reader) -> None:
    """If one item cannot be stored, none is."""
    given(reader, "United")
    before = reader.rows("library_club")
    refused = False
    with database.session() as session:
        try:
            ClubService(session=session).create_many([{"name": "Rovers"}, {"name": "United"}], auto_commit=True)
        except IntegrityError:
            refused = True
        session.rollback()
    assert refused, "a second club of the name was created"
    assert reader.rows("library_club") == before


@proves("svc.create-from-schema", "svc.create-many")
@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
def test_an_instance_is_stored_itself(database: Database, reader: Reader, many: bool) -> None:
    """Not a copy of it: who gave it has its id, and what is changed in it later is written."""
    club = Club(name="Rovers")
    with database.session() as session:
        clubs = ClubService(session=session)
        made_club = (clubs.create_many([club]))[0] if many else clubs.create(club)
        assert made_club is club, "another instance was stored"
        club.town = "Leith"
        session.commit()
    row = reader.row("library_club", name="Rovers")
    assert row is not None
    assert (row["id"], row["town"]) == (club.id, "Leith")
