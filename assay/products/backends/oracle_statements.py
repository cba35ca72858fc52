"""What Oracle would say to a statement, as far as that is known without a server.

The statement is compiled with SQLAlchemy's dialect for Oracle 19c, the release with long-term support before 23ai.
What the library decides by the dialect of its connection, before there is a statement, is as on the database that
the statement was meant for. Sources: Oracle Database 19c, *SQL Language Reference* ("Database Object Names and
Qualifiers", "Data Types", "Nulls", "SELECT", "Expression Lists", "CREATE TABLE", "MERGE") and *Error Messages*.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from sqlalchemy import BindParameter, ClauseElement, Column, Insert, Select, Table, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import CompileError, UnsupportedCompilationError
from sqlalchemy.schema import CreateTable, DDLElement
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.types import TypeEngine

NAME_BYTES = 128
"""The longest identifier since 12.2; a longer one is ORA-00972."""
LIST_LENGTH = 1000
"""The longest IN list; a longer one is ORA-01795 (65 535 since 23ai)."""
BIND_VARIABLES = 65_535
"""How many bind variables a statement takes."""
LARGE_OBJECTS = ("BLOB", "CLOB", "NCLOB", "LONG")
"""Types that cannot be sorted, grouped or compared: ORA-00932."""
NEED_A_LENGTH = ("VARCHAR2", "NVARCHAR2", "RAW")
"""Types that are not complete without a length: ORA-00906."""

_MERGE = re.compile(r"\s*MERGE\s+INTO\s+\S+(?P<as>\s+AS)?\s", re.IGNORECASE)
_VALUES = re.compile(r"\(\s*VALUES\b")
_TARGETS = re.compile(r"\btgt\.(\"?\w+\"?)")
_ASSIGNED = re.compile(r"(?:^|,)\s*(?:tgt\.)?(\"?\w+\"?)\s*=(?!=)")

_COMPARISONS = {operators.eq, operators.ne, operators.lt, operators.le, operators.gt, operators.ge}
_COMPARISONS |= {operators.in_op, operators.not_in_op}


class OracleStatements:
    """The rules of Oracle 19c."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[str, ...]] = {}

    @cached_property
    def dialect(self) -> Dialect:
        """SQLAlchemy's, of that release."""
        from sqlalchemy.dialects.oracle import oracledb  # not above: a refused option does without any dialect

        made: Dialect = oracledb.dialect()  # type: ignore[no-untyped-call]
        made.server_version_info = (19,)
        return made

    def problems(self, statement: ClauseElement, parameters: Sequence[Mapping[str, Any]]) -> list[str]:
        """See :class:`assay.domain.statements.StatementRules`."""
        # A construct of a program's own, such as a MERGE, tells nothing of what it is made of: each is judged anew.
        cache_key = statement._generate_cache_key() if hasattr(statement, "_traverse_internals") else None
        first: Mapping[str, Any] = parameters[0] if parameters else {}
        key = (cache_key.key, *first) if cache_key else None
        found = self._known.get(key) if key else None
        if found is None:
            found = tuple(self._of_text(statement, parameters))
            if key:
                self._known[key] = found
        return [*found, *self._of_values(statement, parameters)]

    def _of_text(self, statement: ClauseElement, parameters: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        """What would go wrong whatever the values are."""
        try:
            sql = self.compiled(statement, parameters)
        except (CompileError, UnsupportedCompilationError) as error:
            yield f"would fail: SQLAlchemy cannot compile it for Oracle: {str(error).splitlines()[0]}"
            return
        yield from self._of_names(statement)
        yield from self._of_clauses(statement, sql)
        if isinstance(statement, CreateTable):
            yield from self._of_columns(statement.element)

    def compiled(self, statement: ClauseElement, parameters: Sequence[Mapping[str, Any]] = ()) -> str:
        """The statement in Oracle's SQL.

        Raises:
            CompileError: It has none.
        """
        if isinstance(statement, DDLElement) or not parameters:
            return str(statement.compile(dialect=self.dialect))
        return str(statement.compile(dialect=self.dialect, column_keys=list(parameters[0])))

    def _of_names(self, statement: ClauseElement) -> Iterator[str]:
        names = {
            str(element.name) for element in _inside(statement) if isinstance(element, Column | Table) and element.name
        }
        for name in sorted(names):
            if (length := len(name.encode())) > NAME_BYTES:
                yield f"would fail: ORA-00972, the name {name[:20]}... has {length} bytes, and {NAME_BYTES} are allowed"

    def _of_columns(self, table: Table) -> Iterator[str]:
        for column in table.columns:
            if (type_ := self._type(column.type)) in NEED_A_LENGTH:
                yield f"would fail: ORA-00906, {table.name}.{column.name} is {type_} without a length"
            if self._type(column.type) == "DATE" and column.type.python_type.__name__ == "datetime":
                name = f"{table.name}.{column.name}"
                yield f"would answer otherwise: {name} is DATE, which keeps whole seconds and no zone"

    def _of_clauses(self, statement: ClauseElement, sql: str) -> Iterator[str]:
        if "FOR UPDATE OF  " in sql or sql.endswith("FOR UPDATE OF "):
            yield "would fail: ORA-00936, FOR UPDATE OF names no column"
        if "FOR UPDATE" in sql and "FETCH " in sql:
            yield "would fail: ORA-02014, FOR UPDATE cannot stand beside a limit"
        yield from _of_merge(sql)
        for element in _inside(statement):
            if isinstance(element, Select):
                yield from self._of_select(element)
            elif isinstance(element, BinaryExpression) and element.operator in _COMPARISONS:
                for column in filter(None, [self._large(element.left)]):
                    yield f"would fail: ORA-00932, {column} cannot be compared"

    def _of_select(self, statement: Select[Any]) -> Iterator[str]:
        sorted_by = [*statement._order_by_clauses, *statement._group_by_clauses]
        for expression in sorted_by:
            for element in visitors.iterate(expression):
                if column := self._large(element):
                    yield f"would fail: ORA-00932, the result cannot be sorted or grouped by {column}"
        if statement._distinct:
            for selected in statement.selected_columns:
                if column := self._large(selected):
                    yield f"would fail: ORA-00932, DISTINCT cannot compare {column}"

    def _of_values(self, statement: ClauseElement, parameters: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        bound = [element for element in _inside(statement) if isinstance(element, BindParameter)]
        if len(bound) > BIND_VARIABLES:
            yield f"would fail: {len(bound)} bind variables, and {BIND_VARIABLES} are allowed"
        lists = [len(b.value) for b in bound if b.expanding and isinstance(b.value, Sequence)]
        if longest := max(lists, default=0):
            total = sum(lists) + len(bound) - len(lists)
            if longest > LIST_LENGTH:
                yield f"would fail: ORA-01795, a list of {longest} values, and {LIST_LENGTH} are allowed"
            if total > BIND_VARIABLES:
                yield f"would fail: {total} bind variables, and {BIND_VARIABLES} are allowed"
        if isinstance(statement, Insert | Update):
            for column in cast("Table", statement.table).columns:
                yield from self._of_column(column, [row[column.key] for row in parameters if column.key in row])
        elif any(b.value == "" for b in bound if isinstance(b.value, str)):
            yield "would answer otherwise: an empty string is NULL, and nothing is equal to it"

    def _of_column(self, column: Column[Any], values: Sequence[Any]) -> Iterator[str]:
        """What would become of values that are written to a column."""
        if not column.nullable and "" in values:
            yield f"would fail: ORA-01400, an empty string is NULL, and {column} is NOT NULL"
        if any(getattr(value, "microsecond", 0) for value in values) and self._type(column.type) == "DATE":
            yield f"would answer otherwise: {column} is DATE, and the fraction of a second is lost"

    def _large(self, element: Any) -> str:
        """The name of a column that is a large object, with its type; empty for anything else."""
        if not isinstance(element, Column):
            return ""
        type_ = self._type(element.type)
        return f"{element} ({type_})" if type_.startswith(LARGE_OBJECTS) else ""

    def _type(self, type_: TypeEngine[Any]) -> str:
        try:
            return str(self.dialect.type_compiler_instance.process(type_))
        except CompileError:
            return ""  # the statement that makes the column says so


def _inside(statement: ClauseElement) -> Iterator[Any]:
    """What a statement is made of; of a construct of a program's own what its attributes are made of."""
    if isinstance(statement, CreateTable):
        statement = statement.element
    yield from visitors.iterate(statement)
    if not hasattr(statement, "_traverse_internals"):
        for attribute in vars(statement).values():
            parts = attribute.values() if isinstance(attribute, Mapping) else [attribute]
            for part in parts:
                if isinstance(part, ClauseElement) and not isinstance(part, Table):
                    yield from _inside(part)


def _of_merge(sql: str) -> Iterator[str]:
    """What Oracle's MERGE does not have."""
    if not (found := _MERGE.match(sql)):
        return
    if found["as"]:
        yield "would fail: ORA-00969, an alias of MERGE stands without AS"
    if _VALUES.search(sql):
        yield "would fail: ORA-00903, VALUES is no source before 23ai"
    if sql.count("SELECT") > sql.count("FROM"):
        yield "would fail: ORA-00923, SELECT needs FROM before 23ai"
    if "RETURNING" in sql:
        yield "would fail: ORA-00933, MERGE returns no rows before 23ai"
    condition, _, updated = sql.partition(" WHEN MATCHED ")
    compared = set(_TARGETS.findall(condition.rpartition(" ON ")[2]))
    assigned = updated.partition(" WHEN NOT MATCHED ")[0].partition(" SET ")[2]
    for name in sorted(compared & set(_ASSIGNED.findall(assigned))):
        yield f"would fail: ORA-38104, {name} is in the condition of MERGE and cannot be updated"
