# Generated from suites/library/svc/test_update_many.py by `python -m tools.twin`; do not edit.
"""``update_many``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest
from pydantic import BaseModel

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club
from reference_app.sync.library.clubs.services import ClubService
from reference_app.sync.library.database import Database
from suites.library.svc.schemas import by_name, given

MODELS = (Club,)


class Change(BaseModel):
    """A change of a club, as Pydantic has it."""

    id: UUID
    name: str | None = None
    town: str | None = None
    seats: int | None = None
    contact: str | None = None


class ChangeStruct(msgspec.Struct):
    """A change of a club, as msgspec has it."""

    id: UUID
    name: str | msgspec.UnsetType = msgspec.UNSET
    town: str | msgspec.UnsetType | None = msgspec.UNSET
    seats: int | msgspec.UnsetType = msgspec.UNSET
    contact: str | msgspec.UnsetType | None = msgspec.UNSET


MAKERS: dict[str, Any] = {"dict": dict, "pydantic": Change, "msgspec": ChangeStruct, "model": Club}


@proves("svc.update-many")
@pytest.mark.parametrize("kind", list(MAKERS))
def test_each_row_has_its_own_changes(database: Database, reader: Reader, kind: str) -> None:
    """All rows of the list have what was sent for them; all other values and rows are as they were."""
    first, second, _ = given(reader, "Rovers", "United", "Athletic")
    before = by_name(reader)
    make = MAKERS[kind]
    with database.session() as session:
        sent = [make(id=second, town="Leith", seats=0), make(id=first, town="Fife", seats=5)]
        updated = ClubService(session=session).update_many(sent)
        session.commit()
        shown = {club.id: (club.name, club.town, club.seats) for club in updated}
    after = by_name(reader)
    times = {name: {"updated_at": row["updated_at"]} for name, row in after.items()}
    assert after == {
        "Rovers": before["Rovers"] | {"town": "Fife", "seats": 5} | times["Rovers"],
        "United": before["United"] | {"town": "Leith", "seats": 0} | times["United"],
        "Athletic": before["Athletic"],
    }
    assert shown == {first: ("Rovers", "Fife", 5), second: ("United", "Leith", 0)}, shown


@proves("svc.update-many")
@pytest.mark.parametrize("kind", list(MAKERS))
def test_items_with_other_fields(database: Database, reader: Reader, kind: str) -> None:
    """Each item of the list may name fields of its own."""
    first, second = given(reader, "Rovers", "United")
    before = by_name(reader)
    make = MAKERS[kind]
    with database.session() as session:
        sent = [make(id=first, contact=None), make(id=second, town="Leith")]
        ClubService(session=session).update_many(sent)
        session.commit()
    after = by_name(reader)
    times = {name: {"updated_at": row["updated_at"]} for name, row in after.items()}
    assert after == {
        "Rovers": before["Rovers"] | {"contact_address": None} | times["Rovers"],
        "United": before["United"] | {"town": "Leith"} | times["United"],
    }


@proves("svc.update-many")
def test_results_are_in_the_order_of_the_input(database: Database, reader: Reader) -> None:
    """What comes back can be laid beside what was sent."""
    ids = given(reader, *(f"club {number:02}" for number in range(12)))
    order = [*ids[6:], *reversed(ids[:6])]
    with database.session() as session:
        updated = ClubService(session=session).update_many([{"id": one, "town": "Leith"} for one in order])
        session.commit()
        seen = [club.id for club in updated]
    assert seen == order, "the results are in another order than the input"


@proves("svc.update-many")
@pytest.mark.parametrize("size", [0, 1, 101])
def test_sizes(database: Database, reader: Reader, size: int) -> None:
    """No item, one, and more than go into one statement; a bystander stays as it is."""
    given(reader, "bystander")
    before = by_name(reader)["bystander"]
    ids = given(reader, *(f"club {number:04}" for number in range(size)))
    with database.session() as session:
        sent = [{"id": one, "seats": number} for number, one in enumerate(ids)]
        updated = ClubService(session=session).update_many(sent, auto_commit=True)
        assert len(updated) == size, f"{len(updated)} of {size} were returned"
    rows = by_name(reader)
    assert rows.pop("bystander") == before
    assert {row["id"]: row["seats"] for row in rows.values()} == {one: number for number, one in enumerate(ids)}


@proves("svc.update-many")
def test_results_know_their_new_values(database: Database, reader: Reader) -> None:
    """Rows that the session has read before are returned with the values that they have now."""
    (wanted,) = given(reader, "Rovers")
    with database.session() as session:
        clubs = ClubService(session=session)
        read = clubs.get(wanted)
        updated = clubs.update_many([{"id": wanted, "town": "Leith"}])
        session.commit()
        assert [(club.town, club.name, club.seats) for club in updated] == [("Leith", "Rovers", 77)]
        assert read.town == "Leith", f"the instance that was read before says {read.town}"
