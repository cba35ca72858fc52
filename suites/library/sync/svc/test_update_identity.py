# Generated from suites/library/svc/test_update_identity.py by `python -m tools.twin`; do not edit.
"""Which row an ``update`` changes: ``item_id``, ``id_attribute``, and ids in the data."""

from __future__ import annotations

import contextlib
import uuid
from typing import Any

import pytest
from advanced_alchemy.exceptions import RepositoryError
from sqlalchemy import event

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club, Locker
from reference_app.sync.library.clubs.services import ClubService, LockerService
from reference_app.sync.library.database import Database
from suites.library.svc.schemas import by_name, given

MODELS = (Club, Locker)


@proves("svc.update-item-id-wins")
@pytest.mark.parametrize("other", ["unknown", "another-row", "equal", "none"])
@pytest.mark.parametrize("form", ["dict", "model"])
def test_an_id_in_the_data_too(database: Database, reader: Reader, form: str, other: str) -> None:
    """Whatever id the data carries, the row of item_id is changed and keeps its id; no other row is touched."""
    wanted, bystander = given(reader, "Rovers", "United")
    before = by_name(reader)
    ids = {"unknown": uuid.uuid4(), "another-row": bystander, "equal": wanted, "none": None}
    sent: Any = {"id": ids[other], "town": "Leith"}
    refusal = ""
    with database.session() as session:
        try:
            ClubService(session=session).update(Club(**sent) if form == "model" else sent, item_id=wanted)
            session.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, the update was not done
            refusal = f"{type(error).__name__}: {error}"
            session.rollback()
    after = by_name(reader)
    expected = before["Rovers"] | {"town": "Leith", "updated_at": after["Rovers"]["updated_at"]}
    assert not refusal, f"the update was refused with {refusal}"
    assert after["Rovers"]["id"] == wanted, "the row has another primary key now"
    assert after == {"United": before["United"], "Rovers": expected}


@proves("svc.update-item-id-wins")
@pytest.mark.parametrize("column", ["name", Club.name], ids=["text", "attribute"])
def test_item_id_of_another_attribute(database: Database, reader: Reader, column: Any) -> None:
    """With id_attribute the item_id is that attribute's value; the row keeps its id and all that was not sent."""
    given(reader, "Rovers", "United")
    before = by_name(reader)
    with database.session() as session:
        clubs = ClubService(session=session)
        updated = clubs.update({"town": "Leith"}, item_id="United", id_attribute=column)
        session.commit()
        assert (updated.id, updated.name, updated.town) == (before["United"]["id"], "United", "Leith")
    after = by_name(reader)
    expected = before["United"] | {"town": "Leith", "updated_at": after["United"]["updated_at"]}
    assert after == {"Rovers": before["Rovers"], "United": expected}


@proves("svc.update-item-id-wins")
def test_data_found_by_another_attribute(database: Database, reader: Reader) -> None:
    """Without item_id, id_attribute names the attribute of the data that says which row."""
    given(reader, "Rovers", "United")
    before = by_name(reader)
    with database.session() as session:
        ClubService(session=session).update({"name": "United", "seats": 3}, id_attribute="name")
        session.commit()
    after = by_name(reader)
    expected = before["United"] | {"seats": 3, "updated_at": after["United"]["updated_at"]}
    assert after == {"Rovers": before["Rovers"], "United": expected}


@proves("svc.update-item-id-wins")
@pytest.mark.parametrize("form", ["item-id", "id-in-data"])
def test_an_id_of_zero(database: Database, reader: Reader, form: str) -> None:
    """0 is an id as any other."""
    reader.insert("library_club_locker", *({"number": n, "owner": f"owner {n}", "note": "n"} for n in (0, 1)))
    with database.session() as session:
        lockers = LockerService(session=session)
        if form == "item-id":
            updated = lockers.update({"owner": "Ada"}, item_id=0)
        else:
            updated = lockers.update({"number": 0, "owner": "Ada"})
        session.commit()
        assert (updated.number, updated.owner, updated.note) == (0, "Ada", "n")
    rows = sorted(reader.rows("library_club_locker"), key=lambda row: row["number"])
    assert [(row["number"], row["owner"], row["note"]) for row in rows] == [(0, "Ada", "n"), (1, "owner 1", "n")]


@proves("svc.update-item-id-wins")
def test_two_updates_of_one_service(database: Database, reader: Reader) -> None:
    """A second update knows nothing of the first: each row has its own values."""
    first, second = given(reader, "Rovers", "United")
    before = by_name(reader)
    with database.session() as session:
        clubs = ClubService(session=session)
        clubs.update({"town": "Leith", "seats": 1}, item_id=first)
        clubs.update({"contact": "u@example.org"}, item_id=second)
        session.commit()
    after = by_name(reader)
    times = {name: {"updated_at": row["updated_at"]} for name, row in after.items()}
    assert after == {
        "Rovers": before["Rovers"] | {"town": "Leith", "seats": 1} | times["Rovers"],
        "United": before["United"] | {"contact_address": "u@example.org"} | times["United"],
    }


@proves("svc.options-per-call")
@pytest.mark.parametrize("by", ["item_id", "data"])
def test_row_is_locked_before_it_is_changed(database: Database, reader: Reader, by: str) -> None:
    """With with_for_update the first query of an update asks for the lock, wherever the id comes from."""
    (wanted,) = given(reader, "Rovers")
    sent: dict[str, Any] = {"town": "Leith"} if by == "item_id" else {"id": wanted, "town": "Leith"}
    options: dict[str, Any] = {"item_id": wanted} if by == "item_id" else {}
    queries: list[str] = []
    with database.session() as session:
        event.listen(
            getattr(session, "sync_session", session),
            "do_orm_execute",
            lambda state: queries.append(str(state.statement)),
        )
        # some databases have no such clause, and refuse the query
        with contextlib.suppress(RepositoryError):
            ClubService(session=session).update(sent, with_for_update=True, **options)
        session.rollback()
    assert queries[0].rstrip().endswith("FOR UPDATE"), queries[0]
