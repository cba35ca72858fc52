"""``Service.new``: a service on a session that is there, or on one of its own."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import AdvancedAlchemyError, NotFoundError
from advanced_alchemy.service import SQLAlchemyAsyncQueryService
from sqlalchemy import select, text
from sqlalchemy.orm import joinedload

from assay.checking import Reader, proves
from reference_app.library.clubs.models import Club, ClubPlayer, PlayerBadge, PlayerProfile
from reference_app.library.clubs.services import ClubService, PlainBadgeService
from reference_app.library.database import Database
from suites.library.svc.schemas import by_name, given
from suites.library.svc.test_read import a_badge, inspect_unloaded, many_and_count_of, many_of

MODELS = (Club, ClubPlayer, PlayerProfile, PlayerBadge)


def fail() -> None:
    """Fail as a program's own code does."""
    raise KeyError("mine")


@proves("svc.new-with-session")
async def test_the_session_is_the_callers(database: Database, reader: Reader) -> None:
    """The service uses this session, and neither commits nor closes it at the end of the block."""
    async with database.session() as session:
        async with ClubService.new(session=session) as clubs:
            assert clubs.repository.session is session
            await clubs.create({"name": "Rovers"})
        assert by_name(reader) == {}, "the end of the block has committed"
        assert session.in_transaction(), "the end of the block has ended the transaction"
        await session.execute(text("SELECT 1"))
        await session.commit()
    assert set(by_name(reader)) == {"Rovers"}


@proves("svc.new-with-session")
async def test_an_error_in_the_block(database: Database, reader: Reader) -> None:
    """What is raised in the block comes out of it, and the session goes on with what it has."""
    raised = None
    async with database.session() as session:
        try:
            async with ClubService.new(session=session) as clubs:
                await clubs.create({"name": "Rovers"})
                fail()
        except KeyError as error:
            raised = error.args
        await session.commit()
    assert raised == ("mine",)
    assert set(by_name(reader)) == {"Rovers"}


@proves("svc.new-with-session")
async def test_two_services_on_one_session(database: Database, reader: Reader) -> None:
    """What one service writes the other reads, and one rollback takes both back."""
    async with database.session() as session:
        async with ClubService.new(session=session) as first, ClubService.new(session=session) as second:
            club = await first.create({"name": "Rovers"})
            assert (await second.get(club.id)).name == "Rovers"
            await second.create({"name": "United"})
            assert await first.count() == 2
        await session.rollback()
    assert by_name(reader) == {}


@proves("svc.new-with-session")
async def test_options(database: Database, reader: Reader) -> None:
    """statement, load and error_messages that new was given are in force for the service."""
    given(reader, "Rovers", "United")
    a_badge(reader, "cup")
    words: Any = {"not_found": "There is no such club."}
    refusal = None
    async with database.session() as session:
        chosen = select(Club).where(Club.name == "United")
        async with ClubService.new(session=session, statement=chosen, error_messages=words) as clubs:
            assert [club.name for club in await many_of(clubs)()] == ["United"]
            page, total = await many_and_count_of(clubs)()
            assert ([club.name for club in page], total) == (["United"], 1)
            try:
                await clubs.get_one(name="Athletic")
            except NotFoundError as error:
                refusal = error.detail
        async with PlainBadgeService.new(session=session, load=[joinedload(PlayerBadge.player)]) as badges:
            badge = await badges.get_one(title="cup")
            assert "player" not in inspect_unloaded(badge)
        async with ClubService.new(session=session) as clubs:
            assert len(await many_of(clubs)()) == 2, "the statement of an earlier service is still in force"
    assert refusal == "There is no such club.", f"the error says {refusal!r}"


@proves("svc.new-with-session", "svc.new-with-config")
@pytest.mark.parametrize("kind", ["repository", "query"])
async def test_neither_session_nor_configuration(database: Database, kind: str) -> None:
    """The call is refused, and says what it needs."""
    del database
    service: Any = ClubService if kind == "repository" else SQLAlchemyAsyncQueryService
    refusal = ""
    try:
        async with service.new() as made:
            refusal = f"made {made!r}"
    except AdvancedAlchemyError as error:
        refusal = error.detail
    assert "configuration or session" in refusal, f"new without either: {refusal}"


@proves("svc.new-with-config")
async def test_a_session_of_its_own(database: Database, reader: Reader) -> None:
    """The block has a session, which is closed at its end; what was not committed is gone."""
    async with ClubService.new(config=database.config) as clubs:
        session: Any = clubs.repository.session
        await clubs.create({"name": "Rovers"}, auto_commit=True)
        await clubs.create({"name": "United"})
        assert session.in_transaction()
    assert not session.in_transaction(), "the session is in a transaction after the block"
    assert set(by_name(reader)) == {"Rovers"}


@proves("svc.new-with-config")
async def test_options_beside_a_configuration(database: Database, reader: Reader) -> None:
    """statement, load, error_messages and uniquify are in force for the service, and not for the next one."""
    given(reader, "Rovers", "United")
    a_badge(reader, "cup")
    words: Any = {"not_found": "There is no such club."}
    chosen = select(Club).where(Club.name == "United")
    refusal = None
    async with ClubService.new(config=database.config, statement=chosen, error_messages=words) as clubs:
        assert [club.name for club in await many_of(clubs)()] == ["United"]
        assert (await many_and_count_of(clubs)())[1] == 1
        try:
            await clubs.get_one(name="Athletic")
        except NotFoundError as error:
            refusal = error.detail
    assert refusal == "There is no such club.", f"the error says {refusal!r}"
    loads = [joinedload(PlayerBadge.player)]
    async with PlainBadgeService.new(config=database.config, load=loads) as badges:
        assert "player" not in inspect_unloaded(await badges.get_one(title="cup"))
    async with PlainBadgeService.new(config=database.config) as badges:
        assert "player" in inspect_unloaded(await badges.get_one(title="cup"))
    async with ClubService.new(config=database.config) as clubs:
        assert await clubs.count() == 2, "the statement of an earlier service is still in force"


@proves("svc.new-with-config")
async def test_the_connection_is_given_back(database: Database) -> None:
    """No connection is out after the block, whether it ended well or with an error."""
    pool: Any = database.engine.pool
    out, raised = [], []
    for failing in (False, True):
        try:
            async with ClubService.new(config=database.config) as clubs:
                await clubs.count()
                if failing:
                    fail()
        except KeyError as error:
            raised.append(error.args)
        out.append(pool.checkedout() if hasattr(pool, "checkedout") else 0)
    assert raised == [("mine",)]
    assert out == [0, 0], f"{out} connections are out after the blocks"


@proves("svc.new-with-config")
async def test_each_block_has_its_own(database: Database, reader: Reader) -> None:
    """Two blocks are two sessions."""
    given(reader, "Rovers")
    async with ClubService.new(config=database.config) as first, ClubService.new(config=database.config) as second:
        assert first.repository.session is not second.repository.session
        one, other = await first.get_one(name="Rovers"), await second.get_one(name="Rovers")
        assert (one.id, one is other) == (other.id, False)


@proves("svc.new-with-config")
async def test_a_query_service(database: Database, reader: Reader) -> None:
    """The query service is made in the same way."""
    given(reader, "Rovers")
    async with SQLAlchemyAsyncQueryService.new(config=database.config) as query:
        assert await query.repository.count(select(Club.id)) == 1
        session: Any = query.repository.session
    assert not session.in_transaction(), "the session is in a transaction after the block"
