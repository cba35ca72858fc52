"""The session table, as the database describes it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.types import _Binary

from assay.checking import ColumnTypes, Reader, ReaderError, RunningApp, Target, TargetRuntime, proves, twin
from suites.session_backend.browser import Browser
from suites.session_backend.conftest import Rows, backend_of, build_sessions, now

TABLE = "user_sessions"
COLUMNS: dict[str, Callable[[ColumnTypes], str]] = {
    "id": lambda types: types.uuid,
    "session_id": lambda types: types.string,
    "data": lambda types: types.binary,
    "expires_at": lambda types: types.timestamp,
}
"""The columns of the page's CREATE TABLE, with what each of them is to be."""


def refused(write: Callable[[], Any]) -> bool:
    """Whether the database refuses a write of the independent reader."""
    try:
        write()
    except ReaderError:
        return True
    return False


def row(**changes: Any) -> dict[str, Any]:
    """A whole row of the session table."""
    end = now() + datetime.timedelta(hours=1)
    return {"id": uuid.uuid4(), "session_id": uuid.uuid4().hex, "data": b"{}", "expires_at": end, **changes}


def indexes(reader: Reader, table: str = TABLE) -> dict[str, tuple[list[str], bool]]:
    """The indexes of a table: their columns, and whether they are unique."""
    return {
        str(index.name): ([column.name for column in index.columns], bool(index.unique))
        for index in reader.table(table).indexes
    }


def unique(reader: Reader, table: str = TABLE) -> dict[str, list[str]]:
    """What is unique in a table, by name: constraints and indexes, which some databases do not tell apart."""
    found = (c for c in reader.table(table).constraints if isinstance(c, sa.UniqueConstraint))
    constraints = {str(constraint.name): [column.name for column in constraint.columns] for constraint in found}
    return {**constraints, **{name: columns for name, (columns, once) in indexes(reader, table).items() if once}}


@proves("session-backend.model-from-mixin")
def test_start_makes_the_tables(fresh_space: TargetRuntime) -> None:
    """In an empty database each subclass has its table once the application has started."""
    fresh_space.start(build_sessions(fresh_space))
    missing = {"user_sessions", "web_sessions"} - fresh_space.reader.tables()
    assert not missing, f"the application has started, and these tables are not there: {sorted(missing)}"


@proves("session-backend.model-from-mixin")
def test_two_subclasses_are_two_tables(sessions: RunningApp, example: RunningApp, reader: Reader) -> None:
    """A session of one model is none of the other."""
    cookie = Browser(sessions).login()
    seen = Browser(example, cookie).get("/")
    assert seen == {"message": "Hello stranger!"}, f"the other model's application says {seen}"
    stored = reader.rows("user_sessions", session_id=cookie)
    assert len(stored) == 1, f"{len(stored)} rows of user_sessions have the id of the login"


@proves("session-backend.column-id")
def test_id_is_the_primary_key(sessions: RunningApp, reader: Reader) -> None:
    """The primary key is the column id alone."""
    key = [column.name for column in reader.table(TABLE).primary_key.columns]
    assert key == ["id"], f"the primary key is {key}"


@proves("session-backend.column-id")
def test_same_id_twice_is_refused(rows: Rows) -> None:
    """No second row has the same id."""
    one = row()
    rows.reader.insert(TABLE, one)
    assert refused(lambda: rows.reader.insert(TABLE, row(id=one["id"]))), "a second row with the same id is stored"


@proves("session-backend.column-id", "session-backend.uuid7-identifiers")
def test_stored_id_is_version_7(sessions: RunningApp, rows: Rows) -> None:
    """The id of a stored session is a UUID of version 7 with the time of the login."""
    cookie = Browser(sessions).login()
    found = rows.one(cookie)["id"]
    assert isinstance(found, uuid.UUID), f"the id is {found!r}"
    assert found.version == 7, f"the id {found} is of version {found.version}"
    age = now().timestamp() - (found.int >> 80) / 1000
    assert abs(age) < 60, f"the id {found} says that it was made {age} s ago"


@proves("session-backend.uuid7-identifiers")
def test_later_saves_keep_the_id(sessions: RunningApp, rows: Rows) -> None:
    """A session keeps its id when it is saved again."""
    browser = Browser(sessions)
    cookie = browser.login()
    before = rows.one(cookie)["id"]
    sessions.call(backend_of(sessions).set, cookie, b"{}", None)
    assert rows.one(cookie)["id"] == before, "the id of the row is another one after the session was saved again"


