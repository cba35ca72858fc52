"""The plug-in on real files: spaces, the reader's dialect, conversions, facts, and who may open a file."""

from __future__ import annotations

import datetime
import subprocess
import sys
import uuid
from collections.abc import Iterator
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest
import sqlalchemy as sa
from advanced_alchemy.base import UUIDAuditBase
from advanced_alchemy.types import JsonB
from assay_duckdb.backend import DuckDB
from sqlalchemy.orm import Mapped, Session, mapped_column

from assay.checking.reader import Reader, ReaderError
from assay.domain.capabilities import DatabaseCapability
from assay.domain.errors import UsageError
from assay.domain.servers import Server, Space
from assay.products import contract

MOMENT = datetime.datetime(2026, 3, 29, 1, 30, 15, 123456, tzinfo=datetime.timezone.utc)
TABLES = (
    "CREATE TABLE author (id UUID PRIMARY KEY, name VARCHAR(40) NOT NULL, CONSTRAINT uq_name UNIQUE (name))",
    """CREATE TABLE book (
        a INTEGER, b BIGINT DEFAULT 7, author_id UUID REFERENCES author (id), price DECIMAL(10, 2), seen TIMESTAMP,
        "at" TIMESTAMP WITH TIME ZONE, data BLOB, tags JSON, CHECK (b > 0), PRIMARY KEY (a, b)
    )""",
    "CREATE INDEX ix_price ON book (price)",
    'CREATE UNIQUE INDEX ux_seen ON book (seen, "at")',
)


class DuckThing(UUIDAuditBase):
    __tablename__ = "duck_thing"

    plain: Mapped[uuid.UUID] = mapped_column(sa.Uuid)
    data: Mapped[dict[str, object]] = mapped_column(JsonB)
    raw: Mapped[bytes] = mapped_column(sa.LargeBinary)
    naive: Mapped[datetime.datetime] = mapped_column(sa.DateTime)


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server("duckdb", "local", f"duckdb+assay:///{tmp_path / 'server.db'}")


@pytest.fixture
def space(server: Server) -> Space:
    return DuckDB().create_space(server, "space")


@pytest.fixture
def reader(space: Space) -> Iterator[Reader]:
    made = Reader(DuckDB(), space)
    yield made
    made.close()


def test_the_profile_and_the_contract_hold(server: Server) -> None:
    outcomes = [*contract.examine_drivers(DuckDB()), *contract.examine_server(DuckDB(), server, "assay_contract")]
    assert [outcome for outcome in outcomes if not outcome.held] == []
    assert len(outcomes) > len(DatabaseCapability)


def test_entry_points_name_the_backend_and_its_dialect() -> None:
    (backend,) = (point for point in entry_points(group="assay.backends") if point.name == "duckdb")
    assert backend.load() is DuckDB
    assert sa.make_url("duckdb+assay://").get_dialect().driver == "assay"


def test_spaces_are_made_listed_and_dropped_with_what_lies_beside(server: Server, space: Space) -> None:
    backend = DuckDB()
    assert backend.spaces(server) == ["space"]
    with pytest.raises(sa.exc.DBAPIError):
        backend.create_space(server, "space")
    Path(f"{space.name}.wal").touch()
    backend.drop_space(server, "space")
    backend.drop_space(server, "space")
    assert list(Path(space.name).parent.iterdir()) == []


def test_facts_are_those_of_the_installed_version(server: Server) -> None:
    facts = DuckDB().facts(server)
    assert facts.version == version("duckdb")
    assert {"time zone", "isolation", "collation"} <= set(facts.settings)
    assert not Path(str(server.address.database)).exists(), "asking makes no file"


@pytest.mark.parametrize("url", ["duckdb://", "duckdb:///:memory:"])
def test_a_url_has_to_name_a_file(url: str) -> None:
    with pytest.raises(UsageError, match=r"a DuckDB URL has to name a file.*duckdb:///PATH"):
        DuckDB().user_url(sa.make_url(url))


