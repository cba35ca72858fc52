"""Rows of an application's models, with the rows that they refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, configure_mappers

from .bench import Bench, Database
from .lines import Untried
from .values import Values, values_of

Draw: TypeAlias = "Callable[[sa.Column[Any], Values], Any]"
"""Gives a value of a column."""


def astray(configurations: Iterable[Any]) -> list[sa.MetaData]:
    """Metadata of mapped classes that no configuration is told of, and which could be of any if there are several.

    Args:
        configurations: The application's configurations.

    Returns:
        Those with tables; none where there is more than one configuration.
    """
    configure_mappers()
    from sqlalchemy.orm import mapperlib

    told = [config.metadata for config in configurations]
    if len(told) != 1:
        return []
    found: dict[int, sa.MetaData] = {}
    for mapper in (mapper for registry in mapperlib._all_registries() for mapper in registry.mappers):
        if isinstance(mapper.local_table, sa.Table) and mapper.local_table.metadata is not told[0]:
            found[id(mapper.local_table.metadata)] = mapper.local_table.metadata
    return sorted(found.values(), key=lambda one: sorted(one.tables))


def models_of(database: Database) -> list[Mapper[Any]]:
    """The mappers whose tables a configuration's database has, parents first; one for each class."""
    configure_mappers()
    from sqlalchemy.orm import mapperlib

    order = {table: number for number, table in enumerate(database.tables)}
    found = {
        mapper
        for registry in mapperlib._all_registries()
        for mapper in registry.mappers
        if isinstance(mapper.local_table, sa.Table) and mapper.local_table in order and not mapper.concrete
    }
    return sorted(found, key=lambda m: (order[m.local_table], m.class_.__qualname__))  # type: ignore[index]


@dataclass(frozen=True)
class Part:
    """A column that a row has to have a value of.

    Args:
        column: The column.
        attribute: The attribute of the model.
        values: Its values.
    """

    column: sa.Column[Any]
    attribute: str
    values: Values


class Shape:
    """What a row of a model consists of.

    Args:
        mapper: The mapper of the model.
        dialect: The dialect of the database.
        hard: The values of ``hard_cases.toml``.

    Raises:
        Untried: A column must have a value, and nothing is known of its type.
    """

    def __init__(self, mapper: Mapper[Any], dialect: sa.Dialect, hard: Mapping[str, Mapping[str, Any]]) -> None:
        self.mapper = mapper
        self.parts: list[Part] = []
        self.left_out: list[str] = []
        """Columns without a value, because nothing is known of their type."""
        self.fixed: dict[str, Any] = {}
        self.references = _foreign_keys(mapper)
        referring = {column for fk in self.references for column in fk.columns}
        for attribute in mapper.column_attrs:
            for column in attribute.columns:
                if isinstance(column, sa.Column) and column.table in mapper.tables:
                    self._add(attribute.key, column, dialect, hard, referring)
                    break

    def _add(
        self,
        key: str,
        column: sa.Column[Any],
        dialect: sa.Dialect,
        hard: Mapping[str, Mapping[str, Any]],
        referring: set[sa.Column[Any]],
    ) -> None:
        mapper = self.mapper
        if mapper.polymorphic_on is not None and column is mapper.polymorphic_on:
            self.fixed[key] = mapper.polymorphic_identity
            return
        if column in referring or _is_made(mapper, column):
            return
        values = values_of(column, dialect, hard)
        if values is not None:
            self.parts.append(Part(column, key, values))
        elif column.nullable or column.default is not None or column.server_default is not None:
            self.left_out.append(column.name)
        else:
            raise Untried(
                f"nothing is known of the values of {column.table.name}.{column.name}, which is a {column.type!r}"
            )


def _is_made(mapper: Mapper[Any], column: sa.Column[Any]) -> bool:
    """Whether the database or the library makes the value itself."""
    if getattr(column, "_insert_sentinel", False) or column is mapper.version_id_col or column.computed is not None:
        return True
    if column.identity is not None:
        return True
    if not column.primary_key:
        return False
    inherited = any(fk.column.table in mapper.tables for fk in column.foreign_keys)
    automatic = column is column.table.autoincrement_column
    return inherited or automatic or column.default is not None or column.server_default is not None


def _foreign_keys(mapper: Mapper[Any]) -> list[sa.ForeignKeyConstraint]:
    """What its tables refer to, without the ties within the model itself."""
    return [
        constraint
        for table in mapper.tables
        if isinstance(table, sa.Table)
        for constraint in sorted(table.foreign_key_constraints, key=lambda c: [column.name for column in c.columns])
        if not (constraint.referred_table in mapper.tables and constraint.referred_table is not table)
        and not (
            constraint.referred_table is not table
            and all(c.primary_key for c in constraint.columns)
            and mapper.inherits
        )
    ]