@proves("session-backend.uuid7-time-ordered")
def test_ids_increase(sessions: RunningApp, reader: Reader) -> None:
    """In the order of their ids, sessions are in the order in which they were made, for the database and for Python."""
    made = [f"session {number:02}" for number in range(30)]

    async def make() -> None:
        for name in made:
            await backend_of(sessions).set(name, b"{}", None)

    sessions.call(make)
    table = reader.table(TABLE)
    ordered = reader.execute(sa.select(table.c.session_id).order_by(table.c.id))
    by_database = [found["session_id"] for found in ordered]
    assert by_database == made, f"ordered by id the database gives {by_database}"
    by_python = [found["session_id"] for found in sorted(reader.rows(TABLE), key=lambda found: found["id"])]
    assert by_python == made, f"sorted by id the rows are {by_python}"


@proves("session-backend.column-session-id", needs=("keeps-string-lengths",))
def test_session_id_is_a_string_of_255(sessions: RunningApp, reader: Reader) -> None:
    """The column session_id is a string of 255 characters that must be there."""
    column = reader.table(TABLE).c.session_id
    length = getattr(column.type, "length", None)
    assert isinstance(column.type, sa.String), f"session_id is {column.type!r}"
    assert length == 255, f"session_id has the length {length}"
    assert not column.nullable, "session_id may be empty"


@proves("session-backend.column-session-id")
def test_session_id_may_not_be_missing(rows: Rows) -> None:
    """A row without session_id is refused."""
    assert refused(lambda: rows.reader.insert(TABLE, row(session_id=None))), "a row without session_id is stored"


@proves("session-backend.column-session-id")
@pytest.mark.parametrize("text", ["a" * 255, "ü" * 255, "😀" * 255], ids=["ascii", "accented", "emoji"])
def test_255_characters_are_stored(sessions: RunningApp, rows: Rows, text: str) -> None:
    """An id of 255 characters, whatever they are, is stored as it is."""
    sessions.call(backend_of(sessions).set, text, b"{}", None)
    assert rows.ids() == {text}, f"an id of 255 characters is stored with {[len(i) for i in rows.ids()]}"


@proves("session-backend.column-session-id", needs=("enforces-string-length",))
def test_256_characters_are_refused(rows: Rows) -> None:
    """The database refuses a longer id."""
    assert refused(lambda: rows.reader.insert(TABLE, row(session_id="a" * 256))), "an id of 256 characters is stored"


@proves("session-backend.column-data")
def test_data_is_binary(sessions: RunningApp, reader: Reader) -> None:
    """The column data is of bytes, and must be there."""
    column = reader.table(TABLE).c.data
    assert isinstance(column.type, _Binary), f"data is {column.type!r}"
    assert not column.nullable, "data may be empty"


@proves("session-backend.column-data")
def test_data_may_not_be_missing(rows: Rows) -> None:
    """A row without data is refused."""
    assert refused(lambda: rows.reader.insert(TABLE, row(data=None))), "a row without data is stored"


@proves("session-backend.column-expires-at")
def test_expires_at_is_a_time(sessions: RunningApp, reader: Reader) -> None:
    """The column expires_at is of dates with times."""
    kind = reader.table(TABLE).c.expires_at.type
    assert kind.python_type is datetime.datetime, f"expires_at is {kind!r}"


@proves("session-backend.column-expires-at")
def test_expires_at_may_be_missing(sessions: RunningApp, reader: Reader) -> None:
    """The page's SQL lets expires_at be empty."""
    assert reader.table(TABLE).c.expires_at.nullable, "expires_at is NOT NULL, the page's SQL says that it may be empty"


@proves("session-backend.column-created-at")
def test_created_at_is_there(sessions: RunningApp, reader: Reader) -> None:
    """There is a column created_at."""
    found = sorted(reader.columns(TABLE))
    assert "created_at" in found, f"there is no created_at among the columns {found}"


@proves("session-backend.column-updated-at")
def test_updated_at_is_there(sessions: RunningApp, reader: Reader) -> None:
    """There is a column updated_at."""
    found = sorted(reader.columns(TABLE))
    assert "updated_at" in found, f"there is no updated_at among the columns {found}"


@proves("session-backend.unique-session-id")
def test_same_session_id_twice_is_refused(rows: Rows) -> None:
    """No second row has the same session_id."""
    one = row()
    rows.reader.insert(TABLE, one)
    twice = row(session_id=one["session_id"])
    assert refused(lambda: rows.reader.insert(TABLE, twice)), "a second row with the same session_id is stored"


@proves("session-backend.unique-session-id", needs=("unique-constraints", "keeps-constraint-names"))
@pytest.mark.parametrize("table", ["user_sessions", "web_sessions"])
def test_constraint_has_the_table_in_its_name(sessions: RunningApp, reader: Reader, table: str) -> None:
    """There is one unique constraint, over session_id, and its name says of which table."""
    found = unique(reader, table)
    assert found == {f"uq_{table}_session_id": ["session_id"]}, f"unique in {table} are {found}"


