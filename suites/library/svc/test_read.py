"""Services that read: locks, the read-only service, defaults of the class, and the query service."""

from __future__ import annotations

import inspect
import uuid
from typing import Any

import pytest
from advanced_alchemy.exceptions import NotFoundError
from advanced_alchemy.filters import LimitOffset
from advanced_alchemy.service import SQLAlchemyAsyncQueryService
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club, ClubPlayer, PlayerBadge, PlayerProfile
from reference_app.library.clubs.services import (
    BadgeService,
    ClubReadService,
    ClubService,
    PlainBadgeService,
    PlayerService,
)
from reference_app.library.database import Database
from suites.library.svc.schemas import LONG_AGO, by_name, given

MODELS = (Club, ClubPlayer, PlayerProfile, PlayerBadge)


def many_of(service: Any) -> Any:
    """The method that reads many rows, by the name that this release has for it."""
    return getattr(service, "get_many", None) or service.list


def many_and_count_of(service: Any) -> Any:
    """The method that reads many rows and counts them, by the name that this release has for it."""
    return getattr(service, "get_many_and_count", None) or service.list_and_count


@proves("svc.get-for-update")
async def test_get_with_a_lock(database: Database, reader: Reader) -> None:
    """The page's own call gives the row."""
    (wanted,) = given(reader, "Rovers")
    club, refusal = None, ""
    async with database.session() as session:
        clubs: Any = ClubService(session=session)
        try:
            club = await clubs.get(item_id=wanted, with_for_update=True)
        except TypeError as error:
            refusal = str(error)
    assert not refusal, f"the call was refused: {refusal}"
    assert club is not None
    assert (club.id, club.name) == (wanted, "Rovers")


@proves("svc.get-for-update")
@pytest.mark.parametrize("call", ["get_one", "get_one_or_none"])
async def test_get_one_with_a_lock(database: Database, reader: Reader, call: str) -> None:
    """The row is given, and the lock is in the statement where the database has one."""
    given(reader, "Rovers", "United")
    async with database.session() as session:
        clubs = ClubService(session=session)
        club = await getattr(clubs, call)(name="Rovers", with_for_update=True)
        assert club.name == "Rovers"


@proves("svc.read-service")
async def test_all_ways_to_read(database: Database, reader: Reader) -> None:
    """Each reading method gives what the table holds."""
    first, second = given(reader, "Rovers", "United")
    async with database.session() as session:
        clubs = ClubReadService(session=session)
        assert (await clubs.get(first)).name == "Rovers"
        assert (await clubs.get_one(name="United")).id == second
        nobody = await clubs.get_one_or_none(name="Athletic")
        assert nobody is None
        assert await clubs.count() == 2
        assert await clubs.count(Club.name == "Rovers") == 1
        assert await clubs.exists(name="Rovers") is True
        assert await clubs.exists(name="Athletic") is False
        assert [club.name for club in await many_of(clubs)(order_by=("name", True))] == ["United", "Rovers"]
        page, total = await many_and_count_of(clubs)(LimitOffset(1, 1), order_by=("name", False))
        assert ([club.name for club in page], total) == (["United"], 2)


@proves("svc.read-service")
@pytest.mark.parametrize("call", ["get", "get_one"])
async def test_nobody_is_not_found(database: Database, reader: Reader, call: str) -> None:
    """NotFoundError with the words that the call was given."""
    given(reader, "Rovers")
    words: Any = {"not_found": "There is no such club."}
    refusal = None
    async with database.session() as session:
        clubs = ClubReadService(session=session)
        try:
            if call == "get":
                await clubs.get(uuid.uuid4(), error_messages=words)
            else:
                await clubs.get_one(name="Athletic", error_messages=words)
        except NotFoundError as error:
            refusal = error.detail
    assert refusal == "There is no such club.", f"the error says {refusal!r}"


