"""Defects of the repositories' pages, where rows are changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from advanced_alchemy.exceptions import NotFoundError, RepositoryError
from advanced_alchemy.repository import SQLAlchemyAsyncRepository as Repository
from advanced_alchemy.repository import _async
from sqlalchemy import inspect, select

from assay.selftest.planted import breaks, replaced


@breaks("repo.add", claim="the instance that is returned has another id than the row")
def added_under_another_id() -> Iterator[None]:
    """The id is drawn anew after the flush."""
    add = Repository.add

    async def added(self: Any, data: Any, **options: Any) -> Any:
        found = await add(self, data, **options)
        self.session.expunge(found)
        found.id = uuid.uuid4()
        return found

    with replaced(Repository, "add", added):
        yield


@breaks("repo.add", claim="what the database fills in is not read back")
def added_and_not_refreshed() -> Iterator[None]:
    """The instance is a copy without the column that the database fills in."""
    add = Repository.add

    async def added(self: Any, data: Any, **options: Any) -> Any:
        found = await add(self, data, **options)
        if hasattr(found, "origin"):
            found.__dict__["origin"] = None
        return found

    with replaced(Repository, "add", added):
        yield


@breaks("repo.auto-commit", claim="the option of the call is ignored")
def call_does_not_commit() -> Iterator[None]:
    """Only the repository's own option counts."""

    async def flush_or_commit(self: Any, auto_commit: Any) -> None:
        await (self.session.commit() if self.auto_commit else self.session.flush())

    with replaced(Repository, "_flush_or_commit", flush_or_commit):
        yield


@breaks("repo.auto-commit", claim="delete_where commits although nobody asked")
def delete_where_commits() -> Iterator[None]:
    """A commit follows."""
    delete_where = Repository.delete_where

    async def deleted(self: Any, *filters: Any, **options: Any) -> Any:
        return await delete_where(self, *filters, **(options | {"auto_commit": True}))

    with replaced(Repository, "delete_where", deleted):
        yield


@breaks("repo.add-many", claim="the instances come back in another order")
def added_backwards() -> Iterator[None]:
    """The last one first."""
    add_many = Repository.add_many

    async def added(self: Any, data: Any, **options: Any) -> Any:
        return list(await add_many(self, data, **options))[::-1]

    with replaced(Repository, "add_many", added):
        yield


@breaks("repo.add-many-atomic", claim="rows are committed one by one")
def added_one_by_one() -> Iterator[None]:
    """Those before the wrong one are left."""

    async def added(self: Any, data: Any, **_: Any) -> Any:
        return [await self.add(item, auto_commit=True) for item in data]

    with replaced(Repository, "add_many", added):
        yield


@breaks("repo.update", claim="an attribute that was not set is written as NULL")
def update_writes_everything() -> Iterator[None]:
    """Each attribute counts as set."""
    with replaced(_async, "was_attribute_set", lambda *_: True):
        yield


@breaks("repo.update", claim="a parent that was not set is lost")
def update_loses_the_parent() -> Iterator[None]:
    """Each relation to one counts as set."""
    was_set = vars(_async)["was_attribute_set"]

    def set_if_related(instance: Any, mapper: Any, name: str) -> bool:
        relations = mapper.mapper.relationships
        return (name in relations and not relations[name].uselist) or bool(was_set(instance, mapper, name))

    with replaced(_async, "was_attribute_set", set_if_related):
        yield


@breaks("repo.update", claim="updated_at does not move")
def update_keeps_the_time() -> Iterator[None]:
    """The time that the row has is written again."""
    update = Repository.update

    async def updated(self: Any, data: Any, **options: Any) -> Any:
        if "updated_at" in inspect(type(data)).columns and "updated_at" not in data.__dict__:
            data.updated_at = (await self.get(data.id)).updated_at
        found = await update(self, data, **options)
        if "updated_at" in data.__dict__:
            found.updated_at = data.updated_at
            await self.session.flush()
        return found

    with replaced(Repository, "update", updated):
        yield


@breaks("repo.update", claim="None is not written")
def update_skips_null() -> Iterator[None]:
    """None counts as not set."""
    was_set = vars(_async)["was_attribute_set"]

    def set_if_not_none(instance: Any, mapper: Any, name: str) -> bool:
        return bool(was_set(instance, mapper, name)) and getattr(instance, name) is not None

    with replaced(_async, "was_attribute_set", set_if_not_none):
        yield


@breaks("repo.update-attribute-names", claim="everything is read again")
def all_attributes_are_refreshed() -> Iterator[None]:
    """The names are dropped."""
    refresh = Repository._refresh

    async def refreshed(self: Any, instance: Any, **options: Any) -> None:
        await refresh(self, instance, **(options | {"attribute_names": None}))

    with replaced(Repository, "_refresh", refreshed):
        yield


@breaks("repo.update-attribute-names", claim="the row is compared before it is locked")
def lock_comes_late() -> Iterator[None]:
    """Only the refresh after the update asks for the lock."""
    get = Repository.get

    async def got(self: Any, item_id: Any, **options: Any) -> Any:
        return await get(self, item_id, **(options | {"with_for_update": None}))

    with replaced(Repository, "get", got):
        yield


@breaks("repo.update-many", claim="what is returned are not the instances of the rows")
def update_many_returns_what_was_given() -> Iterator[None]:
    """The input comes back as it was."""
    update_many = Repository.update_many

    async def updated(self: Any, data: Any, **options: Any) -> Any:
        await update_many(self, data, **options)
        return data

    with replaced(Repository, "update_many", updated):
        yield