@proves("session-backend.unique-index-spanner")
def test_unique_index_stands_in_for_the_constraint(sessions: RunningApp, reader: Reader, target: Target) -> None:
    """Where there are no unique constraints, and only there, a unique index is made."""
    constraints = target.capability("unique-constraints").present
    expected = None if constraints else (["session_id"], True)
    index = f"ix_{TABLE}_session_id_unique"
    found = indexes(reader).get(index)
    assert found == expected, f"the index {index} is {found}, expected {expected}"
    others = [name for name, columns in unique(reader).items() if name != index and columns == ["session_id"]]
    assert len(others) == constraints, f"unique are {unique(reader)}"


@proves("session-backend.index-expires-at")
@pytest.mark.parametrize("table", ["user_sessions", "web_sessions"])
def test_expires_at_is_indexed(sessions: RunningApp, reader: Reader, table: str) -> None:
    """There is an index over expires_at, not a unique one, with the table in its name."""
    found = indexes(reader, table).get(f"ix_{table}_expires_at")
    assert found == (["expires_at"], False), f"the indexes of {table} are {indexes(reader, table)}"


@proves("session-backend.ddl-structure")
def test_columns_of_the_page(sessions: RunningApp, reader: Reader) -> None:
    """The table has the columns of the page's CREATE TABLE, and no others."""
    found = set(reader.columns(TABLE))
    expected = {"id", "session_id", "data", "expires_at", "created_at", "updated_at"}
    assert found == expected, f"missing: {sorted(expected - found)}, not on the page: {sorted(found - expected)}"


@proves("session-backend.ddl-structure")
@pytest.mark.parametrize("column", COLUMNS)
def test_type_of_the_page(sessions: RunningApp, reader: Reader, target: Target, column: str) -> None:
    """A column's type is the page's, or what stands for it in this database."""
    kind = reader.table(TABLE).c[column].type
    found = str(kind.compile(dialect=dialect_of(target)))
    expected = COLUMNS[column](target.column_types)
    assert found == expected, f"{column} is {found}, expected {expected}"


@proves("session-backend.ddl-structure")
def test_primary_key_and_uniqueness_of_the_page(sessions: RunningApp, reader: Reader) -> None:
    """The primary key is id, and session_id is unique."""
    key = [column.name for column in reader.table(TABLE).primary_key.columns]
    assert key == ["id"], f"the primary key is {key}"
    assert ["session_id"] in unique(reader).values(), f"unique are {unique(reader)}"


@proves("session-backend.ddl-session-id-index")
def test_index_of_the_page(sessions: RunningApp, reader: Reader) -> None:
    """The page's SQL makes an index over session_id beside the unique constraint."""
    found = indexes(reader)
    assert f"ix_{TABLE}_session_id_unique" in found, f"the indexes are {sorted(found)}"


def dialect_of(target: Target) -> sa.Dialect:
    """The dialect that the independent reader uses."""
    dialect: sa.Dialect = sa.make_url(f"{target.backend.admin_dialect}://").get_dialect()()
    return dialect


@proves("session-backend.is-expired-instance")
@pytest.mark.parametrize(("seconds", "expected"), [(-60, True), (3600, False)], ids=["past", "future"])
def test_is_expired_of_a_loaded_session(
    sessions: RunningApp, rows: Rows, target: Target, seconds: int, expected: bool
) -> None:
    """A loaded session whose end is a minute away says whether it has run out."""
    rows.add("one", seconds)
    probes = twin("suites.probes.session_backend", "suites.probes", target.is_async)
    backend = backend_of(sessions)
    found = sessions.call(probes.is_expired, backend.alchemy, backend.model, "one")
    assert found is expected, f"is_expired of a session that ends in {seconds} s is {found!r}"


@proves("session-backend.is-expired-sql")
def test_is_expired_in_a_query(sessions: RunningApp, rows: Rows, target: Target) -> None:
    """A query by is_expired gives the sessions of the past, and negated those of the future."""
    for seconds in (-60, -86400, 3600, 86400):
        rows.add(f"{seconds}", seconds)
    probes = twin("suites.probes.session_backend", "suites.probes", target.is_async)
    backend = backend_of(sessions)
    past, future = sessions.call(probes.by_is_expired, backend.alchemy, backend.model)
    assert past == ["-60", "-86400"], f"where is_expired: {past}"
    assert future == ["3600", "86400"], f"where not is_expired: {future}"
