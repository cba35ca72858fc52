"""Defects of the hooks of services, which convert their input: asked too often, not at all, or for something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy.service import _async as service_module

from assay.selftest.planted import breaks, replaced

ReadService = service_module.SQLAlchemyAsyncRepositoryReadService
Service = service_module.SQLAlchemyAsyncRepositoryService


def _hook(method: str, *, times: int, operation: str | None = None) -> Any:
    """Replace a method by one whose to_model is asked so often, and told this operation."""
    original = getattr(Service, method)

    async def call(self: Any, *arguments: Any, **options: Any) -> Any:
        convert = self.to_model

        async def to_model(data: Any, told: Any = None, *further: Any, **more: Any) -> Any:
            for _ in range(times - 1):
                data = await convert(data, operation or told, *further, **more)
            return await convert(data, operation or told, *further, **more)

        self.to_model = to_model
        try:
            return await original(self, *arguments, **options)
        finally:
            self.to_model = convert

    return replaced(Service, method, call)


@breaks("svc.to-model-on-create", claim="create_many does not say which operation it is")
def many_are_converted_without_the_hook() -> Iterator[None]:
    """The hook is not asked."""
    with _hook("create_many", times=1, operation="none"):
        yield


@breaks("svc.to-model-on-update", claim="the hook of updates is asked twice")
def update_asks_twice() -> Iterator[None]:
    """What it answers is given to it again."""
    with _hook("update", times=2):
        yield


@breaks("svc.to-model-on-upsert", claim="an upsert asks the hook of creates")
def upsert_is_a_create() -> Iterator[None]:
    """The operation is another one."""
    with _hook("upsert", times=1, operation="create"):
        yield


@breaks("svc.to-model-on-delete", claim="to_model does not know the hook of deletes")
def deletes_have_no_hook() -> Iterator[None]:
    """The operation is unknown."""
    original = ReadService.to_model

    async def to_model(self: Any, data: Any, operation: Any = None, *arguments: Any, **options: Any) -> Any:
        return await original(self, data, None if operation == "delete" else operation, *arguments, **options)

    with replaced(ReadService, "to_model", to_model):
        yield
