"""What an exception says of a failure: who raised it, what is behind it, and whose known issue it is."""

from __future__ import annotations

import msgspec
import pytest
import sqlalchemy as sa
from advanced_alchemy.exceptions import RepositoryError

from assay.applications.explained import explained
from assay.applications.lines import Line
from assay.commands.suite_facts import SuiteFacts
from assay.domain.verdicts import Verdict
from suites.application import generic
from suites.application.checks.lines import raised_by, told
from suites.application.checks.refused import reason_not_ours


class SpannerError(Exception):
    """As the driver of Spanner raises it: a message without words, and the server's behind it."""


SpannerError.__module__ = "google.cloud.spanner_dbapi.exceptions"


def refused() -> sa.exc.DBAPIError:
    """What SQLAlchemy raises of it."""
    orig = SpannerError([])
    orig.__cause__ = RuntimeError("400 Check constraint `book`.`pages` is violated")
    return sa.exc.IntegrityError("INSERT INTO book", {}, orig)


def test_the_words_of_a_server_are_told_where_its_driver_has_none() -> None:
    assert told(refused()).startswith("IntegrityError: RuntimeError: 400 Check constraint `book`.`pages` is violated; ")
    assert told(sa.exc.IntegrityError("SELECT 1", {}, ValueError("no"))).startswith("IntegrityError: (builtins.Value")


def test_an_exception_that_cannot_say_what_it_is_is_told() -> None:
    error = RepositoryError()
    error.detail = None  # type: ignore[assignment]
    with pytest.raises(TypeError):
        str(error)
    assert told(error) == "RepositoryError"
    assert raised_by(error) == (("advanced_alchemy.exceptions.RepositoryError", ""),)


def test_a_driver_of_the_applications_database_is_no_service() -> None:
    def fail(*_: object) -> None:
        raise SpannerError([])

    engine = sa.create_engine("sqlite://")
    sa.event.listen(engine, "before_cursor_execute", fail)
    with engine.connect() as connection, pytest.raises(SpannerError) as raised:
        connection.execute(sa.text("SELECT 1"))
    assert reason_not_ours(raised.value) == ""
    assert "the application needs a service: google" in reason_not_ours(SpannerError([]))


def test_a_message_that_says_nothing_explains_nothing() -> None:
    entry = next(one for one in SuiteFacts().ledger if one.id == "guid-as-text-on-spanner-refused")
    line = Line(
        target="spanner",
        check="round-trip",
        subject="Book",
        claim="",
        verdict=Verdict.FAIL,
        raised=(("sqlalchemy.exc.IntegrityError", "(google.cloud.spanner_dbapi.exceptions.IntegrityError) []"),),
    )
    assert explained([line], {}, [entry], [entry], {}, {}) == [line]
    telling = msgspec.structs.replace(entry, raises="sqlalchemy.exc.DataError", message="DataError\\) no such value")
    said = msgspec.structs.replace(line, raised=(("sqlalchemy.exc.DataError", "(x.DataError) no such value"),))
    assert [one.issue for one in explained([said], {}, [telling], [telling], {}, {})] == [entry.id]
    violated = msgspec.structs.replace(entry, message="null value in column")
    other = msgspec.structs.replace(line, raised=((entry.raises, 'null value in column "password"'),))
    assert [one.issue for one in explained([other], {}, [violated], [violated], {}, {})] == [""]


@pytest.mark.parametrize(
    ("target", "text", "issue"),
    [
        ("spanner", "KeyError: 'name'", "spanner-autogenerate"),
        ("sqlite-aiosqlite", "KeyError: 'name'", ""),
        ("spanner", "KeyError: 'other'", ""),
    ],
)
def test_what_a_check_of_the_suites_would_say_is_known(target: str, text: str, issue: str) -> None:
    line = Line(
        target=target, check="migrations.autogenerate", subject="x", claim="", verdict=Verdict.FAIL, reason=text
    )
    (found,) = explained([line], {}, SuiteFacts().ledger, [], {"alembic": "1.18.0"}, generic.SENTENCES)
    assert found.issue == issue
