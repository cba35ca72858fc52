"""A row that violates a constraint of a model is refused, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper

from . import scripts
from .bench import Bench, Database, shown
from .lines import Missed, Unsupported, Untried, told
from .rows import Maker
from .tables import usable

_KINDS = {
    "unique": "Two rows that are equal where the model says unique are refused.",
    "not-null": "A row without a value where the model demands one is refused.",
    "foreign-key": "A row that refers to nothing is refused.",
    "check": "A row for which a check constraint does not hold is refused.",
}
_TRIES = 60


def check(bench: Bench, database: Database, maker: Maker, schema: str = "") -> None:
    """Check the constraints of each model.

    Args:
        bench: The bench.
        database: The database, with tables.
        maker: Makes rows.
        schema: Where the tables come from if it is not ``create_all``, for the names of the lines: ``migrations``.
    """
    seen: set[sa.Table] = set()
    for mapper in maker.models:
        table = mapper.local_table
        if isinstance(table, sa.Table) and table not in seen and mapper.inherits is None:
            seen.add(table)
            _Table(bench, database, maker, mapper, table, schema).check()
    if seen:
        maker.clear()


class _Table:
    """The constraints of one table."""

    def __init__(
        self, bench: Bench, database: Database, maker: Maker, mapper: Mapper[Any], table: sa.Table, schema: str
    ) -> None:
        self._bench, self._database, self._maker = bench, database, maker
        self._mapper, self._table, self._schema = mapper, table, schema
        self._first: dict[str, Any] = {}

    def check(self) -> None:
        """Check them all."""
        for kind, columns, violate in self._all():
            where = f" ({self._schema})" if self._schema else ""
            subject = f"{self._table.name}({', '.join(columns)}){where}"
            self._bench.check(
                f"constraints.{kind}",
                subject,
                _KINDS[kind],
                lambda k=kind, c=columns, v=violate: self._one(k, c, v),  # type: ignore[misc]
            )

    def _all(self) -> Iterator[tuple[str, list[str], Callable[[], dict[str, Any]]]]:
        table = self._table
        for key in _unique(table):
            yield "unique", [c.name for c in key], lambda k=key: self._twice(k)  # type: ignore[misc]
        for column in table.columns:
            automatic = (
                column is table.autoincrement_column or column.identity is not None or column.computed is not None
            )
            if not column.nullable and not automatic and not column.primary_key:
                yield "not-null", [column.name], lambda c=column: {**self._valid(), c.name: sa.null()}  # type: ignore[misc]
        for reference in sorted(table.foreign_key_constraints, key=lambda one: str(one.column_keys)):
            yield "foreign-key", [c.name for c in reference.columns], lambda r=reference: self._dangling(r)  # type: ignore[misc]
        checks = [
            c for c in table.constraints if isinstance(c, sa.CheckConstraint) and not getattr(c, "_type_bound", False)
        ]
        for one in sorted(checks, key=lambda c: str(c.sqltext)):
            yield "check", [_text_of(one)], lambda c=one: self._violating(c)  # type: ignore[misc]

    def _valid(self) -> dict[str, Any]:
        """A row that nothing refuses, by column."""
        attributes = self._maker.attributes(self._mapper)
        found = {
            column.name: value
            for key, value in attributes.items()
            for column in self._mapper.column_attrs[key].columns
            if column.table is self._table
        }
        made = sorted(
            c.name for c in self._table.primary_key if c.name not in found and c is not self._table.autoincrement_column
        )
        for name in made:
            default = self._table.c[name].default
            if default is not None and default.is_callable:
                continue  # the statement fills it in
            values = next((p.values for p in self._maker.shape(self._mapper).parts if p.column.name == name), None)
            if values is not None:
                found[name] = self._maker.plain(self._table.c[name], values)
        conditions = [
            _text_of(c) for c in self._table.constraints
            if isinstance(c, sa.CheckConstraint) and not getattr(c, "_type_bound", False)
        ]  # fmt: skip
        return self._fit(found, conditions) if conditions else found

    def _fit(self, row: dict[str, Any], conditions: list[str]) -> dict[str, Any]:
        """A row like this one for which all conditions hold."""
        for candidate in self._candidates(row):
            if all(self._holds(text, candidate) is not False for text in conditions):
                return candidate
        raise Untried("no row was found for which its check constraints hold")

    def _candidates(self, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The row, and others that differ from it in a column or two."""
        yield row
        given = 0
        parts = [p for p in self._maker.shape(self._mapper).parts if p.column.name in row]
        options = {
            p.column.name: [*p.values.edges.values(), *(self._maker.plain(p.column, p.values) for _ in range(3))]
            for p in parts
        }
        for name, values in options.items():
            for value in values:
                yield {**row, name: value}
                given += 1
        for first, values in options.items():
            for second, others in options.items():
                if first < second:
                    for value, other in zip(values, reversed(others), strict=False):
                        yield {**row, first: value, second: other}
                        given += 1
                        if given > _TRIES * 4:
                            return

    def _holds(self, text: str, row: Mapping[str, Any]) -> bool | None:
        """Whether a condition holds of a row, as the database says."""
        return self._bench.witness.holds(self._database.slot, text, [dict(row)], self._table.name)[0]

    def _twice(self, key: list[sa.Column[Any]]) -> dict[str, Any]:
        first = self._valid()
        if any(first.get(c.name) is None and c.nullable for c in key):
            raise Untried("one of its columns refers to the table itself, and may be empty")
        self._execute(first)
        self._first = first
        names = [c.name for c in key]
        found = self._bench.witness.rows(self._database.slot, self._table.name)
        there = next((row for row in found if all(n not in first or _like(row[n], first[n]) for n in names)), found[-1])
        return {**self._valid(), **{n: first.get(n, there[n]) for n in names}}

    def _dangling(self, reference: sa.ForeignKeyConstraint) -> dict[str, Any]:
        row = self._valid()
        for column in reference.columns:
            row[column.name] = _nothing(column)
        return row

    def _violating(self, constraint: sa.CheckConstraint) -> dict[str, Any]:
        text = _text_of(constraint)
        for candidate in self._candidates(self._valid()):
            if self._holds(text, candidate) is False:
                return candidate
        raise Untried(f"no row was found for which {text} does not hold")

    def _execute(self, row: Mapping[str, Any]) -> None:
        self._database.connection(lambda connection: connection.execute(sa.insert(self._table).values(dict(row))))

    def _one(self, kind: str, columns: list[str], violate: Callable[[], dict[str, Any]]) -> list[str]:
        bench, slot = self._bench, self._database.slot
        usable(bench, self._table)
        if self._schema and self._table.name.lower() not in bench.witness.tables(slot):
            raise Untried(f"the {self._schema} make no table {self._table.name}")
        self._maker.clear()
        self._first = {}
        row = violate()
        before = bench.witness.count(slot, self._table.name)
        valid_first = kind == "unique"
        if not valid_first:
            self._execute(self._valid())  # what is refused must be the violation, and nothing else of the row
            before = bench.witness.count(slot, self._table.name)
        try:
            self._execute(row)
        except sa.exc.DBAPIError as error:
            after = bench.witness.count(slot, self._table.name)
            if after != before:
                raise Missed(f"the row was refused, and {after - before} rows more are there") from error
            return [f"refused: {told(error.orig or error, 200)}"]
        if kind == "foreign-key" and (why := bench.lacks.get("enforces-foreign-keys")):
            raise Unsupported(why)
        rows = bench.witness.rows(slot, self._table.name)
        script = scripts.on_a_connection(
            f"A row that violates {kind} of {self._table.name}({', '.join(columns)}) is taken.",
            self._mapper,
            [
                *(scripts.inserted(self._mapper, one) for one in (self._first, _plain(row)) if one),
                scripts.selected(self._mapper),
            ],
            is_async=self._database.is_async,
        )  # fmt: skip
        raise Missed("the row was taken", tuple(shown(one) for one in rows[:3]), script)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: None if isinstance(value, sa.Null) else value for name, value in row.items()}


