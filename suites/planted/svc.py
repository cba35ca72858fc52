"""Defects of services: what they make of their input, and what they write."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from advanced_alchemy.exceptions import NotFoundError
from advanced_alchemy.repository import SQLAlchemyAsyncRepository, SQLAlchemyAsyncSlugRepository
from advanced_alchemy.service import _async as service_module
from advanced_alchemy.utils.text import slugify
from sqlalchemy import inspect

from assay.selftest.planted import breaks, replaced

ReadService = service_module.SQLAlchemyAsyncRepositoryReadService
Service = service_module.SQLAlchemyAsyncRepositoryService
Repository: Any = SQLAlchemyAsyncRepository
SlugRepository: Any = SQLAlchemyAsyncSlugRepository


def _without(owner: Any, method: str, *options: str, **forced: Any) -> Any:
    """Replace a method by one that loses options of the call, or has others."""
    original = getattr(owner, method)

    async def call(self: Any, *arguments: Any, **given: Any) -> Any:
        kept = {name: value for name, value in given.items() if name not in options}
        return await original(self, *arguments, **{**kept, **forced})

    return replaced(owner, method, call)


@breaks("svc.create-from-schema", claim="values that are false are taken for such as were left out")
def false_values_are_left_out() -> Iterator[None]:
    """A value is asked for its truth."""

    def dump(data: Any, **options: Any) -> Any:
        return {name: value for name, value in original(data, **options).items() if value}

    with replaced(service_module, "schema_dump", dump) as original:
        yield


@breaks("svc.create-from-schema", claim="an attribute called model is lost")
def the_name_of_a_parameter_is_lost() -> Iterator[None]:
    """The function that makes the model takes the value for one of its own parameters."""

    def made(model_type: Any, /, model: Any = None, **values: Any) -> Any:
        del model
        return original(model_type, **values)

    with replaced(service_module, "model_from_dict", made) as original:
        yield


@breaks("svc.create-from-schema", "svc.create-post-example", claim="create forgets auto_commit")
def create_does_not_commit() -> Iterator[None]:
    """The row is gone with the session."""
    with _without(Service, "create", "auto_commit"):
        yield


@breaks("svc.create-many", claim="the instances come back in another order")
def created_in_reverse() -> Iterator[None]:
    """The last one comes first."""

    async def reversed_results(self: Any, data: Any, **options: Any) -> Any:
        return list(reversed(await original(self, data, **options)))

    with replaced(Repository, "add_many", reversed_results) as original:
        yield


@breaks("svc.create-many", claim="what one item left out is taken from the item before it")
def items_share_values() -> Iterator[None]:
    """One dict is filled over and over."""
    filled: dict[str, Any] = {}

    async def create_many(self: Any, data: Any, **options: Any) -> Any:
        filled.clear()
        return await original(self, data, **options)

    async def to_model(self: Any, data: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(data, dict):
            filled.update(data)
            data = dict(filled)
        return await converted(self, data, *arguments, **options)

    with (
        replaced(Service, "create_many", create_many) as original,
        replaced(ReadService, "to_model", to_model) as converted,
    ):
        yield


def _converting(change: Any) -> Any:
    """Replace to_model by one whose models of updates are changed before they are used."""
    original = ReadService.to_model

    async def to_model(self: Any, data: Any, operation: Any = None, *arguments: Any, **options: Any) -> Any:
        model = await original(self, data, operation, *arguments, **options)
        if operation == "update":
            change(model)
        return model

    return replaced(ReadService, "to_model", to_model)


@breaks("svc.update-partial-by-schema", "svc.update-many", claim="columns that were not sent are overwritten with NULL")
def updates_blank() -> Iterator[None]:
    """A column that may be NULL and was not sent is NULL."""

    def blank(model: Any) -> None:
        for name in ("town", "contact", "founded"):
            if hasattr(model, name) and name not in inspect(model).dict:
                setattr(model, name, None)

    with _converting(blank):
        yield


@breaks("svc.update-partial-by-schema", claim="relationships that were not sent are emptied")
def updates_take_relations_away() -> Iterator[None]:
    """A relationship that was not sent counts as one that is empty."""

    def emptied(model: Any) -> None:
        if hasattr(model, "badges") and "badges" not in inspect(model).dict:
            model.badges = []

    with _converting(emptied):
        yield


@breaks("svc.update-item-id-wins", claim="an id of 0 counts as none")
def zero_is_no_id() -> Iterator[None]:
    """The id is asked for its truth."""

    async def update(self: Any, data: Any, item_id: Any = None, **options: Any) -> Any:
        if item_id == 0:
            return await self.to_model(data, "update")
        return await original(self, data, item_id, **options)

    with replaced(Service, "update", update) as original:
        yield


@breaks("svc.update-not-found", claim="an update of an unknown id passes without an error")
def nobody_is_updated() -> Iterator[None]:
    """The input comes back as if it had been stored."""

    async def update(self: Any, data: Any, *arguments: Any, **options: Any) -> Any:
        try:
            return await original(self, data, *arguments, **options)
        except NotFoundError:
            return data

    with replaced(Service, "update", update) as original:
        yield


@breaks("svc.upsert", claim="item_id is not heard if the data has no id")
def upsert_without_item_id() -> Iterator[None]:
    """A second row is made."""

    async def upsert(self: Any, data: Any, item_id: Any = None, **options: Any) -> Any:
        del item_id
        return await original(self, data, **options)

    with replaced(Service, "upsert", upsert) as original:
        yield


@breaks("svc.slug-service-upsert", claim="match_fields of the call are lost")
def upsert_without_fields_to_match() -> Iterator[None]:
    """The service does not pass them on."""
    with _without(Service, "upsert", "match_fields"):
        yield


@breaks("svc.upsert", claim="a row that matches is given back as it is")
def matched_rows_stay() -> Iterator[None]:
    """Of a dict only the fields to match are used."""

    async def upsert(self: Any, data: Any, *arguments: Any, match_fields: Any = None, **options: Any) -> Any:
        if match_fields and isinstance(data, dict):
            data = {name: value for name, value in data.items() if name in match_fields}
        return await original(self, data, *arguments, match_fields=match_fields, **options)

    with replaced(Service, "upsert", upsert) as original:
        yield


@breaks("svc.each-way-of-change", claim="what update_many wrote is gone with the session, with auto_commit too")
def update_many_does_not_commit() -> Iterator[None]:
    """The option is lost on the way to the repository."""
    with _without(Service, "update_many", "auto_commit"):
        yield


@breaks("svc.each-way-of-change", claim="a row that is upserted seems to be made just now")
def upserts_renew_the_time_of_creation() -> Iterator[None]:
    """The time of the change is written as that of the creation, too."""

    async def upsert(self: Any, data: Any, **options: Any) -> Any:
        data.created_at = datetime.datetime.now(datetime.timezone.utc)
        return await original(self, data, **options)

    with replaced(Repository, "upsert", upsert) as original:
        yield


@breaks("svc.upsert-many", claim="the last item of many is lost")
def last_item_is_lost() -> Iterator[None]:
    """The list is cut."""

    async def upsert_many(self: Any, data: Any, **options: Any) -> Any:
        return await original(self, data[:-1] if len(data) > 1 else data, **options)

    with replaced(Service, "upsert_many", upsert_many) as original:
        yield


@breaks("svc.upsert-many", claim="rows that were there before come back first")
def upserted_in_another_order() -> Iterator[None]:
    """Results are sorted by when their rows were made."""

    async def upsert_many(self: Any, data: Any, **options: Any) -> Any:
        return sorted(await original(self, data, **options), key=lambda one: str(one.created_at))

    with replaced(Repository, "upsert_many", upsert_many) as original:
        yield


@breaks("svc.get-or-upsert", claim="a new row is said to be known")
def never_new() -> Iterator[None]:
    """The answer does not look."""

    async def get_or_upsert(self: Any, *filters: Any, **options: Any) -> Any:
        found, _ = await original(self, *filters, **options)
        return found, False

    with replaced(Service, "get_or_upsert", get_or_upsert) as original:
        yield


@breaks("svc.get-or-upsert", claim="a row that has the values already is said to be changed")
def always_updated() -> Iterator[None]:
    """The answer does not look."""

    async def get_and_update(self: Any, *filters: Any, **options: Any) -> Any:
        found, _ = await original(self, *filters, **options)
        return found, True

    with replaced(Service, "get_and_update", get_and_update) as original:
        yield


@breaks("svc.delete", claim="a delete is committed without being asked to")
def delete_is_committed() -> Iterator[None]:
    """Every delete is committed, whether that was asked for or not."""
    with _without(Service, "delete", auto_commit=True):
        yield


@breaks("svc.delete-many", claim="ids before the first instance of the list are forgotten")
def ids_before_instances_are_lost() -> Iterator[None]:
    """The list begins anew with the first instance."""

    def resolved(item_ids: Any, *, model_type: Any, **options: Any) -> Any:
        first = next((index for index, one in enumerate(item_ids) if isinstance(one, model_type)), 0)
        return original(item_ids[first:], model_type=model_type, **options)

    with replaced(service_module, "resolve_item_ids", resolved) as original:
        yield


@breaks("svc.delete-where", claim="keywords are lost, so that more rows are deleted")
def keywords_are_lost() -> Iterator[None]:
    """Only filters are heard."""

    async def delete_where(self: Any, *filters: Any, **options: Any) -> Any:
        return await original(self, *filters, **{name: options[name] for name in options if name.startswith("auto_")})

    with replaced(Service, "delete_where", delete_where) as original:
        yield


@breaks("svc.delete-where", claim="an empty collection selects all rows")
def empty_collection_is_no_filter() -> Iterator[None]:
    """A filter without values is left out."""

    async def delete_where(self: Any, *filters: Any, **options: Any) -> Any:
        return await original(self, *(one for one in filters if getattr(one, "values", [1]) != []), **options)

    with replaced(Service, "delete_where", delete_where) as original:
        yield


@breaks("svc.nested-dicts", claim="related rows in the input are passed over")
def relations_are_passed_over() -> Iterator[None]:
    """Only columns are copied."""

    def made(model_type: Any, /, **values: Any) -> Any:
        columns = {name: value for name, value in values.items() if name in inspect(model_type).columns}
        return original(model_type, **columns)

    with replaced(service_module, "model_from_dict", made) as original:
        yield


@breaks("svc.nested-update", claim="an update leaves the related rows as they are")
def updates_pass_relations_over() -> Iterator[None]:
    """Related objects of the input are dropped."""

    def dropped(model: Any) -> None:
        for relationship in inspect(type(model)).relationships:
            inspect(model).dict.pop(relationship.key, None)

    with _converting(dropped):
        yield


@breaks("svc.composite-keys", claim="of many keys only the first is heard")
def one_key_of_many() -> Iterator[None]:
    """The list is cut."""

    def normalized(self: Any, item_ids: Any) -> Any:
        return original(self, item_ids)[:1]

    with replaced(Repository, "_normalize_pk_values_to_tuples", normalized) as original:
        yield


@breaks("svc.slug-service", claim="a slug that is taken is used again")
def slugs_are_not_looked_up() -> Iterator[None]:
    """Every slug counts as free, and is told apart by its length only."""

    async def available(self: Any, value: str, **options: Any) -> str:
        del self, options
        return slugify(value) + "x"

    with replaced(SlugRepository, "get_available_slug", available):
        yield


@breaks("svc.many-to-many-service", claim="an update leaves the tags as they are")
def tags_are_not_updated() -> Iterator[None]:
    """Related objects of the input are dropped."""

    def dropped(model: Any) -> None:
        inspect(model).dict.pop("tags", None)

    with _converting(dropped):
        yield
