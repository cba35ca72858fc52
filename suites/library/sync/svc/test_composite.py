# Generated from suites/library/svc/test_composite.py by `python -m tools.twin`; do not edit.
"""Services of a model whose key has two columns."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import NotFoundError, RepositoryError

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Seat
from reference_app.sync.library.clubs.services import SeatService
from reference_app.sync.library.database import Database

MODELS = (Seat,)

KEYS: dict[str, Any] = {
    "tuple": (1, 0),
    "dict": {"row_number": 1, "place": 0},
    "dict-reversed": {"place": 0, "row_number": 1},
}


def some_seats(reader: Reader) -> None:
    """Seats of which each shares a part of its key with another."""
    for row_number, place in ((0, 0), (0, 1), (1, 0), (1, 1)):
        holder = f"holder {row_number} {place}"
        reader.insert("library_club_seat", {"row_number": row_number, "place": place, "holder": holder, "note": "n"})


def holders(reader: Reader) -> dict[tuple[int, int], tuple[str | None, str | None]]:
    """The holder and the note of each seat by its key."""
    rows = reader.rows("library_club_seat")
    return {(row["row_number"], row["place"]): (row["holder"], row["note"]) for row in rows}


ALL = {(row, place): (f"holder {row} {place}", "n") for row in (0, 1) for place in (0, 1)}


@proves("svc.composite-keys")
@pytest.mark.parametrize("form", list(KEYS))
def test_get(database: Database, reader: Reader, form: str) -> None:
    """The one row whose columns both have these values."""
    some_seats(reader)
    with database.session() as session:
        seat = SeatService(session=session).get(KEYS[form])
        assert (seat.row_number, seat.place, seat.holder) == (1, 0, "holder 1 0")


@proves("svc.composite-keys")
@pytest.mark.parametrize("form", [*KEYS, "in-data"])
def test_update(database: Database, reader: Reader, form: str) -> None:
    """Only the row of the key is changed, only in what was sent, and it keeps its key."""
    some_seats(reader)
    with database.session() as session:
        seats = SeatService(session=session)
        if form == "in-data":
            seat = seats.update({"row_number": 1, "place": 0, "holder": "Ada"})
        else:
            seat = seats.update({"holder": "Ada"}, item_id=KEYS[form])
        session.commit()
        assert (seat.row_number, seat.place, seat.holder, seat.note) == (1, 0, "Ada", "n")
    assert holders(reader) == ALL | {(1, 0): ("Ada", "n")}


@proves("svc.composite-keys")
def test_update_of_half_a_key(database: Database, reader: Reader) -> None:
    """Data with half of the key name no row: the update is refused."""
    some_seats(reader)
    refused = False
    with database.session() as session:
        try:
            SeatService(session=session).update({"row_number": 1, "holder": "Ada"})
        except RepositoryError:
            refused = True
        session.commit()
    assert refused, "half a key was taken for a whole one"
    assert holders(reader) == ALL


@proves("svc.composite-keys")
@pytest.mark.parametrize("form", list(KEYS))
def test_delete(database: Database, reader: Reader, form: str) -> None:
    """Only the row of the key is deleted."""
    some_seats(reader)
    with database.session() as session:
        seat = SeatService(session=session).delete(KEYS[form])
        session.commit()
        assert (seat.row_number, seat.place, seat.holder) == (1, 0, "holder 1 0")
    assert holders(reader) == {key: value for key, value in ALL.items() if key != (1, 0)}


@proves("svc.composite-keys")
@pytest.mark.parametrize("form", ["tuples", "dicts", "both"])
def test_delete_many(database: Database, reader: Reader, form: str) -> None:
    """Pairs, and not the columns each for itself, say which rows are deleted."""
    some_seats(reader)
    tuples: list[Any] = [(0, 1), (1, 0)]
    dicts: list[Any] = [{"place": 1, "row_number": 0}, {"row_number": 1, "place": 0}]
    chosen = {"tuples": tuples, "dicts": dicts, "both": [tuples[0], dicts[1]]}[form]
    with database.session() as session:
        gone = SeatService(session=session).delete_many(chosen)
        session.commit()
        assert {(seat.row_number, seat.place) for seat in gone} == {(0, 1), (1, 0)}
    assert holders(reader) == {key: ALL[key] for key in ((0, 0), (1, 1))}


@proves("svc.composite-keys")
@pytest.mark.parametrize("call", ["get", "update", "delete"])
@pytest.mark.parametrize("key", [(1, 2), (2, 1)], ids=["no-place", "no-row"])
def test_a_key_that_is_not_there(database: Database, reader: Reader, call: str, key: tuple[int, int]) -> None:
    """NotFoundError, though each value of the key is there in another row."""
    some_seats(reader)
    missing = False
    with database.session() as session:
        seats = SeatService(session=session)
        try:
            if call == "update":
                seats.update({"holder": "Ada"}, item_id=key)
            else:
                seats.get(key) if call == "get" else seats.delete(key)
        except NotFoundError:
            missing = True
        session.commit()
    assert missing, f"{call} of an unknown key raised no NotFoundError"
    assert holders(reader) == ALL


@proves("svc.composite-keys")
@pytest.mark.parametrize("call", ["get", "update", "delete"])
@pytest.mark.parametrize("key", [1, (1,), {"row_number": 1}, (1, None)], ids=["scalar", "short", "half", "null"])
def test_a_key_that_is_none(database: Database, reader: Reader, call: str, key: Any) -> None:
    """What is no whole key is refused, before any row is touched."""
    some_seats(reader)
    refused = False
    with database.session() as session:
        seats = SeatService(session=session)
        try:
            if call == "update":
                seats.update({"holder": "Ada"}, item_id=key)
            else:
                seats.get(key) if call == "get" else seats.delete(key)
        except (TypeError, ValueError):
            refused = True
        session.commit()
    assert refused, f"{call} took {key!r} for a key"
    assert holders(reader) == ALL


@proves("svc.composite-keys")
@pytest.mark.parametrize("form", [*KEYS, "in-data"])
@pytest.mark.parametrize("there", [True, False], ids=["there", "not-there"])
def test_upsert(database: Database, reader: Reader, form: str, there: bool) -> None:
    """The row of the key is changed, or made with this key."""
    some_seats(reader)
    key = (1, 0) if there else (5, 6)
    item_id = {"tuple": key, "dict": {"row_number": key[0], "place": key[1]}}.get(
        form, {"place": key[1], "row_number": key[0]}
    )
    refusal = ""
    with database.session() as session:
        seats = SeatService(session=session)
        try:
            if form == "in-data":
                seats.upsert({"row_number": key[0], "place": key[1], "holder": "Ada"})
            else:
                seats.upsert({"holder": "Ada"}, item_id=item_id)
            session.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, the upsert was not done
            refusal = f"{type(error).__name__}: {error}"
            session.rollback()
    assert not refusal, f"the upsert was refused with {refusal}"
    assert holders(reader) == ALL | {key: ("Ada", "n" if there else None)}
