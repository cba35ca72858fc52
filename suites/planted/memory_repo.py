"""Defects of the repositories in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy.repository.memory import SQLAlchemyAsyncMockRepository as Repository
from advanced_alchemy.repository.memory.base import SQLAlchemyInMemoryStore as Store

from assay.selftest.planted import breaks, replaced


@breaks("memory-repo.same-answers", claim="deleting one row deletes all")
def delete_deletes_all() -> Iterator[None]:
    """The id is not looked at."""
    delete = Repository.delete

    async def deleted(self: Any, item_id: Any, **options: Any) -> Any:
        found = await delete(self, item_id, **options)
        self.__collection__().remove_all()
        return found

    with replaced(Repository, "delete", deleted):
        yield


@breaks("memory-repo.same-answers", claim="updating a row forgets what was not given")
def update_forgets() -> Iterator[None]:
    """The given instance takes the place of the one that is there."""

    def updated(self: Any, given: Any) -> Any:
        self._store[self.key(given)] = given
        return given

    with replaced(Store, "update", updated):
        yield


@breaks("memory-repo.filters", claim="an empty list chooses all")
def empty_list_chooses_all() -> Iterator[None]:
    """An empty list is taken for none."""
    choose = Repository._filter_in_collection

    def chosen(self: Any, result: Any, field_name: Any, values: Any) -> Any:
        return choose(self, result, field_name, values) if values else result

    with replaced(Repository, "_filter_in_collection", chosen):
        yield


@breaks("memory-repo.null-filters", claim="a filter for NULL chooses all")
def null_filters_choose_all() -> Iterator[None]:
    """Filters for NULL are passed over."""
    apply = Repository._apply_filters

    def applied(self: Any, result: Any, *filters: Any, **options: Any) -> Any:
        known = [given for given in filters if "Null" not in type(given).__name__]
        return apply(self, result, *known, **options)

    with replaced(Repository, "_apply_filters", applied):
        yield


@breaks("memory-repo.boolean-and-choices", claim="a choice is passed over")
def choices_choose_all() -> Iterator[None]:
    """Filters of choices are passed over."""
    apply = Repository._apply_filters

    def applied(self: Any, result: Any, *filters: Any, **options: Any) -> Any:
        known = [given for given in filters if "Choices" not in type(given).__name__]
        return apply(self, result, *known, **options)

    with replaced(Repository, "_apply_filters", applied):
        yield


@breaks("memory-repo.nulls-and-wildcards", claim="NULL comes first in a falling order")
def direction_places_null() -> Iterator[None]:
    """The place of NULL follows the direction."""
    order = Repository._order_by

    def ordered(self: Any, result: Any, field_name: Any, sort_desc: bool = False, nulls: Any = None) -> Any:
        return order(self, result, field_name, sort_desc, "first" if sort_desc and nulls else nulls)

    with replaced(Repository, "_order_by", ordered):
        yield


@breaks("memory-repo.generates-ids", claim="no defaults are given")
def no_defaults() -> Iterator[None]:
    """An instance is stored as it was given, but for its id."""
    fill = Store._set_defaults

    def filled(self: Any, data: Any) -> None:
        given = {name: getattr(data, name) for name in ("visits", "active") if hasattr(data, name)}
        fill(self, data)
        for name, value in given.items():
            setattr(data, name, value)

    with replaced(Store, "_set_defaults", filled):
        yield


@breaks("memory-repo.isolated", claim="clearing leaves the rows")
def clear_clears_nothing() -> Iterator[None]:
    """Rows stay from one test to the next."""
    with replaced(Repository, "__database_clear__", classmethod(lambda cls: None)):
        yield


@breaks("memory-repo.composite-keys", claim="the first column is taken for the key")
def first_column_is_the_key() -> Iterator[None]:
    """Rows of one branch take each other's place."""
    with replaced(Store, "key", lambda self, row: str(getattr(row, "branch", getattr(row, "id", None)))):
        yield


@breaks("memory-repo.attributes", claim="an attribute is taken for a filter of nothing")
def attributes_choose_all() -> Iterator[None]:
    """Filters by an attribute are passed over."""
    apply = Repository._apply_filters

    def applied(self: Any, result: Any, *filters: Any, **options: Any) -> Any:
        known = [given for given in filters if isinstance(given.field_name, str)]
        return apply(self, result, *known, **options)

    with replaced(Repository, "_apply_filters", applied):
        yield
