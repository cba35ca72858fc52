"""``update`` with each kind of input: what it writes, and what it leaves alone."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import attrs
import msgspec
import pytest
from advanced_alchemy.exceptions import NotFoundError, RepositoryError

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club, ClubPlayer, PlayerBadge, PlayerProfile
from reference_app.library.clubs.services import ClubService, PlayerService
from reference_app.library.database import Database
from suites.library.svc.schemas import KINDS, LONG_AGO, by_name, given, made

MODELS = (Club, ClubPlayer, PlayerProfile, PlayerBadge)

CHANGES: list[dict[str, Any]] = [
    {"town": "Leith"},
    {"seats": 0, "open": True},
    {"contact": None, "founded": None},
    {"contact": "new@example.org", "founded": datetime.date(2001, 2, 3), "style": "steel"},
    {},
]
CHANGE_IDS = ["one-field", "false-values", "nulls", "several", "nothing"]


@proves("svc.update-partial-by-schema")
@pytest.mark.parametrize("changes", CHANGES, ids=CHANGE_IDS)
@pytest.mark.parametrize("kind", KINDS)
async def test_only_what_was_sent(database: Database, reader: Reader, kind: str, changes: dict[str, Any]) -> None:
    """The columns that were sent have their new values, NULL too; all others are as they were, as are other rows."""
    (wanted, _) = given(reader, "Rovers", "United")
    before = by_name(reader)
    async with database.session() as session:
        updated = await ClubService(session=session).update(made(kind, **changes), item_id=wanted)
        await session.commit()
        shown = {name: getattr(updated, name) for name in ("id", "name", *changes)}
    after = by_name(reader)
    renamed = {"contact_address" if name == "contact" else name: value for name, value in changes.items()}
    expected = before["Rovers"] | renamed | {"updated_at": after["Rovers"]["updated_at"]}
    assert after == {"United": before["United"], "Rovers": expected}
    assert shown == {"id": wanted, "name": "Rovers", **changes}, shown


@proves("svc.update-partial-by-schema")
@pytest.mark.parametrize("kind", KINDS)
async def test_the_time_of_the_change(database: Database, reader: Reader, kind: str) -> None:
    """updated_at moves with a change, and created_at does not."""
    (wanted,) = given(reader, "Rovers")
    async with database.session() as session:
        await ClubService(session=session).update(made(kind, town="Leith"), item_id=wanted)
        await session.commit()
    row = reader.row("library_club", id=wanted)
    assert row is not None
    assert row["updated_at"].year > LONG_AGO.year, row["updated_at"]
    assert row["created_at"].replace(tzinfo=None) == LONG_AGO.replace(tzinfo=None), row["created_at"]


class NullStruct(msgspec.Struct):
    """A client's changes, where what was left out is None."""

    town: str | None = None
    seats: int | None = None


@attrs.define
class NullAttrs:
    """As NullStruct, of attrs."""

    town: str | None = None
    seats: int | None = None


@proves("svc.update-partial-by-schema")
@pytest.mark.parametrize("schema", [NullStruct, NullAttrs])
async def test_a_default_of_none_is_not_sent(database: Database, reader: Reader, schema: Any) -> None:
    """A field that the client left out does not blank its column, though the schema says None for it."""
    (wanted,) = given(reader, "Rovers")
    async with database.session() as session:
        await ClubService(session=session).update(schema(seats=5), item_id=wanted)
        await session.commit()
    row = reader.row("library_club", id=wanted)
    assert row is not None
    assert (row["seats"], row["town"]) == (5, "Perth"), f"seats and town are {row['seats']} and {row['town']}"


@proves("svc.update-partial-by-schema")
async def test_by_the_id_in_the_data(database: Database, reader: Reader) -> None:
    """Without item_id the data's own id says which row, and the columns that were not sent are as they were."""
    (wanted, _) = given(reader, "Rovers", "United")
    before = by_name(reader)
    async with database.session() as session:
        updated = await ClubService(session=session).update({"id": wanted, "town": "Leith"})
        await session.commit()
        assert (updated.id, updated.name, updated.town, updated.seats) == (wanted, "Rovers", "Leith", 77)
    after = by_name(reader)
    expected = before["Rovers"] | {"town": "Leith", "updated_at": after["Rovers"]["updated_at"]}
    assert after == {"United": before["United"], "Rovers": expected}


@proves("svc.update-partial-by-schema")
async def test_a_model_with_an_id_and_one_value(database: Database, reader: Reader) -> None:
    """An instance of which only some attributes were set changes only these."""
    (wanted, _) = given(reader, "Rovers", "United")
    before = by_name(reader)
    async with database.session() as session:
        await ClubService(session=session).update(Club(id=wanted, town=None, seats=1))
        await session.commit()
    after = by_name(reader)
    changed = {"town": None, "seats": 1, "updated_at": after["Rovers"]["updated_at"]}
    assert after == {"United": before["United"], "Rovers": before["Rovers"] | changed}


