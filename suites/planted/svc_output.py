"""Defects of services: what they read and show, and their sessions and options."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from functools import wraps
from typing import Any

from advanced_alchemy import service as library
from advanced_alchemy.exceptions import AdvancedAlchemyError
from advanced_alchemy.repository import SQLAlchemyAsyncQueryRepository
from advanced_alchemy.service import _async as service_module
from advanced_alchemy.service import _util as converter_module
from advanced_alchemy.service import pagination
from advanced_alchemy.utils import serialization

from assay.selftest.planted import breaks, replaced

ReadService = service_module.SQLAlchemyAsyncRepositoryReadService
Service = service_module.SQLAlchemyAsyncRepositoryService
QueryRepository: Any = SQLAlchemyAsyncQueryRepository
Converter: Any = converter_module.ResultConverter


@breaks("svc.get-for-update", claim="get_one with a lock finds nobody")
def locked_rows_are_skipped() -> Iterator[None]:
    """What is to be locked is not found."""

    async def get_one_or_none(self: Any, *filters: Any, with_for_update: Any = None, **options: Any) -> Any:
        return None if with_for_update else await original(self, *filters, **options)

    async def get_one(self: Any, *filters: Any, with_for_update: Any = None, **options: Any) -> Any:
        if with_for_update:
            options["name"] = "United"
        return await read(self, *filters, **options)

    with (
        replaced(ReadService, "get_one_or_none", get_one_or_none) as original,
        replaced(ReadService, "get_one", get_one) as read,
    ):
        yield


def _initialized(**forced: Any) -> Any:
    """Replace how a service is made by one in which these options are what they are here."""
    original = ReadService.__init__

    def init(self: Any, *arguments: Any, **options: Any) -> None:
        original(self, *arguments, **{**options, **forced})

    return replaced(ReadService, "__init__", init)


@breaks("svc.loader-options", claim="loader_options of the class are not loaded")
def class_loads_nothing() -> Iterator[None]:
    """The service asks for nothing further."""
    with _initialized(load=[]):
        yield


@breaks("svc.read-service", claim="exists says yes of everybody")
def everybody_exists() -> Iterator[None]:
    """The answer does not look."""

    async def exists(self: Any, *filters: Any, **options: Any) -> bool:
        await original(self, *filters, **options)
        return True

    with replaced(ReadService, "exists", exists) as original:
        yield


@breaks("svc.uniquify-class", claim="count_with_window_function of the class is not heard")
def counts_as_it_likes() -> Iterator[None]:
    """It is always a window function."""
    with _initialized(count_with_window_function=True):
        yield


@breaks("svc.uniquify-class", claim="uniquify of one call stays in force")
def unique_for_ever() -> Iterator[None]:
    """The service remembers it."""

    def get_uniquify(self: Any, uniquify: Any = None) -> bool:
        if uniquify:
            self.uniquify = True
        return bool(original(self, uniquify))

    with replaced(ReadService, "_get_uniquify", get_uniquify) as original:
        yield


@breaks("svc.query-service", claim="the count is that of a page")
def query_counts_one() -> Iterator[None]:
    """There is never more than one."""

    async def count(self: Any, *arguments: Any, **options: Any) -> int:
        return min(1, int(await original(self, *arguments, **options)))

    with replaced(QueryRepository, "count", count) as original:
        yield


@breaks("svc.new-with-session", claim="the session is committed at the end of the block")
def block_commits() -> Iterator[None]:
    """The caller's session is taken for the block's own."""
    original = ReadService.new.__func__  # type: ignore[attr-defined]

    @asynccontextmanager
    async def new(cls: Any, /, *arguments: Any, **options: Any) -> AsyncGenerator[Any, None]:
        async with original(cls, *arguments, **options) as service:
            yield service
            await service.repository.session.commit()

    with replaced(ReadService, "new", classmethod(new)):
        yield


@breaks("svc.new-with-config", claim="the session is not closed at the end of the block")
def block_leaves_its_session_open() -> Iterator[None]:
    """Nobody closes it but the caller."""
    original = ReadService.new.__func__  # type: ignore[attr-defined]

    @asynccontextmanager
    async def new(cls: Any, /, *arguments: Any, config: Any = None, **options: Any) -> AsyncGenerator[Any, None]:
        if config is not None:
            options["session"] = config.create_session_maker()()
        async with original(cls, *arguments, **options) as service:
            yield service

    with replaced(ReadService, "new", classmethod(new)):
        yield


@breaks("svc.to-schema-single", "svc.to-schema-relationships", claim="a second object is shown as the first one")
def first_object_is_remembered() -> Iterator[None]:
    """What was made for a schema is given again."""
    made: dict[Any, Any] = {}

    def to_schema(self: Any, data: Any, *arguments: Any, **options: Any) -> Any:
        schema = options.get("schema_type")
        if schema is None or isinstance(data, list | tuple):
            return original(self, data, *arguments, **options)
        if schema not in made:
            made[schema] = original(self, data, *arguments, **options)
        return made[schema]

    with replaced(Converter, "to_schema", to_schema) as original:
        yield


@breaks("svc.to-schema-single", "svc.to-schema-dataclass", claim="what is no schema is taken for one")
def unknown_schemas_are_taken() -> Iterator[None]:
    """What is no schema is taken, and the object comes back as it is."""

    def to_schema(self: Any, data: Any, *arguments: Any, **options: Any) -> Any:
        try:
            return original(self, data, *arguments, **options)
        except AdvancedAlchemyError:
            return original(self, data, *arguments)

    with replaced(Converter, "to_schema", to_schema) as original:
        yield


@breaks("svc.to-schema-list", claim="limit and offset are those of the last filter")
def last_filter_counts() -> Iterator[None]:
    """The filters are searched from the end."""

    def last(filter_type: Any, filters: Any) -> Any:
        return original(filter_type, list(reversed(list(filters))))

    with replaced(converter_module, "find_filter", last) as original:
        yield


@breaks("svc.to-schema-list", "svc.to-schema-rows", claim="the total is that of the page's items")
def pages_count_themselves() -> Iterator[None]:
    """The total that was given is lost."""
    original: Any = converter_module._create_pagination

    def counted(items: Any, filters: Any, _: Any) -> Any:
        return original(items, filters, None)

    with replaced(converter_module, "_create_pagination", counted):
        yield


@breaks("svc.schema-dump-function", claim="None that was sent is dropped")
def none_is_dropped() -> Iterator[None]:
    """None counts as left out."""

    def dump(data: Any, *arguments: Any, **options: Any) -> Any:
        dumped = original(data, *arguments, **options)
        return {name: value for name, value in dumped.items() if value is not None} if dumped is not data else dumped

    with replaced(library, "schema_dump", dump) as original:
        yield


@breaks("svc.schema-dump-config", claim="exclude_none is not heard for dataclasses")
def dataclasses_keep_none() -> Iterator[None]:
    """None stays."""

    def dump(data: Any, config: Any) -> Any:
        return original(data, serialization.SchemaDumpConfig(exclude_defaults=config.exclude_defaults))

    with replaced(serialization, "_dump_dataclass_instance", dump) as original:
        yield


@breaks("svc.type-guards", claim="is_schema does not know attrs")
def attrs_is_no_schema() -> Iterator[None]:
    """Only two libraries count."""
    with replaced(library, "is_schema", lambda one: library.is_pydantic_model(one) or library.is_msgspec_struct(one)):
        yield


@breaks("svc.find-filter", claim="the last filter of the class is found")
def last_filter_is_found() -> Iterator[None]:
    """The filters are searched from the end."""

    def last(filter_type: Any, filters: Any) -> Any:
        return original(filter_type, list(reversed(list(filters))))

    with replaced(library, "find_filter", last) as original:
        yield


@breaks("svc.offset-pagination-shape", claim="limit and offset change places")
def pages_are_mixed_up() -> Iterator[None]:
    """The page is given its limit where its offset belongs."""

    def init(self: Any, items: Any, limit: int, offset: int, total: int) -> None:
        original(self, items, offset, limit, total)

    with replaced(pagination.OffsetPagination, "__init__", init) as original:
        yield


@breaks("svc.options-per-call", claim="chunk_size does not reach the repository")
def chunk_size_is_lost() -> Iterator[None]:
    """The service keeps it for itself."""

    original = Service.delete_many

    @wraps(original)
    async def delete_many(self: Any, item_ids: Any, *, chunk_size: Any = None, **options: Any) -> Any:
        del chunk_size
        return await original(self, item_ids, **options)

    with replaced(Service, "delete_many", delete_many):
        yield


@breaks("svc.sync-async-parity", claim="the async service has lost an option of its twin")
def twins_differ() -> Iterator[None]:
    """A parameter is missing."""

    async def delete(self: Any, item_id: Any, *, auto_commit: Any = None, auto_expunge: Any = None) -> Any:
        return await original(self, item_id, auto_commit=auto_commit, auto_expunge=auto_expunge)

    with replaced(Service, "delete", delete) as original:
        yield


@breaks("svc.to-schema-attrs-cattrs", claim="what is None has the default of its field")
def none_is_left_out() -> Iterator[None]:
    """What the instance has as None is not given to the class."""
    structure = vars(converter_module)["structure"]

    def without(data: Any, kind: Any) -> Any:
        given = (
            data if isinstance(data, dict) else {name: getattr(data, name) for name in kind.__slots__ if name[0] != "_"}
        )
        return structure({name: value for name, value in given.items() if value is not None}, kind)

    with replaced(converter_module, "structure", without):
        yield
