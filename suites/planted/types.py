"""Defects of the column types."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import advanced_alchemy.types as library
from advanced_alchemy.types import GUID, ORA_JSONB, DateTimeUTC
from advanced_alchemy.types.mutables import MutableList
from sqlalchemy import JSON, Integer, literal
from sqlalchemy.dialects.oracle import RAW
from sqlalchemy.dialects.sqlite import json as sqlite_json
from sqlalchemy.dialects.sqlite.base import SQLiteTypeCompiler
from sqlalchemy.ext.mutable import MutableDict

from assay.selftest.planted import breaks, replaced


@breaks("types.datetime-utc-returns-aware-utc", claim="a time is stored as its own zone's clock shows it")
def zone_of_a_time_is_dropped() -> Iterator[None]:
    """The zone is replaced and not converted."""

    def bind(self: Any, value: Any, dialect: Any) -> Any:
        del self, dialect
        return value if value is None else value.replace(tzinfo=datetime.timezone.utc)

    with replaced(DateTimeUTC, "process_bind_param", bind):
        yield


@breaks("types.datetime-utc-returns-aware-utc", claim="what is read has no zone")
def time_is_read_naive() -> Iterator[None]:
    """The zone is not put back."""
    with replaced(DateTimeUTC, "process_result_value", lambda _, value, __: value):
        yield


@breaks("types.datetime-utc-refuses-naive", claim="a naive time is taken for UTC")
def naive_time_is_utc() -> Iterator[None]:
    """No error: the zone is made up."""
    bind = DateTimeUTC.process_bind_param

    def lenient(self: Any, value: Any, dialect: Any) -> Any:
        if value is not None and value.tzinfo is None:
            value = value.replace(tzinfo=datetime.timezone.utc)
        return bind(self, value, dialect)

    with replaced(DateTimeUTC, "process_bind_param", lenient):
        yield


@breaks("types.datetime-utc-precision", "types.datetime-utc-compare", claim="times are of whole seconds or minutes")
def times_lose_their_fractions() -> Iterator[None]:
    """Seconds and fractions are cut off, and the zone's clock is kept."""
    bind = DateTimeUTC.process_bind_param

    def cut(self: Any, value: Any, dialect: Any) -> Any:
        if value is None:
            return None
        kept = bind(self, value, dialect)
        assert kept is not None
        return kept.replace(hour=value.hour, microsecond=0)

    with replaced(DateTimeUTC, "process_bind_param", cut):
        yield


@breaks("types.datetime-utc-range", claim="a time outside of the calendar is stored as another one")
def calendar_ends_quietly() -> Iterator[None]:
    """Overflow gives the last date there is."""
    bind = DateTimeUTC.process_bind_param

    def clamped(self: Any, value: Any, dialect: Any) -> Any:
        try:
            return bind(self, value, dialect)
        except OverflowError:
            return datetime.datetime.max.replace(tzinfo=datetime.timezone.utc)

    with replaced(DateTimeUTC, "process_bind_param", clamped):
        yield


@breaks("types.guid-storage-per-database", claim="RAW has another length")
def raw_bytes_are_too_few() -> Iterator[None]:
    """RAW(15)."""
    load = GUID.load_dialect_impl

    def other(self: Any, dialect: Any) -> Any:
        return RAW(15) if dialect.name == "oracle" else load(self, dialect)

    with replaced(GUID, "load_dialect_impl", other):
        yield


@breaks("types.guid-storage-per-database", claim="the bytes are in the order of another product")
def bytes_are_little_endian() -> Iterator[None]:
    """As Microsoft stores a GUID: the library reads what it wrote, and no other client does."""
    bind, result = GUID.process_bind_param, GUID.process_result_value

    def write(self: Any, value: Any, dialect: Any) -> Any:
        found = bind(self, value, dialect)
        return uuid.UUID(bytes=found).bytes_le if isinstance(found, bytes) else found

    def read(self: Any, value: Any, dialect: Any) -> Any:
        return result(self, uuid.UUID(bytes_le=value).bytes if isinstance(value, bytes) else value, dialect)

    with replaced(GUID, "process_bind_param", write), replaced(GUID, "process_result_value", read):
        yield


