"""Defects of upserts of many rows."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

from advanced_alchemy.repository import SQLAlchemyAsyncRepository as Repository

from assay.selftest.planted import breaks, replaced

upsert_many: Any = Repository.upsert_many


def _of_the_data(change: Any) -> Any:
    """``upsert_many`` with what it is given changed."""

    async def changed(self: Any, data: list[Any], **options: Any) -> Any:
        return await upsert_many(self, change(data), **options)

    return replaced(Repository, "upsert_many", changed)


def _of_the_options(**forced: Any) -> Any:
    """``upsert_many`` with options that the caller did not choose."""

    async def changed(self: Any, data: list[Any], **options: Any) -> Any:
        return await upsert_many(self, data, **{**options, **forced})

    return replaced(Repository, "upsert_many", changed)


@breaks("upsert.inserts-and-updates", "upsert.oracle-merge", claim="the last item is passed over")
def upsert_last_item_is_passed_over() -> Iterator[None]:
    """It is neither stored nor returned."""
    with _of_the_data(lambda data: data[:-1]):
        yield


@breaks("upsert.inserts-and-updates", claim="instances come in another order than items")
def upsert_instances_are_turned() -> Iterator[None]:
    """The last one first."""

    async def turned(self: Any, data: list[Any], **options: Any) -> Any:
        return list(await upsert_many(self, data, **options))[::-1]

    with replaced(Repository, "upsert_many", turned):
        yield


@breaks("upsert.postgresql-on-conflict", claim="rows are sent one by one")
def upsert_rows_are_sent_one_by_one() -> Iterator[None]:
    """A statement for each."""
    with _of_the_options(chunk_size=1):
        yield


@breaks("upsert.mysql-on-duplicate-key", target="mysql-asyncmy", claim="the native statement is not sent")
def upsert_duplicates_of_keys_are_looked_for() -> Iterator[None]:
    """A SELECT says which rows there are."""
    with _of_the_options(no_merge=True):
        yield


@breaks("upsert.spanner-insert-or-update", target="spanner", claim="the native statement is not sent")
def upsert_known_rows_are_looked_for() -> Iterator[None]:
    """A SELECT says which rows there are."""
    from advanced_alchemy.repository import SQLAlchemySyncRepository

    upsert: Any = SQLAlchemySyncRepository.upsert_many

    def changed(self: Any, data: list[Any], **options: Any) -> Any:
        return upsert(self, data, **{**options, "no_merge": True})

    with replaced(SQLAlchemySyncRepository, "upsert_many", changed):
        yield


@breaks("upsert.match-key-gate", claim="a column that is not unique is no match")
def upsert_only_unique_columns_match() -> Iterator[None]:
    """Each item is a new row."""
    fallback: Any = getattr(Repository, "_upsert_many_fallback", None)

    async def inserted(self: Any, *, data: list[Any], match_fields: list[str], **options: Any) -> Any:
        if match_fields == ["name"]:
            return await self.add_many(data)
        return await fallback(self, data=data, match_fields=match_fields, **options)

    with replaced(Repository, "_upsert_many_fallback", inserted):
        yield


@breaks("upsert.mysql-ambiguity", claim="a collision is passed over")
def upsert_collisions_are_passed_over() -> Iterator[None]:
    """The item is not stored, and nobody is told."""

    async def changed(self: Any, data: list[Any], **options: Any) -> Any:
        try:
            async with self.session.begin_nested():
                return await upsert_many(self, data, **options)
        except Exception:  # noqa: BLE001  # that it is passed over is the defect
            return []

    with replaced(Repository, "upsert_many", changed):
        yield


@breaks("upsert.duplicates-in-batch", claim="numbers that begin alike are duplicates")
def upsert_beginnings_are_duplicates() -> Iterator[None]:
    """Only the first of them is stored."""

    def first(data: list[Any]) -> list[Any]:
        return list({str(getattr(item, "sku", id(item)))[:3]: item for item in data}.values())

    with _of_the_data(first):
        yield


@breaks("upsert.different-columns", claim="what an item does not carry becomes NULL or the default")
def upsert_missing_columns_are_written() -> Iterator[None]:
    """As if the item said None."""

    def filled(data: list[Any]) -> list[Any]:
        for item in data:
            for name in ("name", "amount"):
                if name in type(item).__mapper__.columns and name not in item.__dict__:
                    setattr(item, name, None)
        return data

    with _of_the_data(filled):
        yield


@breaks("upsert.null-match-value", claim="rows whose match value is NULL are one")
def upsert_nulls_are_equal() -> Iterator[None]:
    """The first of them is updated."""

    async def changed(self: Any, data: list[Any], **options: Any) -> Any:
        if options.get("match_fields") == ["name"]:
            for item in data:
                if getattr(item, "name", "") is None:
                    known = list(await self.get_many(name=None))
                    if known:
                        item.id = known[0].id
            return [await self.upsert(item) for item in data]
        return await upsert_many(self, data, **options)

    with replaced(Repository, "upsert_many", changed):
        yield


@breaks("upsert.no-merge", claim="no_merge is not heeded")
def upsert_no_merge_is_lost() -> Iterator[None]:
    """The native statement is sent all the same."""
    with _of_the_options(no_merge=False):
        yield


@breaks("upsert.chunk-size", claim="chunk_size is not heeded")
def upsert_chunk_size_is_lost() -> Iterator[None]:
    """The dialect's limit counts."""
    with _of_the_options(chunk_size=None):
        yield