def _unique(table: sa.Table) -> list[list[sa.Column[Any]]]:
    """The sets of columns that the model calls unique, the primary key among them."""
    keys = [list(c.columns) for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    keys += [
        [c for c in index.expressions if isinstance(c, sa.Column)]
        for index in table.indexes
        if index.unique and not _is_partial(index) and all(isinstance(c, sa.Column) for c in index.expressions)
    ]
    keys.append(list(table.primary_key.columns))
    distinct = {tuple(c.name for c in key): key for key in keys if key}
    return [distinct[names] for names in sorted(distinct)]


def _is_partial(index: sa.Index) -> bool:
    return any(options.get("where") is not None for options in index.dialect_options.values())


def _text_of(constraint: sa.CheckConstraint) -> str:
    text = constraint.sqltext
    return text.text if isinstance(text, sa.TextClause) else str(text.compile(compile_kwargs={"literal_binds": True}))


def _nothing(column: sa.Column[Any]) -> Any:
    """A value of a column that refers to nothing."""
    import uuid

    kind = column.type
    names = {base.__name__ for base in type(kind).__mro__}
    if "GUID" in names or isinstance(kind, sa.Uuid):
        return uuid.UUID(int=0xDEAD)
    if isinstance(kind, sa.Integer):
        return 2_000_000_007 if not isinstance(kind, sa.SmallInteger) else 30007
    if isinstance(kind, sa.String):
        return "nothing"[: kind.length or 7]
    if isinstance(kind, sa.types.TypeDecorator) and isinstance(kind.impl_instance, sa.Integer):
        return 2_000_000_007
    raise Untried(f"nothing is known of values of {kind!r}")


def _like(found: Any, given: Any) -> bool:
    return bool(found == given or str(found) == str(given))
