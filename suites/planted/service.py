"""Defects of the repository and service layer's chapter."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any

from advanced_alchemy.extensions.litestar import repository
from advanced_alchemy.filters import LimitOffset
from advanced_alchemy.service import _async as service_module
from advanced_alchemy.service import _util as converter_module

from assay.selftest.planted import breaks, replaced

ReadService = service_module.SQLAlchemyAsyncRepositoryReadService
WriteService = service_module.SQLAlchemyAsyncRepositoryService
Converter = converter_module.ResultConverter


@breaks("service.accepts-pydantic-input", claim="an update does not go through to_model")
def update_skips_to_model() -> Iterator[None]:
    """A service's own to_model hears of creates only."""
    librarys = ReadService.to_model

    async def update(self: Any, *arguments: Any, **options: Any) -> Any:
        self.to_model = types.MethodType(librarys, self)
        return await original(self, *arguments, **options)

    with replaced(WriteService, "update", update) as original:
        yield


@breaks("service.repository-model-binding", claim="the service works with a plain repository of its own making")
def repository_type_is_ignored() -> Iterator[None]:
    """Whatever class ``repository_type`` names, the library's own is used."""

    def plain(self: Any, *arguments: Any, **options: Any) -> None:
        named = self.repository_type
        made = type("Plain", (repository.SQLAlchemyAsyncRepository,), {"model_type": named.model_type})
        self.repository_type = made
        original(self, *arguments, **options)

    with replaced(ReadService, "__init__", plain) as original:
        yield


@breaks(
    "service.accepts-pydantic-input", claim="a Pydantic object is taken for a plain one, so unset fields are written"
)
def pydantic_is_plain() -> Iterator[None]:
    """All attributes of the object count, set or not."""
    with replaced(service_module, "is_pydantic_model", lambda _: False):
        yield


@breaks("service.accepts-pydantic-input", claim="create returns the Pydantic object")
def create_returns_its_input() -> Iterator[None]:
    """The model is stored, and the input comes back."""

    async def echo(self: Any, data: Any, **options: Any) -> Any:
        created = await original(self, data, **options)
        return (
            type(data).model_construct(**{"id": created.id, **dict(data)}) if hasattr(data, "model_dump") else created
        )

    with replaced(service_module.SQLAlchemyAsyncRepositoryService, "create", echo) as original:
        yield


@breaks("service.to-schema-single", claim="the model comes back unconverted")
def single_is_not_converted() -> Iterator[None]:
    """A single object stays what it is."""

    def unchanged(self: Any, data: Any, *arguments: Any, **options: Any) -> Any:
        return original(self, data, *arguments, **options) if isinstance(data, list) else data

    with replaced(Converter, "to_schema", unchanged) as original:
        yield


@breaks("service.to-schema-paginated", claim="limit and offset are not those of the filter")
def page_forgets_its_filter() -> Iterator[None]:
    """The page describes itself as the first one."""

    def lost(filter_type: Any, filters: Any) -> Any:
        found = original(filter_type, filters)
        return LimitOffset(found.limit, 0) if isinstance(found, LimitOffset) else found

    with replaced(converter_module, "find_filter", lost) as original:
        yield


@breaks("service.to-schema-paginated", claim="the total is the number of items on the page")
def page_counts_itself() -> Iterator[None]:
    """The total that was given is lost."""

    def short(items: Any, filters: Any, total: Any) -> Any:
        del total
        return original(items, filters, len(items))

    with replaced(converter_module, "_create_pagination", short) as original:
        yield


@breaks("service.to-schema-paginated", claim="the items stay models")
def page_is_not_converted() -> Iterator[None]:
    """A page holds what it was given."""

    def unchanged(self: Any, data: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(data, list):
            options.pop("schema_type", None)
        return original(self, data, *arguments, **options)

    with replaced(Converter, "to_schema", unchanged) as original:
        yield
