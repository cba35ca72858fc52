"""The application's mapped classes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, PrimaryKeyConstraint, Table, UniqueConstraint, inspect
from sqlalchemy.orm import Mapper, configure_mappers, mapperlib

from .finding import failed
from .inventory import Column, Constraint, Model, Relationship
from .job import Loaded
from .texts import text_of


def mappers_of(loaded: Loaded) -> list[Mapper[Any]]:
    """Every mapper of the application, in the order of the modules and names of their classes.

    Raises:
        CannotBeReadError: SQLAlchemy cannot configure them.
    """
    try:
        configure_mappers()
    except Exception as error:  # noqa: BLE001 - the user's models
        failed(error, "configuring the models", "import-error", loaded.project)
    registries = mapperlib._all_registries()
    found = {mapper for registry in registries for mapper in registry.mappers}
    return sorted(found, key=lambda one: (one.class_.__module__, one.class_.__qualname__))


def models_of(loaded: Loaded) -> tuple[Model, ...]:
    """What each mapped class has."""
    return tuple(_model(loaded, mapper) for mapper in mappers_of(loaded))


def _model(loaded: Loaded, mapper: Mapper[Any]) -> Model:
    class_ = mapper.class_
    table = mapper.local_table
    name = str(getattr(table, "fullname", table.description))
    configs = loaded.configurations
    metadata = getattr(table, "metadata", None)
    configured = tuple(n for n, config in enumerate(configs) if metadata is not None and config.metadata is metadata)
    parent = mapper.inherits
    return Model(
        name=class_.__qualname__,
        module=class_.__module__,
        table=name,
        place=loaded.project.of_object(class_),
        bind_key=next((configs[n].bind_key or "" for n in configured), getattr(class_, "__bind_key__", None) or ""),
        configured=configured,
        bases=_ancestors(class_, "advanced_alchemy.base"),
        mixins=_ancestors(class_, "advanced_alchemy.mixins"),
        inherits=parent.class_.__qualname__ if parent is not None else "",
        inheritance=_inheritance(mapper),
        version_column=mapper.version_id_col.name if mapper.version_id_col is not None else "",
        dataclass=dataclasses.is_dataclass(class_),
        sqlmodel=any(c.__module__.partition(".")[0] == "sqlmodel" for c in class_.__mro__),
        hybrids=_descriptors(mapper, "hybrid_property"),
        proxies=_descriptors(mapper, "association_proxy"),
        columns=tuple(_columns(mapper)),
        relationships=tuple(_relationships(mapper)),
        constraints=tuple(_constraints(table)) if isinstance(table, Table) else (),
    )


def _ancestors(class_: type, module: str) -> tuple[str, ...]:
    return tuple(c.__name__ for c in class_.__mro__ if f"{c.__module__}.".startswith(f"{module}."))


def _inheritance(mapper: Mapper[Any]) -> str:
    if mapper.inherits is None:
        return ""
    if mapper.concrete:
        return "concrete"
    return "single" if mapper.local_table is mapper.inherits.local_table else "joined"


def _descriptors(mapper: Mapper[Any], kind: str) -> tuple[str, ...]:
    found = inspect(mapper.class_).all_orm_descriptors
    return tuple(sorted(n for n, d in found.items() if kind in str(getattr(d, "extension_type", "")).lower()))


def _columns(mapper: Mapper[Any]) -> Iterator[Column]:
    for prop in mapper.column_attrs:
        column = prop.columns[0]
        if not hasattr(column, "table") or column.table is None or not hasattr(column, "nullable"):
            continue  # an expression
        if getattr(column, "_insert_sentinel", False):
            continue  # the library's own, which has no value that anybody sees
        yield Column(
            name=column.name,
            attribute=prop.key,
            type=_type_name(column.type),
            type_module=type(column.type).__module__,
            type_text=text_of(column.type),
            python_type=_python_type(column.type),
            nullable=bool(column.nullable),
            primary_key=column.primary_key,
            unique=bool(column.unique),
            autoincrement=column.table._autoincrement_column is column if isinstance(column.table, Table) else False,
            length=_length(column.type),
            default=_default(column.default),
            server_default=column.server_default is not None,
            on_update=column.onupdate is not None,
            computed=column.computed is not None,
            foreign_keys=tuple(sorted(key.target_fullname for key in column.foreign_keys)),
            as_text=getattr(column.type, "binary", None) is False,
            store=_store(column.type),
            many_files=bool(getattr(column.type, "multiple", False)),
        )


def _type_name(type_: Any) -> str:
    """The class of a type; the library's JsonB, which has none of its own, by the type that stands in for it."""
    variants = {type(one).__name__ for one in getattr(type_, "_variant_mapping", {}).values()}
    return "JsonB" if "ORA_JSONB" in variants else type(type_).__name__


def _python_type(type_: Any) -> str:
    try:
        return str(type_.python_type.__name__)
    except Exception:  # noqa: BLE001 - types of the user's, and NotImplementedError of SQLAlchemy's
        return ""


def _length(type_: Any) -> int | None:
    length = getattr(type_, "length", None)
    return length if isinstance(length, int) else None


def _default(default: Any) -> str:
    if default is None:
        return ""
    kinds = {"is_callable": "function", "is_scalar": "value", "is_clause_element": "sql", "is_sequence": "sequence"}
    return next((word for name, word in kinds.items() if getattr(default, name, False)), "value")


def _store(type_: Any) -> str:
    """The key of the storage of a column of files."""
    if type(type_).__name__ != "StoredObject":
        return ""
    try:
        key = type_.storage_key
    except Exception:  # noqa: BLE001 - the library's own: the storage is registered when the application starts
        key = getattr(type_, "_raw_backend", "")
    if not isinstance(key, str):
        key = getattr(key, "key", "")
    return str(key or "?")


def _relationships(mapper: Mapper[Any]) -> Iterator[Relationship]:
    for one in mapper.relationships:
        yield Relationship(
            name=one.key,
            target=one.mapper.class_.__qualname__,
            direction=one.direction.name.lower(),
            many=bool(one.uselist),
            lazy=str(one.lazy),
            cascade=", ".join(sorted(one.cascade)),
            secondary=str(getattr(one.secondary, "fullname", "")) if one.secondary is not None else "",
            view_only=one.viewonly,
            is_list=one.collection_class in {None, list},
        )


def _constraints(table: Table) -> Iterator[Constraint]:
    kinds: dict[type, str] = {
        PrimaryKeyConstraint: "primary-key",
        UniqueConstraint: "unique",
        CheckConstraint: "check",
        ForeignKeyConstraint: "foreign-key",
    }
    for one in sorted(table.constraints, key=lambda c: (type(c).__name__, str(c.name))):
        kind = next((word for class_, word in kinds.items() if isinstance(one, class_)), type(one).__name__)
        yield Constraint(
            kind=kind,
            name=str(one.name or ""),
            columns=tuple(column.name for column in getattr(one, "columns", ())),
            text=str(getattr(one, "sqltext", "")),
            deferrable=bool(one.deferrable),
        )
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        columns = tuple(str(getattr(column, "name", column)) for column in index.expressions)
        yield Constraint(kind="unique-index" if index.unique else "index", name=str(index.name or ""), columns=columns)