@breaks("types.guid-round-trip", claim="a text of bytes is read as a text")
def printable_bytes_are_text() -> Iterator[None]:
    """Sixteen printable bytes are decoded."""
    result = GUID.process_result_value

    def read(self: Any, value: Any, dialect: Any) -> Any:
        if isinstance(value, bytes) and value.isalnum():
            return value.decode()
        return result(self, value, dialect)

    with replaced(GUID, "process_result_value", read):
        yield


@breaks("types.guid-round-trip", claim="capitals are refused")
def capitals_are_no_uuid() -> Iterator[None]:
    """Only small letters are taken."""
    bind = GUID.process_bind_param

    def strict(self: Any, value: Any, dialect: Any) -> Any:
        if isinstance(value, str) and value != value.lower():
            raise ValueError("badly formed hexadecimal UUID string")
        return bind(self, value, dialect)

    with replaced(GUID, "process_bind_param", strict):
        yield


@breaks("types.guid-binary-false", claim="leading zeros are lost, and texts come back")
def text_uuids_are_numbers() -> Iterator[None]:
    """They are written as hexadecimal numbers."""
    bind = GUID.process_bind_param

    def write(self: Any, value: Any, dialect: Any) -> Any:
        found = bind(self, value, dialect)
        return found if self.binary or found is None else f"{int(str(found), 16):x}"

    with replaced(GUID, "process_bind_param", write):
        yield


@breaks("types.guid-filter", claim="a text is another UUID")
def text_is_read_backwards() -> Iterator[None]:
    """Its digits are in the other order."""
    bind = GUID.process_bind_param

    def write(self: Any, value: Any, dialect: Any) -> Any:
        return bind(self, uuid.UUID(value[::-1]) if isinstance(value, str) else value, dialect)

    with replaced(GUID, "process_bind_param", write):
        yield


@breaks("types.guid-client-generated", claim="the row has another id than the caller chose")
def id_is_changed_on_the_way() -> Iterator[None]:
    """The version is set to four."""
    bind = GUID.process_bind_param

    def write(self: Any, value: Any, dialect: Any) -> Any:
        return bind(self, uuid.uuid5(value, "other") if isinstance(value, uuid.UUID) else value, dialect)

    with replaced(GUID, "process_bind_param", write):
        yield


@breaks("types.jsonb-storage-per-database", claim="a document is a text")
def document_is_a_text() -> Iterator[None]:
    """The DDL says TEXT."""
    with replaced(SQLiteTypeCompiler, "visit_JSON", lambda *_, **__: "TEXT"):
        yield


def _binding(change: Callable[[Any], Any]) -> AbstractContextManager[Any]:
    """Documents are changed before they are serialised."""
    processor: Callable[..., Any] = JSON.bind_processor

    def changed(self: Any, dialect: Any) -> Any:
        process = processor(self, dialect)
        return lambda value: process(change(value))

    return replaced(JSON, "bind_processor", changed)


@breaks("types.jsonb-round-trip", claim="an empty document is none")
def empty_documents_are_none() -> Iterator[None]:
    """What is false is taken for nothing."""
    with _binding(lambda value: value or None):
        yield


@breaks("types.jsonb-null-kinds", claim="None is SQL's NULL")
def none_is_sql_null() -> Iterator[None]:
    """As none_as_null=True has it."""
    processor: Callable[..., Any] = JSON.bind_processor

    def changed(self: Any, dialect: Any) -> Any:
        process = processor(self, dialect)
        return lambda value: None if value is None else process(value)

    with replaced(JSON, "bind_processor", changed):
        yield


