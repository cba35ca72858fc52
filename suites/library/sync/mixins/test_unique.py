# Generated from suites/library/mixins/test_unique.py by `python -m tools.twin`; do not edit.
"""Objects that there is one of for a natural key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from assay.checking import Reader, Watch, proves
from reference_app.library.topics.models import Keyword
from reference_app.sync.library.database import Database
from suites.library.sync.refusals import refusal

MODELS = (Keyword,)
TABLE = "library_keyword"


def words(reader: Reader) -> list[str]:
    """All words of the table, sorted."""
    return sorted(row["word"] for row in reader.rows(TABLE))


def scoped(database: Database, scope: Callable[[], Any]) -> Any:
    """The sessions of the program, one for each scope."""
    maker: Any = database.session_maker
    return scoped_session(maker, scopefunc=scope)


@proves("mixins.unique-selects-or-creates")
def test_new_word_is_made_once(database: Database, reader: Reader) -> None:
    """Words that are the same, however they are written, are one row, that of the first spelling."""
    with database.session() as session:
        made = [Keyword.as_unique_sync(session, word=word) for word in ("Steam", "rail", "STEAM", "Rail", "air")]
        session.commit()
        assert [keyword.word for keyword in made] == ["Steam", "rail", "Steam", "rail", "air"]
        assert made[0] is made[2]
        assert made[1] is made[3]
    assert words(reader) == ["Steam", "air", "rail"]


@proves("mixins.unique-selects-or-creates")
def test_word_that_is_there_is_found(database: Database, reader: Reader) -> None:
    """Another session finds the row, and changes nothing."""
    with database.session() as session:
        session.add_all([Keyword("Steam"), Keyword("Rail")])
        session.commit()
    before = sorted(map(str, reader.rows(TABLE)))
    with database.session() as session:
        found = Keyword.as_unique_sync(session, word="STEAM")
        assert found in session
        assert inspect(found).persistent
        assert found.word == "Steam"
        session.commit()
    assert sorted(map(str, reader.rows(TABLE))) == before


@proves("mixins.unique-selects-or-creates")
def test_arguments_can_be_positional(database: Database, reader: Reader) -> None:
    """They are what the constructor takes."""
    with database.session() as session:
        first = Keyword.as_unique_sync(session, "Steam")
        assert Keyword.as_unique_sync(session, "steam") is first
        session.commit()
    assert words(reader) == ["Steam"]


@proves("mixins.unique-selects-or-creates")
def test_two_sessions_have_objects_of_their_own(database: Database, reader: Reader) -> None:
    """An object belongs to the session that was asked."""
    with database.session() as session:
        Keyword.as_unique_sync(session, word="Steam")
        session.commit()
    with database.session() as one, database.session() as other:
        found = Keyword.as_unique_sync(one, word="Steam"), Keyword.as_unique_sync(other, word="Steam")
        assert found[0] is not found[1]
        assert found[0] in one
        assert found[1] in other
    assert words(reader) == ["Steam"]


@proves("mixins.unique-selects-or-creates")
def test_asking_does_not_flush(database: Database, sql: Watch) -> None:
    """What is pending in the session is not written because of the question."""
    with database.session() as session:
        session.add(Keyword("Rail"))
        with sql() as statements:
            Keyword.as_unique_sync(session, word="Steam")
        assert not [statement for statement in statements if statement.startswith("INSERT")]
        session.rollback()


@proves("mixins.unique-cached-in-session")
def test_second_question_is_no_query(database: Database, sql: Watch) -> None:
    """The object is known, before it is written as after, and so is one that was found."""
    with database.session() as session:
        session.add(Keyword("Rail"))
        session.commit()
    with database.session() as session:
        made, found = [Keyword.as_unique_sync(session, word=word) for word in ("Steam", "Rail")]
        with sql() as statements:
            assert Keyword.as_unique_sync(session, word="steam") is made
            assert Keyword.as_unique_sync(session, word="RAIL") is found
        assert statements == []
        session.commit()
        with sql() as statements:
            assert Keyword.as_unique_sync(session, word="steam") is made
        assert statements == []


@proves("mixins.unique-after-rollback")
def test_after_a_rollback(database: Database, reader: Reader) -> None:
    """The row is gone, and so it is made anew."""
    with database.session() as session:
        Keyword.as_unique_sync(session, word="Steam")
        session.flush()
        session.rollback()
        again = Keyword.as_unique_sync(session, word="Steam")
        known = again in session
        session.commit()
    assert known, "after a rollback the object of before came back, which belongs to no session"
    assert words(reader) == ["Steam"]


@proves("mixins.unique-after-rollback")
def test_after_the_rollback_of_a_savepoint(database: Database, reader: Reader) -> None:
    """So it is if only a part was rolled back."""
    with database.session() as session:
        kept = Keyword.as_unique_sync(session, word="Rail")
        session.flush()
        nested = session.begin_nested()
        Keyword.as_unique_sync(session, word="Steam")
        session.flush()
        nested.rollback()
        again = Keyword.as_unique_sync(session, word="Steam")
        known = again in session
        assert kept in session
        session.commit()
    assert known, "after the rollback the object of before came back, which belongs to no session"
    assert words(reader) == ["Rail", "Steam"]


@proves("mixins.unique-after-rollback")
def test_after_a_delete(database: Database, reader: Reader) -> None:
    """A row that the session itself has deleted is made anew."""
    with database.session() as session:
        keyword = Keyword.as_unique_sync(session, word="Steam")
        session.commit()
        session.delete(keyword)
        session.commit()
        again = Keyword.as_unique_sync(session, word="Steam")
        known = again in session
        session.commit()
    assert known, "after the delete the object of before came back, which belongs to no session"
    assert words(reader) == ["Steam"]


@proves("mixins.unique-after-rollback")
def test_after_the_objects_were_expunged(database: Database, reader: Reader) -> None:
    """An object that was taken out of the session is looked for again."""
    with database.session() as session:
        Keyword.as_unique_sync(session, word="Steam")
        session.commit()
        session.expunge_all()
        again = Keyword.as_unique_sync(session, word="Steam")
        known = again in session
    assert known, "after expunge_all the object of before came back, which belongs to no session"
    assert words(reader) == ["Steam"]


@proves("mixins.unique-scoped-session")
def test_scoped_session(database: Database, reader: Reader) -> None:
    """A scoped session is as good as the session behind it."""
    sessions = scoped(database, lambda: 1)
    made = Keyword.as_unique_sync(sessions, word="Steam")
    assert Keyword.as_unique_sync(sessions, word="STEAM") is made
    sessions.commit()
    sessions.remove()
    assert words(reader) == ["Steam"]


@proves("mixins.unique-scoped-session")
def test_scopes_have_objects_of_their_own(database: Database, reader: Reader) -> None:
    """What one scope was given is not given to another one, which has a session of its own."""
    scope = ["one"]
    sessions = scoped(database, lambda: scope[0])
    first = Keyword.as_unique_sync(sessions, word="Steam")
    sessions.commit()
    scope[0] = "other"
    second = Keyword.as_unique_sync(sessions, word="Steam")
    known = second in sessions
    sessions.remove()
    scope[0] = "one"
    sessions.remove()
    assert known, "the object of another scope's session came back"
    assert second is not first
    assert words(reader) == ["Steam"]


@proves("mixins.unique-scoped-session")
def test_scope_that_begins_anew(database: Database, reader: Reader) -> None:
    """What was not committed before ``remove`` is made anew by the next session."""
    sessions = scoped(database, lambda: 1)
    Keyword.as_unique_sync(sessions, word="Steam")
    sessions.remove()
    again = Keyword.as_unique_sync(sessions, word="Steam")
    known = again in sessions
    sessions.commit()
    sessions.remove()
    assert known, "the object of the session that was removed came back"
    assert words(reader) == ["Steam"]


@proves("mixins.unique-concurrent", needs=("queues-writers",))
def test_of_two_at_once_the_second_is_refused(database: Database, reader: Reader) -> None:
    """Both have found nothing: the first commits, the second is told so when it writes, and one row is there."""
    with database.session() as one, database.session() as other:
        Keyword.as_unique_sync(one, word="Steam")
        Keyword.as_unique_sync(other, word="STEAM")
        one.commit()
        assert refusal(IntegrityError, other.flush) is not None
        other.rollback()
    assert words(reader) == ["Steam"]


@proves("mixins.unique-concurrent", needs=("queues-writers",))
def test_the_loser_finds_the_winners_row(database: Database, reader: Reader) -> None:
    """A further session, after the refusal, is given the row of the first."""
    with database.session() as one, database.session() as other:
        winner = Keyword.as_unique_sync(one, word="Steam")
        Keyword.as_unique_sync(other, word="STEAM")
        one.commit()
        assert refusal(IntegrityError, other.flush) is not None
        other.rollback()
    with database.session() as session:
        found = Keyword.as_unique_sync(session, word="STEAM")
        assert found.id == winner.id
        assert list(session.scalars(select(Keyword.word))) == ["Steam"]
    assert words(reader) == ["Steam"]