@proves("svc.update-partial-by-schema")
@pytest.mark.parametrize("kind", ["dict", "model"])
async def test_a_column_with_a_name_of_its_own(database: Database, reader: Reader, kind: str) -> None:
    """An attribute whose column is named otherwise is written as any other, without item_id too."""
    (wanted,) = given(reader, "Rovers")
    sent: Any = {"id": wanted, "contact": "new@example.org", "seats": 3}
    async with database.session() as session:
        await ClubService(session=session).update(Club(**sent) if kind == "model" else sent)
        await session.commit()
    row = reader.row("library_club", id=wanted)
    assert row is not None
    seen = row["contact_address"], row["seats"]
    assert seen == ("new@example.org", 3), f"contact and seats are {seen}"


@proves("svc.update-partial-by-schema")
async def test_neither_item_id_nor_id(database: Database, reader: Reader) -> None:
    """An update of nobody is refused, and says what it needs."""
    given(reader, "Rovers")
    before = reader.rows("library_club")
    refusal: Any = None
    async with database.session() as session:
        try:
            await ClubService(session=session).update({"town": "Leith"})
        except RepositoryError as error:
            refusal = error
        await session.commit()
    assert refusal is not None, "an update without an id was taken"
    assert "item_id" in str(refusal.detail), refusal.detail
    assert reader.rows("library_club") == before


def a_player(reader: Reader) -> uuid.UUID:
    """A player with a profile and two badges, written behind the library's back."""
    player, times = uuid.uuid4(), {"created_at": LONG_AGO, "updated_at": LONG_AGO}
    reader.insert("library_player", {"id": player, "name": "Ada", "squad": "first", **times})
    reader.insert("library_player_profile", {"id": uuid.uuid4(), "bio": "left foot", "player_id": player, **times})
    for title in ("cup", "league"):
        badge = {"id": uuid.uuid4(), "title": title, "rank": 2, "player_id": player, **times}
        reader.insert("library_player_badge", badge)
    return player


@proves("svc.update-partial-by-schema")
@pytest.mark.parametrize("form", ["dict", "model", "model-with-id", "dict-with-id"])
async def test_relationships_that_were_not_sent(database: Database, reader: Reader, form: str) -> None:
    """What belongs to the row stays with it: profile and badges are the same rows as before."""
    player = a_player(reader)
    before = reader.rows("library_player_profile"), reader.rows("library_player_badge")
    data: Any = {"dict": {"squad": "second"}, "dict-with-id": {"id": player, "squad": "second"}}.get(form)
    async with database.session() as session:
        if form == "model":
            data = ClubPlayer(squad="second")
        elif form == "model-with-id":
            data = ClubPlayer(id=player, squad="second")
        await PlayerService(session=session).update(data, item_id=None if form.endswith("with-id") else player)
        await session.commit()
    row = reader.row("library_player", id=player)
    assert row is not None
    assert (row["name"], row["squad"]) == ("Ada", "second")
    assert (reader.rows("library_player_profile"), reader.rows("library_player_badge")) == before


@proves("svc.update-not-found")
@pytest.mark.parametrize("kind", KINDS)
async def test_unknown_id(database: Database, reader: Reader, kind: str) -> None:
    """NotFoundError, and no row is changed or made."""
    given(reader, "Rovers")
    before = reader.rows("library_club")
    missing = False
    async with database.session() as session:
        try:
            await ClubService(session=session).update(made(kind, town="Leith"), item_id=uuid.uuid4(), auto_commit=True)
        except NotFoundError:
            missing = True
        await session.commit()
    assert missing, "an update of an unknown id raised no NotFoundError"
    assert reader.rows("library_club") == before


@proves("svc.update-not-found")
@pytest.mark.parametrize("by", ["service", "call"])
@pytest.mark.parametrize("form", ["item-id", "id-in-data"])
async def test_message_of_not_found(database: Database, by: str, form: str) -> None:
    """The error has the message that was given for it, to the service or to the call."""
    words: Any = {"not_found": "There is no such club."}
    unknown, refusal = uuid.uuid4(), None
    options: Any = {"error_messages": words} if by == "call" else {}
    async with database.session() as session:
        clubs = ClubService(session=session, **({"error_messages": words} if by == "service" else {}))
        try:
            if form == "item-id":
                await clubs.update({"town": "Leith"}, item_id=unknown, **options)
            else:
                await clubs.update({"id": unknown, "town": "Leith"}, **options)
        except NotFoundError as error:
            refusal = error.detail
    assert refusal == "There is no such club.", f"the error says {refusal!r}"