@proves("svc.read-service")
async def test_nothing_that_writes(database: Database) -> None:
    """A service that only reads has none of the methods that write."""
    writing = {"create", "update", "upsert", "delete", "get_or_upsert", "get_and_update"}
    async with database.session() as session:
        service = ClubReadService(session=session)
        public = {name for name, _ in inspect.getmembers(service, callable) if not name.startswith("_")}
    found = {name for name in public if name in writing or name.endswith(("_many", "_where"))} - {"get_many"}
    assert not found, f"the read-only service has {sorted(found)}"


def a_badge(reader: Reader, *titles: str) -> list[uuid.UUID]:
    """Badges of a player of their own each; the badges' ids."""
    ids, times = [], {"created_at": LONG_AGO, "updated_at": LONG_AGO}
    for title in titles:
        player, badge = uuid.uuid4(), uuid.uuid4()
        reader.insert("library_player", {"id": player, "name": f"owner of {title}", "squad": None, **times})
        reader.insert("library_player_badge", {"id": badge, "title": title, "rank": 1, "player_id": player, **times})
        ids.append(badge)
    return ids


@proves("svc.loader-options")
@pytest.mark.parametrize("call", ["get", "get_one", "get_one_or_none", "get_many", "get_many_and_count"])
async def test_every_read_loads_them(database: Database, reader: Reader, call: str) -> None:
    """What loader_options name is loaded by each reading method, and can be used when the session is closed."""
    first, _ = a_badge(reader, "cup", "league")
    async with database.session() as session:
        badges = BadgeService(session=session)
        if call == "get":
            read = [await badges.get(first)]
        elif call in {"get_one", "get_one_or_none"}:
            read = [await getattr(badges, call)(title="cup")]
        elif call == "get_many":
            read = list(await many_of(badges)(PlayerBadge.title == "cup"))
        else:
            page, _ = await many_and_count_of(badges)(PlayerBadge.title == "cup")
            read = list(page)
    assert all("player" not in inspect_unloaded(badge) for badge in read), "the player was not loaded"
    assert [badge.player.name for badge in read] == ["owner of cup"]


@proves("svc.loader-options")
async def test_every_read_loads_what_the_call_names(database: Database, reader: Reader) -> None:
    """load of a call, and of a service that is made with it, is loaded where the class names nothing."""
    first, _ = a_badge(reader, "cup", "league")

    async with database.session() as session:
        by_call = await PlainBadgeService(session=session).get(first, load=[joinedload(PlayerBadge.player)])
        session.expunge_all()
        by_service = await PlainBadgeService(session=session, load=[PlayerBadge.player]).get(first)
        session.expunge_all()
        neither = await PlainBadgeService(session=session).get(first)
        unloaded = "player" in inspect_unloaded(neither)
    assert (by_call.player.name, by_service.player.name) == ("owner of cup", "owner of cup")
    assert unloaded, "the owner was loaded though nothing asked for it"


def inspect_unloaded(instance: Any) -> set[str]:
    """The attributes of an instance that are not loaded."""
    return set(instance._sa_instance_state.unloaded)


@proves("svc.loader-options")
async def test_after_a_write(database: Database, reader: Reader) -> None:
    """update gives back the row with what loader_options name."""
    (first,) = a_badge(reader, "cup")
    async with database.session() as session:
        badge = await BadgeService(session=session).update({"rank": 5}, item_id=first)
        await session.commit()
    assert (badge.rank, badge.player.name) == (5, "owner of cup")


def twins(reader: Reader) -> None:
    """A player with two badges, whose row a joined load reads twice, and one with none."""
    times = {"created_at": LONG_AGO, "updated_at": LONG_AGO}
    ada, grace = uuid.uuid4(), uuid.uuid4()
    for one, name in ((ada, "Ada"), (grace, "Grace")):
        reader.insert("library_player", {"id": one, "name": name, "squad": None, **times})
    for title in ("cup", "league"):
        badge = {"id": uuid.uuid4(), "title": title, "rank": 1, "player_id": ada, **times}
        reader.insert("library_player_badge", badge)


