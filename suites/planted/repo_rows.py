"""Defects of the repositories' pages, where rows are found before they are changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy.filters import SearchFilter
from advanced_alchemy.repository import SQLAlchemyAsyncRepository as Repository
from advanced_alchemy.repository import _async, _util

from assay.selftest.planted import breaks, replaced


@breaks("repo.id-attribute", claim="the attribute that the call names is ignored")
def named_attribute_is_ignored() -> Iterator[None]:
    """The row is that of the key."""
    get = Repository.get

    async def got(self: Any, item_id: Any, **options: Any) -> Any:
        return await get(self, item_id, **(options | {"id_attribute": None}))

    with replaced(Repository, "get", got):
        yield


@breaks("repo.delete-where", claim="a keyword that is None restricts nothing")
def none_restricts_nothing() -> Iterator[None]:
    """It is left out."""
    by_keywords = Repository._filter_select_by_kwargs

    def filtered(self: Any, statement: Any, kwargs: Any) -> Any:
        return by_keywords(self, statement, {name: value for name, value in dict(kwargs).items() if value is not None})

    with replaced(Repository, "_filter_select_by_kwargs", filtered):
        yield


@breaks("repo.delete-where-no-filter", claim="a search restricts nothing")
def searches_delete_everything() -> Iterator[None]:
    """The statement stays as it is."""

    def unchanged(self: Any, statement: Any, model: Any) -> Any:
        return statement

    with replaced(SearchFilter, "append_to_statement", unchanged):
        yield


@breaks("repo.delete-where-paginated", "repo.delete-where-sanity-check", claim="the numbers are never compared")
def numbers_are_not_compared() -> Iterator[None]:
    """As if the caller had said sanity_check=False."""
    delete_where = Repository.delete_where

    async def deleted(self: Any, *filters: Any, **options: Any) -> Any:
        return await delete_where(self, *filters, **(options | {"sanity_check": False}))

    with replaced(Repository, "delete_where", deleted):
        yield


@breaks("repo.model-from-dict", claim="of several related dicts only the first is made")
def first_child_only() -> Iterator[None]:
    """The others are lost."""
    convert: Any = vars(_util)["_convert_relationship_value"]

    def converted(**options: Any) -> Any:
        found = convert(**options)
        return found[:1] if isinstance(found, list) else found

    with replaced(_util, "_convert_relationship_value", converted):
        yield


@breaks("repo.primary-key-helpers", claim="a key of zero counts as none")
def zero_is_no_key() -> Iterator[None]:
    """Values are asked for their truth."""
    with replaced(_async, "pk_values_present", lambda instance, names: all(getattr(instance, n) for n in names)):
        yield


@breaks("repo.composite-tuple-and-dict", claim="the values of a key are taken in the wrong order")
def key_is_turned_round() -> Iterator[None]:
    """The last one first."""
    build = Repository._build_pk_filter

    def turned(self: Any, value: Any) -> Any:
        return build(self, value[::-1] if isinstance(value, tuple) else value)

    with replaced(Repository, "_build_pk_filter", turned):
        yield


@breaks("repo.composite-delete-many", claim="each value of one key is combined with those of the others")
def keys_are_crossed() -> Iterator[None]:
    """Each column is compared by itself."""
    delete_many = Repository.delete_many

    async def deleted(self: Any, item_ids: Any, **options: Any) -> Any:
        pairs = [tuple(key.values()) if isinstance(key, dict) else key for key in item_ids]
        crossed: Any = [(first, second) for first in {p[0] for p in pairs} for second in {p[1] for p in pairs}]
        return await delete_many(self, crossed, **options)

    with replaced(Repository, "delete_many", deleted):
        yield
