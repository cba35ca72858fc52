# Generated from suites/library/svc/test_many_kinds.py by `python -m tools.twin`; do not edit.
"""Calls that take several items, with each kind of input, of which each item has fields of its own."""

from __future__ import annotations

import copy
import uuid
from typing import Any

import pytest

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club
from reference_app.sync.library.clubs.services import ClubService
from reference_app.sync.library.database import Database
from suites.library.svc.schemas import FILLED, KEYED, by_name, given, keyed, stored, values

MODELS = (Club,)

KINDS = tuple(KEYED)

CHANGES: list[dict[str, Any]] = [
    {"town": "Leith", "contact": None},
    {"seats": 0, "open": True},
    {"contact": "new@example.org"},
    {},
]
"""What is sent for each of four rows: no two name the same fields, and one names none."""

NAMES = ("Rovers", "United", "Athletic", "Wanderers")


def _renamed(changes: dict[str, Any]) -> dict[str, Any]:
    return {"contact_address" if name == "contact" else name: value for name, value in changes.items()}


def _changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The rows after these changes; of the times of the changes nothing is expected here."""
    expected = {
        name: before[name] | _renamed(changes) | {"updated_at": after[name]["updated_at"]}
        for name, changes in zip(NAMES, CHANGES, strict=True)
    }
    return expected | {"bystander": before["bystander"]}


@proves("svc.update-many")
@pytest.mark.parametrize("kind", KINDS)
def test_update_many(database: Database, reader: Reader, kind: str) -> None:
    """Each row has what was sent for it, NULL and false values too, and nothing that was not."""
    ids = given(reader, *NAMES, "bystander")[:-1]
    before = by_name(reader)
    sent = [keyed(kind, id=one, **changes) for one, changes in zip(ids, CHANGES, strict=True)]
    with database.session() as session:
        updated = ClubService(session=session).update_many(sent)
        session.commit()
        shown = {club.id: (club.name, club.town, club.contact, club.seats, club.open) for club in updated}
    after = by_name(reader)
    assert after == _changed(before, after)
    columns = "id", "name", "town", "contact_address", "seats", "open"
    rows = [tuple(after[name][column] for column in columns) for name in NAMES]
    assert shown == {row[0]: row[1:] for row in rows}, "what is returned is not what is stored"


@proves("svc.update-many")
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "model"])
def test_the_input_of_update_many_is_as_it_was(database: Database, reader: Reader, kind: str) -> None:
    """update_many changes rows, and not what it was given; the same list can be sent again."""
    (one,) = given(reader, "Rovers")
    sent = [keyed(kind, id=one, town="Leith")]
    before = copy.deepcopy(sent)
    for _ in range(2):
        with database.session() as session:
            ClubService(session=session).update_many(sent)
            session.commit()
        assert sent == before, f"update_many made {sent!r} of its input"
    assert values(reader.row("library_club", id=one)) == FILLED | {"name": "Rovers", "town": "Leith"}


@proves("svc.update-many")
def test_a_list_of_all_kinds_is_updated(database: Database, reader: Reader) -> None:
    """The items of one list may be of different kinds, as that of a program that collects them."""
    names = [f"club {kind}" for kind in KINDS]
    ids = given(reader, *names, "bystander")[:-1]
    before = by_name(reader)
    sent = [keyed(kind, id=one, seats=n) for n, (kind, one) in enumerate(zip(KINDS, ids, strict=True))]
    with database.session() as session:
        updated = ClubService(session=session).update_many(sent)
        session.commit()
        shown = {club.name: club.seats for club in updated}
    after = by_name(reader)
    times = {name: {"updated_at": after[name]["updated_at"]} for name in names}
    expected = {name: before[name] | {"seats": number} | times[name] for number, name in enumerate(names)}
    assert after == expected | {"bystander": before["bystander"]}
    assert shown == {name: number for number, name in enumerate(names)}


@proves("svc.upsert-many")
@pytest.mark.parametrize("kind", KINDS)
def test_upsert_many_by_ids(database: Database, reader: Reader, kind: str) -> None:
    """Without match_fields the ids say which rows are known; of these nothing is changed that was not sent."""
    known, _ = given(reader, "Rovers", "bystander")
    before = by_name(reader)
    new = uuid.uuid4()
    sent = [
        keyed(kind, id=new, name="United", town="Fife"),
        keyed(kind, id=known, name="Rovers", seats=0, contact=None),
    ]
    with database.session() as session:
        result = ClubService(session=session).upsert_many(sent)
        session.commit()
        assert {(club.id, club.name) for club in result} == {(known, "Rovers"), (new, "United")}
    after = by_name(reader)
    united = after.pop("United")
    assert (united["id"], values(united)) == (new, stored(name="United", town="Fife"))
    changed = {"seats": 0, "contact_address": None, "updated_at": after["Rovers"]["updated_at"]}
    assert after == before | {"Rovers": before["Rovers"] | changed}


@proves("svc.upsert-many")
def test_a_list_of_all_kinds_is_upserted(database: Database, reader: Reader) -> None:
    """The items of one list may be of different kinds; every other one is there already."""
    names = [f"club {kind}" for kind in KINDS]
    known = given(reader, *names[::2], "bystander")[:-1]
    before = by_name(reader)
    ids = [known[number // 2] if number % 2 == 0 else uuid.uuid4() for number in range(len(names))]
    sent = [
        keyed(kind, id=one, name=name, seats=number)
        for number, (kind, one, name) in enumerate(zip(KINDS, ids, names, strict=True))
    ]
    with database.session() as session:
        ClubService(session=session).upsert_many(sent)
        session.commit()
    after = by_name(reader)
    assert after.pop("bystander") == before["bystander"]
    assert {name: (row["id"], row["seats"]) for name, row in after.items()} == {
        name: (one, number) for number, (name, one) in enumerate(zip(names, ids, strict=True))
    }
    assert {after[name]["town"] for name in names[::2]} == {"Perth"}, "rows that were there lost what was not sent"


@proves("svc.create-many")
@pytest.mark.parametrize("kind", KINDS)
def test_create_many_with_other_fields(database: Database, reader: Reader, kind: str) -> None:
    """Each item of the list may name fields of its own: what one leaves out is its default, and not its neighbour's."""
    ids = [uuid.uuid4() for _ in NAMES]
    sent = [keyed(kind, id=one, name=name, **changes) for one, name, changes in zip(ids, NAMES, CHANGES, strict=True)]
    with database.session() as session:
        made = ClubService(session=session).create_many(sent)
        session.commit()
        assert [(club.id, club.name) for club in made] == list(zip(ids, NAMES, strict=True))
    rows = by_name(reader)
    assert {name: row["id"] for name, row in rows.items()} == dict(zip(NAMES, ids, strict=True))
    expected = {name: stored(name=name, **changes) for name, changes in zip(NAMES, CHANGES, strict=True)}
    assert {name: values(row) for name, row in rows.items()} == expected