def test_the_dialect_describes_what_is_in_the_catalogue(reader: Reader) -> None:
    for statement in TABLES:
        reader.execute(statement)
    assert reader.tables() == {"author", "book"}
    author, book = reader.table("author"), reader.table("book")
    assert [c.name for c in author.primary_key] == ["id"]
    assert [c.name for c in book.primary_key] == ["a", "b"]
    assert not author.c.name.nullable
    assert book.c.price.nullable
    assert {type(c).__name__ for c in book.constraints} == {
        "PrimaryKeyConstraint",
        "ForeignKeyConstraint",
        "CheckConstraint",
    }
    (reference,) = book.foreign_keys
    assert (reference.parent.name, reference.target_fullname) == ("author_id", "author.id")
    (unique,) = (c for c in author.constraints if isinstance(c, sa.UniqueConstraint))
    assert [c.name for c in unique.columns] == ["name"]
    assert unique.name != "uq_name", "DuckDB keeps names now: state keeps-constraint-names"
    found = {str(i.name): ([c.name for c in i.columns], bool(i.unique)) for i in book.indexes}
    assert found == {"ix_price": (["price"], False), "ux_seen": (["seen", "at"], True)}
    dialect = sa.make_url("duckdb+assay://").get_dialect()()
    assert {c.name: str(c.type.compile(dialect=dialect)) for c in book.c} == {
        "a": "INTEGER",
        "b": "BIGINT",
        "author_id": "UUID",
        "price": "NUMERIC(10, 2)",
        "seen": "TIMESTAMP WITHOUT TIME ZONE",
        "at": "TIMESTAMP WITH TIME ZONE",
        "data": "BLOB",
        "tags": "JSON",
    }
    kind = author.c.name.type
    assert isinstance(kind, sa.String)
    assert kind.length is None


def test_what_the_catalogue_forgets_is_stated(reader: Reader) -> None:
    reader.execute(TABLES[0])
    (made,) = reader.execute("SELECT sql FROM duckdb_tables()")
    assert "uq_name" not in made["sql"], "DuckDB keeps names now: state keeps-constraint-names"
    assert "40" not in made["sql"], "DuckDB keeps lengths now: state keeps-string-lengths"


def test_a_table_that_is_not_there_is_an_error_of_ours(reader: Reader) -> None:
    with pytest.raises(ReaderError, match="nosuch"):
        reader.table("nosuch")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_reader_and_library_write_and_read_the_same(space: Space, reader: Reader, zone: str) -> None:
    engine = sa.create_engine(DuckDB().url(space, DuckDB.drivers[0]))
    values = {
        "id": uuid.uuid4(),
        "plain": uuid.uuid4(),
        "data": {"a": [1, None, "ü"]},
        "raw": b"QUJD\x00\xff",
        "naive": MOMENT.replace(tzinfo=None),
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SET GLOBAL TimeZone = '{zone}'")
        DuckThing.metadata.tables["duck_thing"].create(connection)
    with Session(engine) as session:
        session.add(DuckThing(**values))
        session.commit()
    seen = reader.row("duck_thing", id=values["id"])
    assert seen is not None
    seen.pop("sa_orm_sentinel", None)
    assert seen == {**values, "naive": MOMENT}
    other = uuid.uuid4()
    reader.insert("duck_thing", {**values, "id": other, "naive": MOMENT})
    with Session(engine) as session:
        read = session.get_one(DuckThing, other)
        assert {name: getattr(read, name) for name in values} == {**values, "id": other}
    engine.dispose()


def test_the_reader_commits_each_statement_and_sees_what_is_committed_only(space: Space, reader: Reader) -> None:
    engine = sa.create_engine(DuckDB().url(space, DuckDB.drivers[0]))
    reader.execute("CREATE TABLE number (n INTEGER)")
    with engine.connect() as connection:
        connection.exec_driver_sql("INSERT INTO number VALUES (1)")
        assert reader.count("number") == 0, "it is not committed"
        connection.rollback()
        reader.insert("number", {"n": 2})
        assert connection.exec_driver_sql("SELECT n FROM number").scalars().all() == [2]
    engine.dispose()


def test_another_process_can_open_the_file_between_two_statements(space: Space, reader: Reader) -> None:
    script = "import duckdb, sys; duckdb.connect(sys.argv[1]).execute('INSERT INTO number VALUES (3)')"
    command = [sys.executable, "-c", script, space.name]
    reader.execute("CREATE TABLE number (n INTEGER)")
    engine = sa.create_engine(DuckDB().url(space, DuckDB.drivers[0]))
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        refused = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "Could not set lock on file" in refused.stderr, "processes share a file now: one_process_at_a_time goes"
    engine.dispose()
    subprocess.run(command, check=True)
    assert reader.rows("number") == [{"n": 3}]
