"""Defects of the models chapter."""

from __future__ import annotations

import datetime
import types
from collections.abc import Iterator
from typing import Any

from advanced_alchemy import _listeners
from advanced_alchemy.types import GUID
from sqlalchemy import String
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler
from sqlalchemy.dialects.sqlite.base import DATE
from sqlalchemy.orm import MANYTOONE, Session, object_mapper, properties
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.strategies import SelectInLoader
from sqlalchemy.orm.util import _ORMJoin
from sqlalchemy.sql.compiler import IdentifierPreparer

from assay.selftest.planted import breaks, replaced


@breaks("models.uuid-base-primary-key", claim="another key is stored than the object has")
def keys_are_turned_round() -> Iterator[None]:
    """The bytes of a key are stored in reverse, and read in reverse again."""
    bind, result = GUID.process_bind_param, GUID.process_result_value

    def turn(value: Any) -> Any:
        return value[::-1] if isinstance(value, bytes) else value

    def turned_bind(self: GUID, value: Any, dialect: Any) -> Any:
        return turn(bind(self, value, dialect))

    def turned_result(self: GUID, value: Any, dialect: Any) -> Any:
        return result(self, turn(value), dialect)

    with (
        replaced(GUID, "process_bind_param", turned_bind),
        replaced(GUID, "process_result_value", turned_result),
    ):
        yield


@breaks("models.explicit-tablename", claim="the table has another name than the model says")
def tables_get_a_suffix() -> Iterator[None]:
    """Tables are called after their classes."""
    format_table = IdentifierPreparer.format_table

    def suffixed(self: IdentifierPreparer, table: Any, use_schema: bool = True, name: str | None = None) -> str:
        return format_table(self, table, use_schema, f"{name or table.name}_model")

    with replaced(IdentifierPreparer, "format_table", suffixed):
        yield


@breaks("models.required-string-column", claim="long texts are cut")
def texts_are_cut() -> Iterator[None]:
    """A text longer than 255 characters loses its end."""

    def cut(self: Any, dialect: Any) -> Any:
        del self, dialect
        return lambda value: value[:255] if isinstance(value, str) else value

    with replaced(String, "bind_processor", cut):
        yield


@breaks("models.optional-date-column", claim="dates before 1900 are lost")
def old_dates_are_lost() -> Iterator[None]:
    """A date before 1900 is stored as NULL."""
    make = DATE.bind_processor

    def recent(self: Any, dialect: Any) -> Any:
        store: Any = make(self, dialect)
        return lambda value: store(value if value is None or value.year >= 1900 else None)

    with replaced(DATE, "bind_processor", recent):
        yield


@breaks("models.one-to-many-selectin", claim="the books are not loaded with the authors")
def books_are_not_loaded() -> Iterator[None]:
    """The second SELECT is not sent."""
    with replaced(SelectInLoader, "create_row_processor", lambda *_: None):
        yield


@breaks("models.foreign-key-enforced", claim="tables are made without foreign keys", target="postgres-asyncpg")
def tables_lack_foreign_keys() -> Iterator[None]:
    """CREATE TABLE leaves foreign keys out."""
    with replaced(PGDDLCompiler, "visit_foreign_key_constraint", lambda *_, **__: None):
        yield


@breaks("models.many-to-one-joined-inner", claim="the author comes by an outer join")
def joins_are_outer() -> Iterator[None]:
    """``innerjoin`` is ignored."""
    make = _ORMJoin.__init__

    def outer(self: Any, *arguments: Any, **options: Any) -> None:
        make(self, *arguments, **{**options, "isouter": True})

    with replaced(_ORMJoin, "__init__", outer):
        yield


@breaks("models.author-relationship-viewonly", claim="an assigned author is stored")
def viewonly_is_written() -> Iterator[None]:
    """``viewonly`` is ignored: a commit copies the assigned object's key."""
    commit = Session.commit

    def copying(self: Session) -> None:
        for instance in list(self):
            mapper = object_mapper(instance)
            for link in mapper.relationships:
                other = vars(instance).get(link.key)
                if link.viewonly and link.direction is MANYTOONE and other is not None:
                    for local, remote in link.local_remote_pairs or ():
                        value = getattr(other, object_mapper(other).get_property_by_column(remote).key)
                        setattr(instance, mapper.get_property_by_column(local).key, value)
        commit(self)

    with replaced(Session, "commit", copying):
        yield


@breaks("models.uuid-audit-created-at", claim="a change moves created_at too")
def changes_move_created_at() -> Iterator[None]:
    """The listener that notes changes sets both times."""

    def touch(session: Session, *_: Any) -> None:
        for instance in session.dirty:
            if hasattr(instance, "created_at"):
                instance.created_at = instance.updated_at = datetime.datetime.now(datetime.timezone.utc)

    with replaced(_listeners, "touch_updated_timestamp", touch):
        yield


@breaks("models.uuid-audit-updated-at", claim="a change does not move updated_at")
def changes_keep_updated_at() -> Iterator[None]:
    """The listener that notes changes writes the old time again."""

    def keep(session: Session, *_: Any) -> None:
        for instance in session.dirty:
            if hasattr(instance, "updated_at"):
                flag_modified(instance, "updated_at")

    with replaced(_listeners, "touch_updated_timestamp", keep):
        yield


@breaks("models.uuid-audit-updated-at", claim="an object that was not changed counts as changed")
def no_change_is_a_change() -> Iterator[None]:
    """The listener that notes changes does not look whether there is one."""

    def touch(session: Session, *_: Any) -> None:
        for instance in session.identity_map.values():
            if hasattr(instance, "updated_at"):
                instance.updated_at = datetime.datetime.now(datetime.timezone.utc)

    with replaced(_listeners, "touch_updated_timestamp", touch):
        yield


@breaks("models.pep604-variant", claim="X | None is not nullable")
def pipe_is_not_optional() -> Iterator[None]:
    """Only ``Optional[X]`` makes a column nullable."""
    includes_none = vars(properties)["includes_none"]

    def strict(annotation: Any) -> bool:
        return not isinstance(annotation, types.UnionType) and bool(includes_none(annotation))

    with replaced(properties, "includes_none", strict):
        yield