@breaks("upsert.server-generated-key", claim="a known row gets a new key")
def upsert_keys_are_drawn_anew() -> Iterator[None]:
    """It is deleted and added again."""

    async def changed(self: Any, data: list[Any], **options: Any) -> Any:
        fields = options.get("match_fields") or []
        for item in data if "code" in fields else []:
            await self.delete_where(code=item.code)
            item.id = 1000 + len(item.code) + sum(map(ord, item.code)) + int(item.value)
        return await upsert_many(self, data, **options)

    with replaced(Repository, "upsert_many", changed):
        yield


@breaks("upsert.client-generated-key", claim="instances have the ids that were drawn for an insert")
def upsert_drawn_ids_are_returned() -> Iterator[None]:
    """Those of known rows are others."""

    async def changed(self: Any, data: list[Any], **options: Any) -> Any:
        found = list(await upsert_many(self, data, **options))
        for instance in found:
            if isinstance(getattr(instance, "id", None), uuid.UUID):
                self.session.expunge(instance)
                instance.id = uuid.uuid4()
        return found

    with replaced(Repository, "upsert_many", changed):
        yield


@breaks("upsert.audit-columns", claim="created_at moves with an update")
def upsert_created_at_moves() -> Iterator[None]:
    """Every item carries it."""

    def dated(data: list[Any]) -> list[Any]:
        for item in data:
            item.created_at = datetime.datetime.now(datetime.timezone.utc)
        return data

    with _of_the_data(dated):
        yield


@breaks("upsert.audit-columns", claim="updated_at stands still")
def upsert_updated_at_stands_still() -> Iterator[None]:
    """It is that of the first time."""

    def dated(data: list[Any]) -> list[Any]:
        for item in data:
            item.updated_at = datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone.utc)
        return data

    with _of_the_data(dated):
        yield


@breaks("upsert.type-processing", claim="the fallback stores JSON as NULL")
def upsert_details_are_lost() -> Iterator[None]:
    """Nothing is said of it."""

    def bare(data: list[Any]) -> list[Any]:
        for item in data:
            if getattr(item, "details", None):
                item.details = None
        return data

    with _of_the_data(bare):
        yield


@breaks("upsert.concurrent", claim="a row that has just come stays as it is")
def upsert_later_rows_win() -> Iterator[None]:
    """A collision is passed over: the item is not stored, and nobody is told."""
    execute: Any = getattr(Repository, "_execute_upsert_chunk", None)

    async def changed(self: Any, **options: Any) -> Any:
        return await execute(self, **{**options, "update_columns": ["unit"]})

    with replaced(Repository, "_execute_upsert_chunk", changed):
        yield


@breaks("upsert.in-transaction", claim="what was upserted is committed at once")
def upsert_upserts_commit() -> Iterator[None]:
    """A rollback takes nothing back."""
    with _of_the_options(auto_commit=True):
        yield
