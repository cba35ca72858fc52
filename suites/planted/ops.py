"""Defects of the statements that write rows whether or not they are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy import operations
from advanced_alchemy.operations import MergeStatement, OnConflictUpsert

from assay.selftest.planted import breaks, replaced


@breaks("ops.validate-identifier", claim="a name may have a dash in it")
def dashes_are_names() -> Iterator[None]:
    """The pattern is too wide."""
    import re

    with replaced(operations, "_IDENTIFIER_PATTERN", re.compile(r"^[a-zA-Z_][a-zA-Z0-9_-]*$")):
        yield


@breaks("ops.supports-native-upsert", claim="no dialect has a statement")
def nothing_is_supported() -> Iterator[None]:
    """It is told that there is no statement, whatever the dialect."""
    with replaced(OnConflictUpsert, "supports_native_upsert", staticmethod(lambda dialect_name: False)):
        yield


@breaks("ops.create-upsert", claim="what was not given is reset to its default")
def defaults_are_written_over() -> Iterator[None]:
    """The defaults of the program are among the values that a known row gets."""
    build = OnConflictUpsert.create_upsert

    def built(table: Any, values: Any, *arguments: Any, **options: Any) -> Any:
        defaults = {c.key: c.default.arg for c in table.c if c.default is not None and c.default.is_scalar}
        return build(table, {**defaults, **values}, *arguments, **options)

    with replaced(OnConflictUpsert, "create_upsert", staticmethod(built)):
        yield


@breaks("ops.create-upsert", claim="columns to update are not looked at")
def all_columns_are_updated() -> Iterator[None]:
    """A known row gets all values."""
    build = OnConflictUpsert.create_upsert

    def built(table: Any, values: Any, conflict_columns: Any, update_columns: Any = None, **options: Any) -> Any:
        return build(table, values, conflict_columns, None, **options)

    with replaced(OnConflictUpsert, "create_upsert", staticmethod(built)):
        yield


@breaks("ops.create-upsert-many", claim="only the first row is written")
def first_row_alone() -> Iterator[None]:
    """The other rows are lost."""
    build = OnConflictUpsert.create_upsert_many

    def built(table: Any, rows: Any, *arguments: Any, **options: Any) -> Any:
        return build(table, rows[:1], *arguments, **options)

    with replaced(OnConflictUpsert, "create_upsert_many", staticmethod(built)):
        yield


@breaks("ops.create-merge-upsert", "ops.merge-nothing-to-update", claim="another database's error is raised")
def refused_with_another_error() -> Iterator[None]:
    """Where there is no MERGE the compiler says something else."""
    build = OnConflictUpsert.create_merge_upsert

    def built(table: Any, values: Any, conflict_columns: Any, *arguments: Any, **options: Any) -> Any:
        build(table, values, conflict_columns, *arguments, **options)
        raise AttributeError("dialect")

    with replaced(OnConflictUpsert, "create_merge_upsert", staticmethod(built)):
        yield


@breaks("ops.create-merge-upsert", claim="NULL is not written over a value", target="postgres-psycopg")
def merge_leaves_out_null() -> Iterator[None]:
    """None is taken for a value that was not given."""
    build = OnConflictUpsert.create_merge_upsert

    def built(table: Any, values: Any, *arguments: Any, **options: Any) -> Any:
        return build(table, {k: v for k, v in values.items() if v is not None}, *arguments, **options)

    with replaced(OnConflictUpsert, "create_merge_upsert", staticmethod(built)):
        yield


@breaks("ops.merge-nothing-to-update", claim="a known row is changed", target="postgres-psycopg")
def merge_updates_all() -> Iterator[None]:
    """With no columns to update all are."""
    build = OnConflictUpsert.create_merge_upsert

    def built(table: Any, values: Any, conflict_columns: Any, update_columns: Any = None, **options: Any) -> Any:
        return build(table, values, conflict_columns, update_columns or None, **options)

    with replaced(OnConflictUpsert, "create_merge_upsert", staticmethod(built)):
        yield


@breaks("ops.create-merge-many", claim="every dialect has a MERGE of many rows")
def merge_of_many_rows_is_everywhere() -> Iterator[None]:
    """It is built as for another dialect."""
    create: Any = getattr(OnConflictUpsert, "create_merge_many", None)

    def anywhere(*given: Any, dialect_name: str | None = None, **options: Any) -> Any:
        return create(*given, dialect_name=dialect_name and "oracle", **options)

    with replaced(OnConflictUpsert, "create_merge_many", staticmethod(anywhere)):
        yield


@breaks("ops.create-merge-many", claim="only the first row is merged", target="postgres-psycopg")
def merge_takes_the_first_row() -> Iterator[None]:
    """The others are left."""
    create: Any = getattr(OnConflictUpsert, "create_merge_many", None)

    def first(table: Any, rows: Any, *given: Any, **options: Any) -> Any:
        return create(table, rows[:1], *given, **options)

    with replaced(OnConflictUpsert, "create_merge_many", staticmethod(first)):
        yield


@breaks("ops.merge-statement", claim="nothing is refused")
def merge_is_nothing() -> Iterator[None]:
    """Where there is no MERGE a statement that does nothing is run."""
    from sqlalchemy import text

    def compiled(_: Any, visitor: Any, **options: Any) -> Any:
        return text("SELECT 1")._compiler_dispatch(visitor, **options)

    with replaced(MergeStatement, "_compiler_dispatch", compiled):
        yield


@breaks("ops.resolve-upsert-strategy", claim="part of a key is taken for a key")
def part_of_a_key_is_a_key() -> Iterator[None]:
    """One column of a key of two is enough."""
    resolve = operations.resolve_upsert_strategy

    def resolved(table: Any, match_fields: Any, dialect: Any) -> Any:
        keys = tuple(column.key for column in table.primary_key.columns)
        return resolve(table, keys if set(match_fields) & set(keys) else match_fields, dialect)

    with replaced(operations, "resolve_upsert_strategy", resolved):
        yield


@breaks("ops.resolve-column-default", claim="a function of a context is called without one")
def called_without_context() -> Iterator[None]:
    """The context is left out."""
    with replaced(operations, "resolve_column_default", lambda arg: arg()):
        yield
