# Generated from suites/library/svc/test_to_schema_rows.py by `python -m tools.twin`; do not edit.
"""``to_schema`` of what a database gives: rows of a select, and instances with relationships."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import attrs
import msgspec
import pytest
from advanced_alchemy.filters import LimitOffset
from advanced_alchemy.service import OffsetPagination
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club, ClubPlayer, PlayerBadge, PlayerProfile
from reference_app.sync.library.clubs.services import BadgeService, ClubService, PlainBadgeService, PlayerService
from reference_app.sync.library.database import Database
from suites.library.svc.schemas import LONG_AGO, given
from suites.library.sync.svc.test_read import a_badge, inspect_unloaded

MODELS = (Club, ClubPlayer, PlayerProfile, PlayerBadge)


class ShortModel(BaseModel):
    """Some columns of a club, as Pydantic has them."""

    id: uuid.UUID
    name: str
    seats: int
    founded: datetime.date | None


class ShortStruct(msgspec.Struct):
    """Some columns of a club, as msgspec has them."""

    id: uuid.UUID
    name: str
    seats: int
    founded: datetime.date | None


@attrs.define
class ShortAttrs:
    """Some columns of a club, as attrs has them; plain types only."""

    name: str
    seats: int


SCHEMAS: dict[str, Any] = {"pydantic": ShortModel, "msgspec": ShortStruct, "attrs": ShortAttrs}
COLUMNS = (Club.id, Club.name, Club.seats, Club.founded)


@proves("svc.to-schema-rows")
@pytest.mark.parametrize("kind", list(SCHEMAS))
@pytest.mark.parametrize("form", ["rows", "mappings"])
def test_a_list(database: Database, reader: Reader, form: str, kind: str) -> None:
    """Rows become a page, in their order, with the total and the filter that were given."""
    ids = given(reader, "Athletic", "Rovers")
    statement = select(*COLUMNS).order_by(Club.name)
    with database.session() as session:
        result = session.execute(statement)
        rows: Any = result.mappings().all() if form == "mappings" else result.all()
        pages: Any = ClubService(session=session).to_schema(rows, 9, [LimitOffset(2, 4)], schema_type=SCHEMAS[kind])
    assert isinstance(pages, OffsetPagination), f"to_schema made a {type(pages).__name__}, and no page"
    assert [type(item) for item in pages.items] == [SCHEMAS[kind]] * 2
    assert [(item.name, item.seats) for item in pages.items] == [("Athletic", 77), ("Rovers", 77)]
    if kind != "attrs":
        expected = [(one, datetime.date(1899, 12, 31)) for one in ids]
        assert [(item.id, item.founded) for item in pages.items] == expected
    assert (pages.limit, pages.offset, pages.total) == (2, 4, 9)


@proves("svc.to-schema-rows")
@pytest.mark.parametrize("kind", list(SCHEMAS))
@pytest.mark.parametrize("form", ["row", "mapping"])
def test_one(database: Database, reader: Reader, form: str, kind: str) -> None:
    """One row becomes one object, and no page."""
    given(reader, "Rovers")
    made: Any = None
    refusal = ""
    with database.session() as session:
        result = session.execute(select(*COLUMNS))
        row: Any = result.mappings().one() if form == "mapping" else result.one()
        try:
            made = ClubService(session=session).to_schema(row, schema_type=SCHEMAS[kind])
        except Exception as error:  # noqa: BLE001 - each library has an error of its own
            refusal = f"{type(error).__name__}: {error}"
    assert not refusal, f"the {form} was refused with {refusal}"
    assert type(made) is SCHEMAS[kind], f"to_schema made a {type(made).__name__} of one {form}"
    assert (made.name, made.seats) == ("Rovers", 77)


@proves("svc.to-schema-rows")
def test_one_row_without_a_schema(database: Database, reader: Reader) -> None:
    """Without a schema one row comes back as it is."""
    given(reader, "Rovers")
    with database.session() as session:
        row: Any = (session.execute(select(*COLUMNS))).one()
        made = ClubService(session=session).to_schema(row)
    assert made is row, f"to_schema made a {type(made).__name__} of one row"


class PlayerModel(BaseModel):
    """A player, as Pydantic has it."""

    name: str


class BadgeModel(BaseModel):
    """A badge with its player, as Pydantic has it."""

    title: str
    player: PlayerModel


class PlayerStruct(msgspec.Struct):
    """A player, as msgspec has it."""

    name: str


class BadgeStruct(msgspec.Struct):
    """A badge with its player, as msgspec has it."""

    title: str
    player: PlayerStruct


NESTED: dict[str, Any] = {"pydantic": (BadgeModel, PlayerModel), "msgspec": (BadgeStruct, PlayerStruct)}


@proves("svc.to-schema-relationships")
@pytest.mark.parametrize("kind", list(NESTED))
def test_a_loaded_relationship(database: Database, reader: Reader, kind: str) -> None:
    """The related object is converted with its own schema, after the end of the session too."""
    a_badge(reader, "cup")
    with database.session() as session:
        badges = BadgeService(session=session)
        badge = badges.get_one(title="cup")
    made: Any = badges.to_schema(badge, schema_type=NESTED[kind][0])
    assert (type(made), type(made.player)) == NESTED[kind]
    assert (made.title, made.player.name) == ("cup", "owner of cup")


@proves("svc.to-schema-relationships")
@pytest.mark.parametrize("kind", list(NESTED))
def test_a_list_with_relationships(database: Database, reader: Reader, kind: str) -> None:
    """Each item of a page has its own related object."""
    a_badge(reader, "cup", "league")
    with database.session() as session:
        statement = select(PlayerBadge).options(joinedload(PlayerBadge.player)).order_by(PlayerBadge.title)
        found = (session.execute(statement)).scalars().all()
        pages: Any = BadgeService(session=session).to_schema(found, schema_type=NESTED[kind][0])
    assert [(item.title, item.player.name) for item in pages.items] == [
        ("cup", "owner of cup"),
        ("league", "owner of league"),
    ]


@proves("svc.to-schema-relationships")
def test_no_query_behind_ones_back(database: Database, reader: Reader) -> None:
    """A schema that asks for columns only leaves a relationship unloaded as it is."""
    a_badge(reader, "cup")

    with database.session() as session:
        badges = PlainBadgeService(session=session)
        badge = badges.get_one(title="cup")
        made = badges.to_schema(badge, schema_type=PlayerlessModel)
        assert "player" in inspect_unloaded(badge), "the conversion has loaded the player"
    assert made == PlayerlessModel(title="cup", rank=1)


class PlayerlessModel(BaseModel):
    """A badge without its player."""

    title: str
    rank: int


@proves("svc.to-schema-relationships")
def test_collections(database: Database, reader: Reader) -> None:
    """Loaded collections are converted item by item, empty ones too."""
    times = {"created_at": LONG_AGO, "updated_at": LONG_AGO}
    ada, grace = uuid.uuid4(), uuid.uuid4()
    for one, name in ((ada, "Ada"), (grace, "Grace")):
        reader.insert("library_player", {"id": one, "name": name, "squad": None, **times})
    for title in ("cup", "league"):
        badge = {"id": uuid.uuid4(), "title": title, "rank": 1, "player_id": ada, **times}
        reader.insert("library_player_badge", badge)
    with database.session() as session:
        players = PlayerService(session=session)
        ada_shown: Any = players.to_schema(players.get(ada), schema_type=PlayerWithBadges)
        grace_shown: Any = players.to_schema(players.get(grace), schema_type=PlayerWithBadges)
    assert ada_shown == PlayerWithBadges("Ada", [TitleStruct("cup"), TitleStruct("league")])
    assert grace_shown == PlayerWithBadges("Grace", [])


class TitleStruct(msgspec.Struct):
    """A badge's title."""

    title: str


class PlayerWithBadges(msgspec.Struct):
    """A player with the titles of the badges."""

    name: str
    badges: list[TitleStruct]