class Maker:
    """Makes rows of models in one database, by the application's own sessions.

    Args:
        bench: The bench.
        database: The database.
    """

    def __init__(self, bench: Bench, database: Database) -> None:
        self._bench, self.database = bench, database
        self.models = models_of(database)
        self._shapes: dict[Mapper[Any], Shape] = {}
        self._parents: dict[sa.Table, dict[str, Any]] = {}
        self._number = 0

    def shape(self, mapper: Mapper[Any]) -> Shape:
        """What a row of a model consists of.

        Raises:
            Untried: It cannot be made.
        """
        if mapper not in self._shapes:
            self._shapes[mapper] = Shape(mapper, self.database.dialect, self._bench.hard)
        return self._shapes[mapper]

    def forget(self) -> None:
        """The tables have been emptied."""
        self._parents.clear()

    def plain(self, column: sa.Column[Any], values: Values) -> Any:
        """A value of a column that differs from row to row where it can, without anything hard in it."""
        self._number += 1
        if values.plain is not None:
            return values.plain(self._number)
        if "nil" in values.edges:
            import uuid

            made = uuid.uuid4()
            return str(made) if isinstance(values.edges["nil"], str) else made
        options = list(values.edges.values())
        if options and (column.nullable or len(options) > 1):
            return options[self._number % len(options)]
        return values.strategy.example() if not options else options[0]

    def attributes(
        self, mapper: Mapper[Any], draw: Draw | None = None, chain: tuple[sa.Table, ...] = ()
    ) -> dict[str, Any]:
        """The values of a new row, by attribute; the rows that it refers to are there afterwards.

        Args:
            mapper: The model.
            draw: Gives its own values; plain ones by default.
            chain: The tables for which it is made.

        Raises:
            Untried: It cannot be made.
        """
        shape = self.shape(mapper)
        draw = draw or self.plain
        found = dict(shape.fixed)
        for reference in shape.references:
            found |= self._reference(mapper, reference, chain)
        for part in shape.parts:
            found[part.attribute] = draw(part.column, part.values)
        return found

    def _reference(
        self, mapper: Mapper[Any], reference: sa.ForeignKeyConstraint, chain: tuple[sa.Table, ...]
    ) -> dict[str, Any]:
        table = reference.referred_table
        mapped = {column: attribute.key for attribute in mapper.column_attrs for column in attribute.columns}
        keys = {column: mapped[column] for column in reference.columns if column in mapped}
        if table is mapper.local_table or table in chain:
            if all(column.nullable for column in reference.columns):
                return dict.fromkeys(keys.values())
            raise Untried(f"{_name(mapper)} and {table.name} refer to each other, and neither may be empty")
        if table not in self._parents or _alone(reference):
            self._parents[table] = self._parent(table, (*chain, mapper.local_table))  # type: ignore[arg-type]
        parent = self._parents[table]
        return {
            key: parent[element.column.name]
            for element in reference.elements
            if (key := keys.get(element.parent)) is not None
        }

    def _parent(self, table: sa.Table, chain: tuple[sa.Table, ...]) -> dict[str, Any]:
        mapper = next((m for m in self.models if m.local_table is table), None)
        if mapper is None:
            raise Untried(f"no model has the table {table.name}, to which it refers")
        return self.write(mapper, self.attributes(mapper, None, chain))

    def write(self, mapper: Mapper[Any], attributes: Mapping[str, Any]) -> dict[str, Any]:
        """Write a row as the application does, with a session of its own; its values by column afterwards."""

        def work(session: Any) -> dict[str, Any]:
            thing = new(mapper, attributes)
            session.add(thing)
            session.flush()
            return {
                column.name: getattr(thing, attribute.key)
                for attribute in mapper.column_attrs
                for column in attribute.columns
                if isinstance(column, sa.Column) and not getattr(column, "_insert_sentinel", False)
            }

        return self.database.session(work)

    def key(self, mapper: Mapper[Any], written: Mapping[str, Any]) -> dict[str, Any]:
        """The primary key of a row that was written, as the table has it."""
        return {c.name: written[c.name] for c in mapper.local_table.primary_key.columns}  # type: ignore[attr-defined]

    def clear(self) -> None:
        """Empty the tables."""
        self._bench.witness.empty(self.database.slot, [t.name for t in self.database.tables])
        self.forget()


def _name(mapper: Mapper[Any]) -> str:
    return str(getattr(mapper.local_table, "name", mapper.class_.__qualname__))


def _alone(reference: sa.ForeignKeyConstraint) -> bool:
    """Whether two rows may not refer to the same row."""
    columns = set(reference.columns)
    table = reference.table
    keys: Iterable[set[sa.Column[Any]]] = [
        *(set(c.columns) for c in table.constraints if isinstance(c, (sa.UniqueConstraint, sa.PrimaryKeyConstraint))),
        *(set(index.columns) for index in table.indexes if index.unique),
    ]
    return any((key and key <= columns) or (key & columns and _only_references(key)) for key in keys)


def _only_references(key: set[sa.Column[Any]]) -> bool:
    return all(column.foreign_keys for column in key)


def new(mapper: Mapper[Any], attributes: Mapping[str, Any]) -> Any:
    """An instance of a model, made without its own ``__init__``, which may want what nobody knows."""
    thing = mapper.class_manager.new_instance()
    for key, value in attributes.items():
        setattr(thing, key, value)
    return thing
