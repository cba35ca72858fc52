"""Every model makes a round trip: rows at the edge and generated ones, read by the reader and by the application."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Mapper

from . import scripts
from .bench import Bench, Database, shown
from .lines import Missed, Untried, causes, told
from .refused import reason_not_ours
from .rows import Maker, Part
from .tables import usable
from .values import Values

CHECK = "round-trip"
CLAIM = "What the application writes is what another connection and a later session of the application read."
EXAMPLES = 25
"""Generated rows for each model, beside those at the edge."""


def check(bench: Bench, database: Database, maker: Maker) -> None:
    """Check each model of a configuration."""
    for mapper in maker.models:
        name = mapper.class_.__qualname__
        trip = _Trip(bench, database, maker, mapper)
        bench.check(CHECK, name, CLAIM, trip.run)
    if maker.models:
        maker.clear()


class _Trip:
    """The round trips of one model."""

    def __init__(self, bench: Bench, database: Database, maker: Maker, mapper: Mapper[Any]) -> None:
        self._bench, self._database, self._maker, self._mapper = bench, database, maker, mapper
        self._refused: list[str] = []
        self._trips = 0
        self._last: list[str] = []

    def run(self) -> list[str]:
        """Make them all; the first failure is the smallest that hypothesis finds."""
        for table in self._mapper.tables:
            if isinstance(table, sa.Table):
                usable(self._bench, table)
        shape = self._maker.shape(self._mapper)
        for part, name, value in self._edges(shape.parts):
            self._once(self._with(part.column, value), f"{part.column.name} = {name}")
        self._generated(shape.parts)
        if not self._trips:
            raise Untried(f"the application refuses every generated row: {self._refused[0] if self._refused else ''}")
        said = [f"{self._trips} rows made the trip"]
        if self._refused:
            said.append(f"{len(self._refused)} were refused by the application itself, such as: {self._refused[0]}")
        if shape.left_out:
            said.append(f"without values, as nothing is known of their types: {', '.join(shape.left_out)}")
        return [*said, *self._last]

    def _edges(self, parts: list[Part]) -> Iterator[tuple[Part, str, Any]]:
        empty_is_null = self._bench.lacks.get("empty-string-is-not-null")
        for part in parts:
            if part.column.nullable and not part.column.primary_key:
                yield part, "NULL", None
            for name, value in part.values.edges.items():
                if value == "" and empty_is_null:
                    continue
                yield part, name, value

    def _with(self, column: sa.Column[Any], value: Any) -> Callable[[sa.Column[Any], Values], Any]:
        return lambda one, values: value if one is column else self._maker.plain(one, values)

    def _generated(self, parts: list[Part]) -> None:
        if not parts:
            self._once(None, "a row of defaults")
            return

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            report_multiple_bugs=False,
        )
        @given(st.data())
        def each(data: Any) -> None:
            def draw(column: sa.Column[Any], values: Values) -> Any:
                nullable = column.nullable and not column.primary_key
                return data.draw(st.none() | values.strategy if nullable else values.strategy)

            self._once(draw, "a generated row")

        each()

    def _once(self, draw: Callable[[sa.Column[Any], Values], Any] | None, what: str) -> None:
        """Write a row, read it twice, delete it."""
        maker, mapper = self._maker, self._mapper
        attributes = maker.attributes(mapper, draw)
        try:
            written = maker.write(mapper, attributes)
        except (ValueError, TypeError) as error:
            # The application's own validators, or a type of its own: not the database.
            self._refused.append(f"{what}: {told(error, 150)}")
            return
        except sa.exc.StatementError as error:
            if reason_not_ours(error) or self._is_refused(error, attributes):
                self._refused.append(f"{what}: {told(error, 150)}")
                return
            raise Missed(
                f"{what} cannot be written: {told(error)}", (shown(dict(attributes)),), self._script(attributes)
            ) from error
        key = maker.key(mapper, written)
        try:
            self._compare(attributes, key, what)
        finally:
            for table in reversed(list(mapper.tables)):
                if isinstance(table, sa.Table):
                    local = {c.name: written[c.name] for c in table.primary_key.columns if c.name in written}
                    self._bench.witness.delete(self._database.slot, table.name, self._by_column(table, local))
        self._trips += 1

    def _is_refused(self, error: sa.exc.StatementError, attributes: Mapping[str, Any]) -> bool:
        """Whether a row was refused by a rule that the application has declared, which generated values do not know."""
        if isinstance(error, sa.exc.DBAPIError):
            text = " ".join(map(str, causes(error.orig or error))).lower()  # of Spanner's only the cause has words
            if any(name in text for name in self._checks()):
                return True
            nulls = [key for key, value in attributes.items() if value is None]
            if not isinstance(error, sa.exc.IntegrityError) or "null" not in text or not nulls:
                return False
            return not all(column.nullable for key in nulls for column in self._mapper.column_attrs[key].columns)
        # A type of the application's own, which refuses a value before it is sent.
        return isinstance(error.orig, (ValueError, TypeError)) and error.statement is None

    def _checks(self) -> set[str]:
        """How databases call its check constraints when they refuse a row: MySQL's and MariaDB's drivers raise no
        ``IntegrityError`` then, and MariaDB does not say the word check."""
        preparer = self._database.dialect.identifier_preparer
        found = [
            c
            for table in self._mapper.tables
            if isinstance(table, sa.Table)
            for c in table.constraints
            if isinstance(c, sa.CheckConstraint)
        ]
        names = {(preparer.format_constraint(one) or "").strip('`"[]').lower() for one in found}
        return {*names, *(["check constraint"] if found else [])} - {""}

    def _by_column(self, table: sa.Table, key: Mapping[str, Any]) -> dict[str, Any]:
        """A key as the database has it: its values by way of the types' own conversions."""
        dialect = self._database.dialect
        found = {}
        for name, value in key.items():
            processor = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
            import enum

            found[name] = processor(value) if isinstance(value, enum.Enum) and processor else value
        return found

    def _compare(self, attributes: Mapping[str, Any], key: Mapping[str, Any], what: str) -> None:
        shape = self._maker.shape(self._mapper)
        rows: dict[str, Any] = {}
        for table in self._mapper.tables:
            if isinstance(table, sa.Table):
                local = {c.name: key[c.name] for c in table.primary_key.columns if c.name in key}
                found = self._bench.witness.rows(self._database.slot, table.name, self._by_column(table, local))
                if len(found) != 1:
                    self._missed(
                        f"{what} was written and committed, and another connection sees {len(found)} rows",
                        attributes,
                        found,
                    )
                rows |= {f"{table.name}.{name}": value for name, value in found[0].items()}
        self._last = [shown(rows)]
        for part in shape.parts:
            wrote, seen = attributes[part.attribute], rows.get(f"{part.column.table.name}.{part.column.name}")
            if part.values.same is None:
                continue
            if not _is_same(part, wrote, seen, part.values.same):
                where = f"{part.column.table.name}.{part.column.name}"
                self._missed(
                    f"{what}: {where} was written as {wrote!r}, and another connection reads {seen!r}",
                    attributes,
                    [rows],
                )
        read = self._database.session(lambda session: self._read(session, key), commit=False)
        for part in shape.parts:
            wrote, later = attributes[part.attribute], read[part.attribute]
            if part.values.same_read is not None and not _is_same(part, wrote, later, part.values.same_read):
                self._missed(
                    f"{what}: {part.attribute} was written as {wrote!r}, and a later session of the application reads "
                    f"{later!r}",
                    attributes,
                    [rows],
                )

    def _read(self, session: Any, key: Mapping[str, Any]) -> dict[str, Any]:
        columns = [self._mapper.get_property_by_column(c).key for c in self._mapper.primary_key]
        conditions = [
            getattr(self._mapper.class_, attribute) == key[column.name]
            for attribute, column in zip(columns, self._mapper.primary_key, strict=True)
        ]
        thing = session.execute(sa.select(self._mapper.class_).where(*conditions)).unique().scalar_one()
        return {part.attribute: getattr(thing, part.attribute) for part in self._maker.shape(self._mapper).parts}

    def _missed(self, text: str, attributes: Mapping[str, Any], rows: list[dict[str, Any]]) -> None:
        raise Missed(text, tuple(shown(row) for row in rows), self._script(attributes))

    def _script(self, attributes: Mapping[str, Any]) -> str:
        mapper = self._mapper
        by_column = {
            c.name: value
            for key, value in attributes.items()
            for c in mapper.column_attrs[key].columns
            if c.table is mapper.local_table
        }
        lines = [scripts.inserted(mapper, by_column), scripts.selected(mapper)]
        title = f"A row of {mapper.class_.__qualname__}, written and read."
        return scripts.on_a_connection(title, mapper, lines, is_async=self._database.is_async)


def _is_same(part: Part, wrote: Any, found: Any, same: Callable[[Any, Any], bool]) -> bool:
    if wrote is None or found is None:
        has_default = part.column.default is not None or part.column.server_default is not None
        return (
            (wrote is None and found is None)
            or (wrote is None and has_default)
            or (wrote is None and _is_json_null(part, found))
        )
    try:
        return same(wrote, found)
    except (TypeError, ValueError, AttributeError):
        return False


def _is_json_null(part: Part, found: Any) -> bool:
    return isinstance(part.column.type, sa.JSON) and found in (None, "null")