@breaks("types.jsonb-custom-values", claim="a UUID is written as its digits")
def uuids_are_digits() -> Iterator[None]:
    """Without hyphens."""

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: changed(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [changed(inner) for inner in value]
        return value.hex if isinstance(value, uuid.UUID) else value

    with _binding(changed):
        yield


@breaks("types.jsonb-in-place-mutation", claim="a deleted key is not noticed")
def deletions_are_not_noticed() -> Iterator[None]:
    """Nor is what is popped."""

    def pop(self: Any, *given: Any) -> Any:
        return dict.pop(self, *given)

    def update(self: Any, *given: Any, **more: Any) -> None:
        dict.update(self, *given, **more)

    def assign(self: Any, key: Any, value: Any) -> None:
        dict.__setitem__(self, key, value)

    with (
        replaced(MutableDict, "pop", pop),
        replaced(MutableDict, "update", update),
        replaced(MutableDict, "__setitem__", assign),
        replaced(MutableDict, "__delitem__", lambda self, key: dict.__delitem__(self, key)),
    ):
        yield


@breaks("types.jsonb-index-access", claim="the first element is at position 1")
def positions_begin_with_one() -> Iterator[None]:
    """Positions are moved by one."""
    formatted: Callable[..., Any] = sqlite_json.JSONIndexType._format_value
    with replaced(
        sqlite_json.JSONIndexType,
        "_format_value",
        lambda self, value: formatted(self, value + 1 if isinstance(value, int) else value),
    ):
        yield


@breaks("types.mutable-list-tracked", claim="an inserted element is not noticed")
def insertions_are_not_noticed() -> Iterator[None]:
    """The event is not sent."""
    with replaced(MutableList, "insert", lambda self, index, item: list.insert(self, index, item)):
        yield


@breaks("types.mutable-list-tracked", claim="sorting forgets its options")
def sorting_has_no_options() -> Iterator[None]:
    """Always the plain order."""

    def sort(self: Any, **_: Any) -> None:
        list.sort(self)
        self.changed()

    with replaced(MutableList, "sort", sort):
        yield


@breaks("types.mutable-list-isolated", claim="a copy of the type is the type itself")
def copies_are_the_type_itself() -> Iterator[None]:
    """Nothing is copied."""
    with replaced(JSON, "copy", lambda self, **_: self):
        yield


@breaks("types.bigint-identity", claim="keys are of 32 bits")
def keys_wrap_around() -> Iterator[None]:
    """Larger numbers lose their upper half."""

    def processor(self: Any, dialect: Any) -> Any:
        del self, dialect
        return lambda value: value if value is None else value % 2**32

    with replaced(Integer, "bind_processor", processor):
        yield


@breaks("types.bool-oracle", claim="neither is false")
def neither_is_false() -> Iterator[None]:
    """None is stored as 0."""
    with replaced(library.Bool, "process_bind_param", lambda _, value, __: bool(value)):
        yield


@breaks("types.vector-native", claim="the last number is lost")
def vectors_are_short() -> Iterator[None]:
    """One number less is read."""
    with replaced(library.Vector, "process_result_value", lambda _, value, __: value and list(value)[:-1]):
        yield


@breaks("types.vector-distances", claim="rows are ordered by nothing where there is no distance")
def distances_are_zero() -> Iterator[None]:
    """As if all were equally far away."""
    with replaced(library.Vector.Comparator, "_distance", lambda *_: literal(0)):
        yield


@breaks("types.vector-dimension", claim="a vector is cut to its length")
def vectors_are_cut() -> Iterator[None]:
    """One number less than it has."""
    with replaced(library.Vector, "process_bind_param", lambda self, value, _: (value or [])[: self.dim - 1]):
        yield


@breaks("types.ora-jsonb", claim="there is no check")
def documents_have_no_check() -> Iterator[None]:
    """No check at all."""

    def _set_table(self: Any, column: Any, table: Any) -> None:
        del self, column, table

    with replaced(ORA_JSONB, "_set_table", _set_table):
        yield


@breaks("types.in-migrations", claim="the type is rendered without what it was given")
def uuid_type_has_another_name() -> Iterator[None]:
    """A name that the template does not know."""
    with replaced(GUID, "__repr__", lambda _: "UniqueIdentifier()"):
        yield


@breaks("types.keys-in-migrations", claim="the key of a function is in the file")
def key_is_rendered() -> Iterator[None]:
    """The function is asked."""
    with replaced(library.EncryptedString, "__repr__", lambda self: f"EncryptedString(key={self.key()!r})"):
        yield


@breaks("types.new-types-in-migrations", claim="the type has a name that nobody knows")
def vector_has_another_name() -> Iterator[None]:
    """Not the public one."""
    with replaced(library.Vector, "__repr__", lambda _: "Array()"):
        yield


@breaks("types.options-in-migrations", claim="the type cannot be rendered")
def encrypted_type_cannot_be_rendered() -> Iterator[None]:
    """What is rendered is no Python."""
    with replaced(library.EncryptedString, "__repr__", lambda _: "<EncryptedString>"):
        yield


@breaks("types.code-in-migrations", claim="the type cannot be rendered")
def code_cannot_be_rendered() -> Iterator[None]:
    """What is rendered is no Python."""
    with replaced(library.OneTimeCode, "__repr__", lambda _: "<OneTimeCode>"):
        yield
