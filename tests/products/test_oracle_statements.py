"""What Oracle would say to a statement, and what an independent grammar says of the SQL."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import sqlalchemy as sa
import sqlglot
from advanced_alchemy.operations import OnConflictUpsert
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateTable

from assay.products.backends.oracle_statements import OracleStatements
from assay.running import compiled
from reference_app.library.authors.models import Author, Book

RULES = OracleStatements()
METADATA = sa.MetaData()
NOTE = sa.Table(
    "note",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("title", sa.String(20), nullable=False),
    sa.Column("about", sa.String(20)),
    sa.Column("body", sa.Text),
    sa.Column("at", sa.DateTime),
)
LONG = sa.Table("n" * 129, METADATA, sa.Column("id", sa.Integer))
NO_LENGTH = sa.Table("no_length", METADATA, sa.Column("id", sa.String))
ANOTHERS = sa.Table("anothers", METADATA, sa.Column("id", postgresql.INET))

GOOD = {
    "create": CreateTable(sa.Table("fine", sa.MetaData(), sa.Column("id", sa.Integer), sa.Column("size", sa.Date))),
    "select": sa.select(NOTE).where(NOTE.c.title == "x").order_by(NOTE.c.title).limit(3).offset(1),
    "large objects are selected": sa.select(NOTE.c.body, NOTE.c.title),
    "a list": sa.select(NOTE).where(NOTE.c.id.in_(range(1000))),
    "lock": sa.select(NOTE).with_for_update(of=NOTE.c.id, nowait=True),
    "delete": sa.delete(NOTE).where(NOTE.c.body.is_(None)),
}
BAD = {
    "create, long": (CreateTable(LONG), "ORA-00972, the name nnnnnnnnnnnnnnnnnnnn... has 129 bytes"),
    "create, no length": (CreateTable(NO_LENGTH), "ORA-00906, no_length.id is VARCHAR2 without a length"),
    "create, another's type": (CreateTable(ANOTHERS), "SQLAlchemy cannot compile it for Oracle"),
    "create, date": (CreateTable(NOTE), "note.at is DATE, which keeps whole seconds and no zone"),
    "order": (sa.select(NOTE.c.id).order_by(NOTE.c.body.desc()), "cannot be sorted or grouped by note.body (CLOB)"),
    "group": (sa.select(sa.func.count()).group_by(NOTE.c.body), "cannot be sorted or grouped by note.body (CLOB)"),
    "distinct": (sa.select(NOTE.c.body).distinct(), "ORA-00932, DISTINCT cannot compare note.body"),
    "equal": (sa.select(NOTE.c.id).where(NOTE.c.body == "x"), "ORA-00932, note.body (CLOB) cannot be compared"),
    "in": (sa.delete(NOTE).where(NOTE.c.body.in_(["x"])), "ORA-00932, note.body (CLOB) cannot be compared"),
    "long list": (sa.select(NOTE).where(NOTE.c.id.in_(range(1001))), "ORA-01795, a list of 1001 values"),
    "huge list": (sa.select(NOTE).where(NOTE.c.id.in_(range(70_000))), "70000 bind variables, and 65535 are allowed"),
    "empty text": (sa.select(NOTE).where(NOTE.c.about == ""), "an empty string is NULL, and nothing is equal to it"),
    "lock of a page": (sa.select(NOTE).limit(1).with_for_update(), "ORA-02014"),
    "lock of a class": (sa.select(Author.id).with_for_update(of=Author), "ORA-00936, FOR UPDATE OF names no column"),
}
ROWS = [{"id": 1, "title": "x"}, {"id": 2, "title": "y"}]


class Merge(sa.ClauseElement):
    """A construct of a program's own, of which only its attributes tell what it is made of."""

    def __init__(self, sql: str, **parts: Any) -> None:
        self.sql = sql
        self.parts = parts


@compiles(Merge)
def _merge(element: Merge, *_: Any, **__: Any) -> str:
    return element.sql


HEAD = "MERGE INTO note tgt USING (SELECT 1 AS id FROM DUAL) src ON (tgt.id = src.id)"
MERGES = {
    "alias": ("MERGE INTO note AS tgt USING other src ON (tgt.id = src.id)", "an alias of MERGE stands without AS"),
    "values": ("MERGE INTO note tgt USING (VALUES (1)) src ON (tgt.id = src.id)", "VALUES is no source"),
    "no from": ("MERGE INTO note tgt USING (SELECT 1 AS id) src ON (tgt.id = src.id)", "SELECT needs FROM"),
    "rows": (f"{HEAD} WHEN MATCHED THEN UPDATE SET title = src.id RETURNING id", "MERGE returns no rows"),
    "key": (f"{HEAD} WHEN MATCHED THEN UPDATE SET tgt.id = src.id", "ORA-38104, id is in the condition of MERGE"),
}
WRITTEN: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "fine": ([{"id": 1, "title": "x", "about": ""}], []),
    "empty": (
        [{"id": 1, "title": "x"}, {"id": 2, "title": ""}],
        ["would fail: ORA-01400, an empty string is NULL, and note.title is NOT NULL"],
    ),
    "fraction": (
        [{"id": 1, "title": "x", "at": datetime.datetime(2026, 1, 1, 0, 0, 0, 1)}],
        ["would answer otherwise: note.at is DATE, and the fraction of a second is lost"],
    ),
    "no fraction": ([{"id": 1, "title": "x", "at": datetime.datetime(2026, 1, 1)}], []),
}