class UniquePlayerService(PlayerService):
    """Players, each once, with the badges joined."""

    uniquify = True
    loader_options = joinedload(ClubPlayer.badges)


@proves("svc.uniquify-class")
async def test_each_once(database: Database, reader: Reader) -> None:
    """uniquify on the class is in force for each method: a row that was joined twice is given once."""
    twins(reader)
    async with database.session() as session:
        players = UniquePlayerService(session=session)
        read = await many_of(players)(order_by=("name", False))
        assert [player.name for player in read] == ["Ada", "Grace"]
        page, _ = await many_and_count_of(players)(order_by=("name", False))
        assert [player.name for player in page] == ["Ada", "Grace"]
        one = await players.get_one(name="Ada")
        assert [badge.title for badge in one.badges] == ["cup", "league"]
        assert (await players.get(one.id)).name == "Ada"


@proves("svc.uniquify-class")
@pytest.mark.parametrize("form", ["all", "page"])
async def test_the_total_of_each_once(database: Database, reader: Reader, form: str) -> None:
    """The total counts rows of the table, however often a joined load reads them."""
    twins(reader)
    filters = (LimitOffset(1, 0),) if form == "page" else ()
    async with database.session() as session:
        players = UniquePlayerService(session=session)
        _, total = await many_and_count_of(players)(*filters, order_by=("name", False))
    assert total == 2, f"the total of 2 players is {total}"


@proves("svc.uniquify-class")
@pytest.mark.parametrize("by", ["service", "call", "new"])
async def test_each_once_if_asked(database: Database, reader: Reader, by: str) -> None:
    """uniquify of the service that is made, and of one call, is heard too."""
    twins(reader)
    load = [joinedload(ClubPlayer.badges)]
    async with database.session() as session:
        if by == "service":
            read = await many_of(PlayerService(session=session, uniquify=True, load=load))(order_by=("name", False))
        elif by == "call":
            players = PlayerService(session=session)
            read = await many_of(players)(uniquify=True, load=load, order_by=("name", False))
        else:
            async with PlayerService.new(session=session, uniquify=True, load=load) as players:
                read = await many_of(players)(order_by=("name", False))
        assert [player.name for player in read] == ["Ada", "Grace"]


@proves("svc.uniquify-class")
async def test_one_call_does_not_change_the_service(database: Database, reader: Reader) -> None:
    """uniquify of one call is not that of the next one, which is refused as one without it is."""
    twins(reader)
    refused = [False, False]
    async with database.session() as session:
        players = PlayerService(session=session, load=[joinedload(ClubPlayer.badges)])
        for attempt in range(2):
            try:
                await many_of(players)()
            except Exception:  # noqa: BLE001 - SQLAlchemy's refusal, in the library's words
                refused[attempt] = True
            await many_of(players)(uniquify=True)
    assert refused == [True, True], f"a call without uniquify was refused {refused}"


class TwoQueriesService(ClubService):
    """Clubs, counted by a query of its own."""

    count_with_window_function = False


@proves("svc.uniquify-class")
@pytest.mark.parametrize("how", ["window", "two-queries"])
@pytest.mark.parametrize("form", ["all", "page", "past-the-end", "nobody"])
async def test_counting(database: Database, reader: Reader, how: str, form: str) -> None:
    """The total is that of all matching rows, with a window function and without."""
    given(reader, "Athletic", "City", "Rovers", "United")
    filters, names, expected = {
        "all": ((), ["Athletic", "City", "Rovers", "United"], 4),
        "page": ((LimitOffset(2, 1),), ["City", "Rovers"], 4),
        "past-the-end": ((LimitOffset(2, 10),), [], 4),
        "nobody": ((Club.seats < 0,), [], 0),
    }[form]
    async with database.session() as session:
        clubs = ClubService(session=session) if how == "window" else TwoQueriesService(session=session)
        page, total = await many_and_count_of(clubs)(*filters, order_by=("name", False))
        seen = [club.name for club in page]
    assert (seen, total) == (names, expected), f"of 4 clubs {seen} are on the page, and the total is {total}"