@breaks("repo.update-many", claim="a dict's change leaves updated_at")
def update_many_keeps_the_time() -> Iterator[None]:
    """The time that the row has is written again."""
    update_many = Repository.update_many

    async def updated(self: Any, data: Any, **options: Any) -> Any:
        if hasattr(self.model_type, "updated_at"):
            for item in data:
                if isinstance(item, dict):
                    item["updated_at"] = (await self.get(item["id"])).updated_at
        return await update_many(self, data, **options)

    with replaced(Repository, "update_many", updated):
        yield


@breaks("repo.update-many-unknown-id", claim="an unknown id is passed over")
def update_many_skips_unknown_ids() -> Iterator[None]:
    """Each item for itself, and an error is forgotten."""
    update_many = Repository.update_many

    async def updated(self: Any, data: Any, **options: Any) -> Any:
        found: list[Any] = []
        for item in data:
            try:
                found += await update_many(self, [item], **options)
            except RepositoryError:
                continue
        return found

    with replaced(Repository, "update_many", updated):
        yield


@breaks(
    "repo.update-many-partial",
    "repo.update-many",
    "repo.upsert",
    claim="attributes that an instance does not carry are written as NULL",
)
def unset_attributes_are_values() -> Iterator[None]:
    """A model's dict has all columns that may be NULL."""
    to_dict = vars(_async)["model_to_dict"]

    def all_columns(instance: Any, exclude: Any = None) -> dict[str, Any]:
        names = {
            name
            for name, column in inspect(type(instance)).columns.items()
            if getattr(column, "nullable", False) and name not in {"sa_orm_sentinel", *(exclude or ())}
        }
        return {name: getattr(instance, name) for name in names} | dict(to_dict(instance, exclude=exclude))

    with replaced(_async, "model_to_dict", all_columns):
        yield


@breaks("repo.delete", claim="a row that is not there is deleted without a word")
def delete_of_nothing() -> Iterator[None]:
    """Not found is no error."""
    delete = Repository.delete

    async def deleted(self: Any, item_id: Any, **options: Any) -> Any:
        try:
            return await delete(self, item_id, **options)
        except NotFoundError:
            return None

    with replaced(Repository, "delete", deleted):
        yield


@breaks("repo.delete-many", claim="of many ids the last one is lost")
def last_id_is_lost() -> Iterator[None]:
    """A chunk that ends too early."""
    delete_many = Repository.delete_many

    async def deleted(self: Any, item_ids: Any, **options: Any) -> Any:
        return await delete_many(self, item_ids[:-1] if len(item_ids) > 950 else item_ids, **options)

    with replaced(Repository, "delete_many", deleted):
        yield


@breaks("repo.delete-many-chunk-size", claim="the size is ignored")
def chunk_size_is_ignored() -> Iterator[None]:
    """One statement for all."""

    def most(self: Any, chunk_size: Any = None) -> int:
        return 950

    with replaced(Repository, "_get_insertmanyvalues_max_parameters", most):
        yield


@breaks("repo.delete-many-unknown-id", claim="unknown ids have their place in the result")
def unknown_ids_are_returned() -> Iterator[None]:
    """As many as were asked for."""
    delete_many = Repository.delete_many

    async def deleted(self: Any, item_ids: Any, **options: Any) -> Any:
        found = list(await delete_many(self, item_ids, **options))
        return found + [self.model_type(id=key) for key in item_ids if key not in {part.id for part in found}]

    with replaced(Repository, "delete_many", deleted):
        yield


@breaks("repo.delete-many-cascades", claim="children of other parents go too")
def all_children_go() -> Iterator[None]:
    """Every parent is deleted with what it has."""
    delete_many = Repository.delete_many

    async def deleted(self: Any, item_ids: Any, **options: Any) -> Any:
        await delete_many(self, item_ids, **options)
        for instance in await self.session.scalars(select(self.model_type)):
            await self.session.delete(instance)

    with replaced(Repository, "delete_many", deleted):
        yield


@breaks("repo.get-or-upsert", claim="match_fields has no effect")
def match_fields_are_ignored() -> Iterator[None]:
    """The key or all values have to match."""
    with replaced(Repository, "_get_match_fields", lambda *_, **__: None):
        yield


@breaks("repo.upsert", claim="of several match_fields only the first counts")
def first_match_field_is_enough() -> Iterator[None]:
    """The others are cut off."""
    fields = Repository._get_match_fields

    def first(self: Any, *arguments: Any, **options: Any) -> Any:
        found = fields(self, *arguments, **options)
        return found[:1] if found else found

    with replaced(Repository, "_get_match_fields", first):
        yield


@breaks("repo.get-or-upsert", claim="the match is not updated")
def match_is_never_updated() -> Iterator[None]:
    """As if the caller had said upsert=False."""
    get_or_upsert = Repository.get_or_upsert

    async def got(self: Any, *filters: Any, **options: Any) -> Any:
        return await get_or_upsert(self, *filters, **(options | {"upsert": False}))

    with replaced(Repository, "get_or_upsert", got):
        yield


@breaks("repo.get-or-upsert-no-upsert", claim="the match is updated all the same")
def match_is_always_updated() -> Iterator[None]:
    """As if the caller had not said upsert=False."""
    get_or_upsert = Repository.get_or_upsert

    async def got(self: Any, *filters: Any, **options: Any) -> Any:
        return await get_or_upsert(self, *filters, **(options | {"upsert": True}))

    with replaced(Repository, "get_or_upsert", got):
        yield


@breaks("repo.get-and-update", claim="a missing row is made")
def get_and_update_creates() -> Iterator[None]:
    """As get_or_upsert does."""

    async def got(self: Any, *filters: Any, **options: Any) -> Any:
        return await self.get_or_upsert(*filters, **options)

    with replaced(Repository, "get_and_update", got):
        yield