@pytest.mark.parametrize("name", MERGES)
def test_what_merge_does_not_have_is_said(name: str) -> None:
    sql, message = MERGES[name]
    (found,) = RULES.problems(Merge(sql), ())
    assert message in found


def test_each_construct_of_a_programs_own_is_judged() -> None:
    """Two of one class are not one; their values and columns are seen."""
    assert RULES.problems(Merge(f"{HEAD} WHEN MATCHED THEN UPDATE SET tgt.title = src.id"), ()) == []
    assert RULES.problems(Merge(MERGES["key"][0]), ()) != []
    long = {"condition": sa.select(LONG.c.id), "source": sa.select(sa.bindparam("text", ""))}
    found = RULES.problems(Merge(HEAD, **long), ())
    assert ["an empty string" in said or "ORA-00972" in said for said in found] == [True, True], found


@pytest.mark.parametrize("rows", [ROWS[:1], ROWS], ids=["one", "two"])
def test_merge_of_the_library_is_read_by_an_independent_grammar(rows: list[dict[str, Any]]) -> None:
    built = OnConflictUpsert.create_merge_many(NOTE, rows, ["id"], dialect_name="oracle")
    assert RULES.problems(built, ()) == []
    (read,) = sqlglot.parse(RULES.compiled(built), dialect="oracle")
    assert isinstance(read, sqlglot.exp.Merge)
    assert len(list(read.find_all(sqlglot.exp.Select))) == len(rows)


@pytest.mark.parametrize("name", GOOD)
def test_nothing_is_held_against_what_oracle_takes(name: str) -> None:
    assert RULES.problems(GOOD[name], ()) == []


@pytest.mark.parametrize("name", BAD)
def test_what_would_go_wrong_is_said(name: str) -> None:
    """Each time: what is remembered of a statement is the same."""
    statement, message = BAD[name]
    for _ in range(2):
        assert any(message in said for said in RULES.problems(statement, ())), RULES.problems(statement, ())


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("statement", [sa.insert(NOTE), sa.update(NOTE)], ids=["insert", "update"])
def test_values_are_judged_each_time(name: str, statement: sa.Insert | sa.Update) -> None:
    rows, said = WRITTEN[name]
    assert RULES.problems(statement, rows) == said


def test_what_the_orm_sends_can_be_judged() -> None:
    query = sa.select(Author).options(orm.selectinload(Author.books)).where(Author.name.in_(["a", "b"]))
    assert RULES.problems(query, ()) == []


@pytest.mark.parametrize("model", [Author, Book])
def test_an_independent_grammar_reads_the_tables(model: Any) -> None:
    """The names and columns that sqlglot finds are the model's."""
    (parsed,) = sqlglot.parse(RULES.compiled(CreateTable(model.__table__)), read="oracle")
    assert parsed is not None
    assert next(table.name for table in parsed.find_all(sqlglot.exp.Table)) == model.__tablename__
    found = [column.name for column in parsed.find_all(sqlglot.exp.ColumnDef)]
    assert found == [column.name for column in model.__table__.columns]


@pytest.mark.parametrize("name", GOOD)
def test_an_independent_grammar_reads_the_statements(name: str) -> None:
    sql = RULES.compiled(GOOD[name]).replace("__[POSTCOMPILE_", ":").replace("]", "")
    (parsed,) = sqlglot.parse(sql, read="oracle")
    assert type(parsed).__name__ == {"create": "Create", "delete": "Delete"}.get(name, "Select")


def test_what_the_grammar_cannot_judge() -> None:
    """Identity columns with a start and an increment are Oracle's, and refused: this grammar says nothing of them."""
    table = sa.Table(
        "counted", sa.MetaData(), sa.Column("id", sa.Integer, sa.Identity(start=1, increment=2), primary_key=True)
    )
    with pytest.raises(sqlglot.errors.ParseError):
        sqlglot.parse(RULES.compiled(CreateTable(table)), read="oracle")


def test_rules_that_fail_cost_no_verdict() -> None:
    """SQLAlchemy's compiler raises more than errors of its own, and what cannot be judged is said."""
    joined = sa.delete(NOTE).where(NOTE.c.id == Author.__table__.c.name)
    with pytest.raises(NotImplementedError):
        RULES.problems(joined, ())
    assert compiled._problems(RULES, joined, ()) == [
        "cannot be judged: NotImplementedError: This backend does not support multiple-table criteria within DELETE"
    ]
