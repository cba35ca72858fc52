"""Defects of the mixins."""

from __future__ import annotations

import datetime
import types
from collections.abc import Iterator
from typing import Any

from advanced_alchemy import _listeners
from advanced_alchemy.mixins import UniqueMixin, audit, bigint
from advanced_alchemy.types import DateTimeUTC
from sqlalchemy import Sequence, String, false
from sqlalchemy.dialects.sqlite.base import SQLiteDDLCompiler
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.sql.sqltypes import Integer

from assay.selftest.planted import breaks, replaced

AHEAD = datetime.timezone(datetime.timedelta(hours=2))


@breaks(
    "mixins.audit-created-default",
    "modeling.bigint-audit-base",
    "modeling.identity-audit-base",
    claim="times are stored in another zone than UTC",
)
def times_are_local() -> Iterator[None]:
    """A time is converted to a zone that is two hours ahead, and stored without it."""

    def local(self: Any, value: Any, dialect: Any) -> Any:
        del self, dialect
        return value and value.astimezone(AHEAD)

    with replaced(DateTimeUTC, "process_bind_param", local):
        yield


@breaks("mixins.audit-naive-becomes-utc", claim="a time without a zone is taken for local")
def naive_times_are_local() -> Iterator[None]:
    """The zone that a time is given is two hours ahead."""
    clock = types.SimpleNamespace(datetime=datetime.datetime, timezone=types.SimpleNamespace(utc=AHEAD))
    with replaced(audit, "datetime", clock):
        yield


@breaks("mixins.audit-updated-on-update", claim="a change writes the old updated_at again")
def old_times_are_written_again() -> Iterator[None]:
    """The listener that notes changes takes the old time for a new one."""

    def keep(session: Session, *_: Any) -> None:
        for instance in session.dirty:
            if hasattr(instance, "updated_at"):
                flag_modified(instance, "updated_at")

    with replaced(_listeners, "touch_updated_timestamp", keep):
        yield


@breaks("mixins.audit-touch-on-flush", claim="a time of the program's is replaced")
def given_times_are_replaced() -> Iterator[None]:
    """The listener that notes changes does not look whether the program has set the time itself."""

    def touch(session: Session, *_: Any) -> None:
        for instance in session.dirty:
            if hasattr(instance, "updated_at") and session.is_modified(instance):
                instance.updated_at = datetime.datetime.now(datetime.timezone.utc)

    with replaced(_listeners, "touch_updated_timestamp", touch):
        yield


@breaks("mixins.audit-touch-on-flush", claim="an object that was not changed is written")
def unchanged_objects_are_touched() -> Iterator[None]:
    """The listener that notes changes takes every assignment for a change."""

    def touch(session: Session, *_: Any) -> None:
        for instance in session.dirty:
            if hasattr(instance, "updated_at"):
                instance.updated_at = datetime.datetime.now(datetime.timezone.utc)

    with replaced(_listeners, "touch_updated_timestamp", touch):
        yield


@breaks("mixins.identity-primary-key", "modeling.identity-base", "modeling.bigint-base", claim="keys have 32 bits")
def keys_have_32_bits() -> Iterator[None]:
    """The upper bits of an integer are not sent."""

    def cut(self: Any, dialect: Any) -> Any:
        del self, dialect
        return lambda value: value & 0xFFFFFFFF if isinstance(value, int) else value

    with replaced(Integer, "bind_processor", cut):
        yield


@breaks("mixins.slug-unique", claim="the constraint is not made")
def slugs_lack_their_constraint() -> Iterator[None]:
    """CREATE TABLE leaves UNIQUE out."""
    with replaced(SQLiteDDLCompiler, "visit_unique_constraint", lambda *_, **__: None):
        yield


@breaks("mixins.slug-length", claim="slugs are cut")
def slugs_are_cut() -> Iterator[None]:
    """A text loses what is behind its 99th character."""

    def cut(self: Any, dialect: Any) -> Any:
        del self, dialect
        return lambda value: value[:99] if isinstance(value, str) else value

    with replaced(String, "bind_processor", cut):
        yield


@breaks("mixins.unique-selects-or-creates", claim="the row that is there is not found")
def rows_are_not_found() -> Iterator[None]:
    """The query finds nothing."""
    check: Any = vars(UniqueMixin)["_check_uniqueness"].__func__

    def missed(cls: Any, *args: Any, **kwargs: Any) -> Any:
        cache, statement, known = check(cls, *args, **kwargs)
        return cache, statement.where(false()), known

    with replaced(UniqueMixin, "_check_uniqueness", classmethod(missed)):
        yield


@breaks("mixins.unique-cached-in-session", "mixins.unique-scoped-session", claim="each question is a query")
def nothing_is_remembered() -> Iterator[None]:
    """What a session was given is not looked for."""
    check: Any = vars(UniqueMixin)["_check_uniqueness"].__func__

    def forgotten(cls: Any, *args: Any, **kwargs: Any) -> Any:
        cache, statement, _ = check(cls, *args, **kwargs)
        return cache, statement, None

    with replaced(UniqueMixin, "_check_uniqueness", classmethod(forgotten)):
        yield


@breaks("mixins.unique-hooks-required", claim="a class without a natural key is taken")
def hooks_are_optional() -> Iterator[None]:
    """Without hooks all objects are one."""
    with (
        replaced(UniqueMixin, "unique_hash", classmethod(lambda *_, **__: "one")),
        replaced(UniqueMixin, "unique_filter", classmethod(lambda *_, **__: false())),
    ):
        yield


@breaks("mixins.unique-concurrent", claim="the same word can be there twice")
def indexes_are_not_unique() -> Iterator[None]:
    """CREATE INDEX leaves UNIQUE out."""
    visit: Any = SQLiteDDLCompiler.visit_create_index

    def visited(self: Any, create: Any, **options: Any) -> str:
        return str(visit(self, create, **options)).replace("UNIQUE ", "")

    with replaced(SQLiteDDLCompiler, "visit_create_index", visited):
        yield


@breaks("mixins.bigint-sequence-name", claim="sequences are in the default schema")
def sequences_have_no_schema() -> Iterator[None]:
    """The schema of the table is not looked up."""
    with replaced(bigint, "_get_schema", lambda _: None):
        yield


@breaks("mixins.identity-primary-key", claim="keys are drawn from a sequence")
def identities_are_sequences() -> Iterator[None]:
    """The column is no identity."""
    with replaced(bigint, "Identity", lambda **_: Sequence("library_any_id_seq")):
        yield
