"""Objects that there is one of for a natural key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import async_scoped_session

from assay.checking import Reader, Watch, proves
from reference_app.library.database import Database
from reference_app.library.topics.models import Keyword
from suites.library.refusals import refusal

MODELS = (Keyword,)
TABLE = "library_keyword"


def words(reader: Reader) -> list[str]:
    """All words of the table, sorted."""
    return sorted(row["word"] for row in reader.rows(TABLE))


def scoped(database: Database, scope: Callable[[], Any]) -> Any:
    """The sessions of the program, one for each scope."""
    maker: Any = database.session_maker
    return async_scoped_session(maker, scopefunc=scope)


@proves("mixins.unique-selects-or-creates")
async def test_new_word_is_made_once(database: Database, reader: Reader) -> None:
    """Words that are the same, however they are written, are one row, that of the first spelling."""
    async with database.session() as session:
        made = [await Keyword.as_unique_async(session, word=word) for word in ("Steam", "rail", "STEAM", "Rail", "air")]
        await session.commit()
        assert [keyword.word for keyword in made] == ["Steam", "rail", "Steam", "rail", "air"]
        assert made[0] is made[2]
        assert made[1] is made[3]
    assert words(reader) == ["Steam", "air", "rail"]


@proves("mixins.unique-selects-or-creates")
async def test_word_that_is_there_is_found(database: Database, reader: Reader) -> None:
    """Another session finds the row, and changes nothing."""
    async with database.session() as session:
        session.add_all([Keyword("Steam"), Keyword("Rail")])
        await session.commit()
    before = sorted(map(str, reader.rows(TABLE)))
    async with database.session() as session:
        found = await Keyword.as_unique_async(session, word="STEAM")
        assert found in session
        assert inspect(found).persistent
        assert found.word == "Steam"
        await session.commit()
    assert sorted(map(str, reader.rows(TABLE))) == before


@proves("mixins.unique-selects-or-creates")
async def test_arguments_can_be_positional(database: Database, reader: Reader) -> None:
    """They are what the constructor takes."""
    async with database.session() as session:
        first = await Keyword.as_unique_async(session, "Steam")
        assert await Keyword.as_unique_async(session, "steam") is first
        await session.commit()
    assert words(reader) == ["Steam"]


@proves("mixins.unique-selects-or-creates")
async def test_two_sessions_have_objects_of_their_own(database: Database, reader: Reader) -> None:
    """An object belongs to the session that was asked."""
    async with database.session() as session:
        await Keyword.as_unique_async(session, word="Steam")
        await session.commit()
    async with database.session() as one, database.session() as other:
        found = await Keyword.as_unique_async(one, word="Steam"), await Keyword.as_unique_async(other, word="Steam")
        assert found[0] is not found[1]
        assert found[0] in one
        assert found[1] in other
    assert words(reader) == ["Steam"]


@proves("mixins.unique-selects-or-creates")
async def test_asking_does_not_flush(database: Database, sql: Watch) -> None:
    """What is pending in the session is not written because of the question."""
    async with database.session() as session:
        session.add(Keyword("Rail"))
        with sql() as statements:
            await Keyword.as_unique_async(session, word="Steam")
        assert not [statement for statement in statements if statement.startswith("INSERT")]
        await session.rollback()


@proves("mixins.unique-cached-in-session")
async def test_second_question_is_no_query(database: Database, sql: Watch) -> None:
    """The object is known, before it is written as after, and so is one that was found."""
    async with database.session() as session:
        session.add(Keyword("Rail"))
        await session.commit()
    async with database.session() as session:
        made, found = [await Keyword.as_unique_async(session, word=word) for word in ("Steam", "Rail")]
        with sql() as statements:
            assert await Keyword.as_unique_async(session, word="steam") is made
            assert await Keyword.as_unique_async(session, word="RAIL") is found
        assert statements == []
        await session.commit()
        with sql() as statements:
            assert await Keyword.as_unique_async(session, word="steam") is made
        assert statements == []


@proves("mixins.unique-after-rollback")
async def test_after_a_rollback(database: Database, reader: Reader) -> None:
    """The row is gone, and so it is made anew."""
    async with database.session() as session:
        await Keyword.as_unique_async(session, word="Steam")
        await session.flush()
        await session.rollback()
        again = await Keyword.as_unique_async(session, word="Steam")
        known = again in session
        await session.commit()
    assert known, "after a rollback the object of before came back, which belongs to no session"
    assert words(reader) == ["Steam"]


@proves("mixins.unique-after-rollback")
async def test_after_the_rollback_of_a_savepoint(database: Database, reader: Reader) -> None:
    """So it is if only a part was rolled back."""
    async with database.session() as session:
        kept = await Keyword.as_unique_async(session, word="Rail")
        await session.flush()
        nested = await session.begin_nested()
        await Keyword.as_unique_async(session, word="Steam")
        await session.flush()
        await nested.rollback()
        again = await Keyword.as_unique_async(session, word="Steam")
        known = again in session
        assert kept in session
        await session.commit()
    assert known, "after the rollback the object of before came back, which belongs to no session"
    assert words(reader) == ["Rail", "Steam"]


@proves("mixins.unique-after-rollback")
async def test_after_a_delete(database: Database, reader: Reader) -> None:
    """A row that the session itself has deleted is made anew."""
    async with database.session() as session:
        keyword = await Keyword.as_unique_async(session, word="Steam")
        await session.commit()
        await session.delete(keyword)
        await session.commit()
        again = await Keyword.as_unique_async(session, word="Steam")
        known = again in session
        await session.commit()
    assert known, "after the delete the object of before came back, which belongs to no session"
    assert words(reader) == ["Steam"]


@proves("mixins.unique-after-rollback")
async def test_after_the_objects_were_expunged(database: Database, reader: Reader) -> None:
    """An object that was taken out of the session is looked for again."""
    async with database.session() as session:
        await Keyword.as_unique_async(session, word="Steam")
        await session.commit()
        session.expunge_all()
        again = await Keyword.as_unique_async(session, word="Steam")
        known = again in session
    assert known, "after expunge_all the object of before came back, which belongs to no session"
    assert words(reader) == ["Steam"]


@proves("mixins.unique-scoped-session")
async def test_scoped_session(database: Database, reader: Reader) -> None:
    """A scoped session is as good as the session behind it."""
    sessions = scoped(database, lambda: 1)
    made = await Keyword.as_unique_async(sessions, word="Steam")
    assert await Keyword.as_unique_async(sessions, word="STEAM") is made
    await sessions.commit()
    await sessions.remove()
    assert words(reader) == ["Steam"]


@proves("mixins.unique-scoped-session")
async def test_scopes_have_objects_of_their_own(database: Database, reader: Reader) -> None:
    """What one scope was given is not given to another one, which has a session of its own."""
    scope = ["one"]
    sessions = scoped(database, lambda: scope[0])
    first = await Keyword.as_unique_async(sessions, word="Steam")
    await sessions.commit()
    scope[0] = "other"
    second = await Keyword.as_unique_async(sessions, word="Steam")
    known = second in sessions
    await sessions.remove()
    scope[0] = "one"
    await sessions.remove()
    assert known, "the object of another scope's session came back"
    assert second is not first
    assert words(reader) == ["Steam"]


@proves("mixins.unique-scoped-session")
async def test_scope_that_begins_anew(database: Database, reader: Reader) -> None:
    """What was not committed before ``remove`` is made anew by the next session."""
    sessions = scoped(database, lambda: 1)
    await Keyword.as_unique_async(sessions, word="Steam")
    await sessions.remove()
    again = await Keyword.as_unique_async(sessions, word="Steam")
    known = again in sessions
    await sessions.commit()
    await sessions.remove()
    assert known, "the object of the session that was removed came back"
    assert words(reader) == ["Steam"]


@proves("mixins.unique-concurrent", needs=("queues-writers",))
async def test_of_two_at_once_the_second_is_refused(database: Database, reader: Reader) -> None:
    """Both have found nothing: the first commits, the second is told so when it writes, and one row is there."""
    async with database.session() as one, database.session() as other:
        await Keyword.as_unique_async(one, word="Steam")
        await Keyword.as_unique_async(other, word="STEAM")
        await one.commit()
        assert await refusal(IntegrityError, other.flush) is not None
        await other.rollback()
    assert words(reader) == ["Steam"]


@proves("mixins.unique-concurrent", needs=("queues-writers",))
async def test_the_loser_finds_the_winners_row(database: Database, reader: Reader) -> None:
    """A further session, after the refusal, is given the row of the first."""
    async with database.session() as one, database.session() as other:
        winner = await Keyword.as_unique_async(one, word="Steam")
        await Keyword.as_unique_async(other, word="STEAM")
        await one.commit()
        assert await refusal(IntegrityError, other.flush) is not None
        await other.rollback()
    async with database.session() as session:
        found = await Keyword.as_unique_async(session, word="STEAM")
        assert found.id == winner.id
        assert list(await session.scalars(select(Keyword.word))) == ["Steam"]
    assert words(reader) == ["Steam"]