@proves("svc.uniquify-class")
async def test_the_class_decides_how_to_count(database: Database, reader: Reader) -> None:
    """count_with_window_function of the class reaches the repository, and that of the instance wins."""
    given(reader, "Rovers")
    async with database.session() as session:
        seen = [
            ClubService(session=session).repository.count_with_window_function,
            TwoQueriesService(session=session).repository.count_with_window_function,
            TwoQueriesService(session=session, count_with_window_function=True).repository.count_with_window_function,
            ClubService(session=session, count_with_window_function=False).repository.count_with_window_function,
        ]
    assert seen == [True, False, True, False]


@proves("svc.query-service")
async def test_rows_of_a_select(database: Database, reader: Reader) -> None:
    """A select of columns and of an aggregate gives rows, of which one, none or all are read."""
    given(reader, "Rovers", "United", seats=5)
    given(reader, "Athletic", town="Fife", seats=7)
    towns = select(Club.town, func.count().label("clubs"), func.sum(Club.seats).label("seats")).group_by(Club.town)
    async with database.session() as session:
        query = SQLAlchemyAsyncQueryService(session=session)
        repository: Any = query.repository
        rows = await many_of(repository)(towns.order_by(Club.town))
        assert [(row.town, row.clubs, int(row.seats)) for row in rows] == [("Fife", 1, 7), ("Perth", 2, 10)]
        assert await repository.get_one_or_none(towns.where(Club.town == "Leith")) is None
        assert await repository.count(select(Club.id)) == 3
    assert len(by_name(reader)) == 3


@proves("svc.query-service")
@pytest.mark.parametrize("call", ["get_one", "get_one_or_none"])
async def test_one_row(database: Database, reader: Reader, call: str) -> None:
    """One row has all the columns of the select."""
    given(reader, "Rovers", "United")
    given(reader, "Athletic", town="Fife")
    statement = select(Club.town, func.count().label("clubs")).group_by(Club.town).where(Club.town == "Perth")
    async with database.session() as session:
        repository: Any = SQLAlchemyAsyncQueryService(session=session).repository
        row = await getattr(repository, call)(statement)
    assert not isinstance(row, str), f"{call} gave {row!r}, and no row"
    assert tuple(row) == ("Perth", 2)


@proves("svc.query-service")
@pytest.mark.parametrize("columns", [1, 2, 3])
async def test_rows_and_their_number(database: Database, reader: Reader, columns: int) -> None:
    """Rows of any number of columns can be read with their number."""
    given(reader, "Rovers", "United")
    given(reader, "Athletic", town="Fife")
    chosen = [Club.town, func.count().label("clubs"), func.max(Club.name).label("last")][:columns]
    statement = select(*chosen).group_by(Club.town).order_by(Club.town)
    async with database.session() as session:
        repository: Any = SQLAlchemyAsyncQueryService(session=session).repository
        page, total = await many_and_count_of(repository)(statement)
    expected = [("Fife", 1, "Athletic"), ("Perth", 2, "United")]
    assert [tuple(row) for row in page] == [row[:columns] for row in expected]
    assert total == 2, f"the total of 2 rows is {total}"


@proves("svc.query-service")
async def test_nothing_found(database: Database) -> None:
    """get_one of nothing is a NotFoundError, and a list of nothing is empty, its count 0."""
    statement = select(Club.name)
    missing = False
    async with database.session() as session:
        repository: Any = SQLAlchemyAsyncQueryService(session=session).repository
        try:
            await repository.get_one(statement)
        except NotFoundError:
            missing = True
        assert list(await many_of(repository)(statement)) == []
        page, total = await many_and_count_of(repository)(statement)
        assert (list(page), total) == ([], 0)
    assert missing, "get_one of nothing raised no NotFoundError"
