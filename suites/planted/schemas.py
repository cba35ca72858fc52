"""Defects of the schemas' chapter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy.service import ResultConverter
from advanced_alchemy.service import _async as service_module
from litestar.exceptions import ValidationException

from assay.selftest.planted import breaks, replaced


@breaks("schemas.author-response-shape", claim="the answer holds the books too")
def schema_leaks_books() -> Iterator[None]:
    """``to_schema`` gives what it was asked for, and the relationship."""

    def leaking(self: Any, data: Any, *arguments: Any, **options: Any) -> Any:
        made = original(self, data, *arguments, **options)
        return made if hasattr(made, "items") else {**made.model_dump(), "books": []}

    with replaced(ResultConverter, "to_schema", leaking) as original:
        yield


@breaks("schemas.author-response-shape", claim="a dob is answered as a date-time")
def schema_renders_dob_as_datetime() -> Iterator[None]:
    """A date gets a time on its way into the schema."""

    def dated(self: Any, data: Any, *arguments: Any, **options: Any) -> Any:
        made = original(self, data, *arguments, **options)
        if getattr(made, "dob", None) is not None:
            return {**made.model_dump(), "dob": f"{made.dob}T00:00:00"}
        return made

    with replaced(ResultConverter, "to_schema", dated) as original:
        yield


@breaks("schemas.create-name-required", claim="a body without a name is answered with 422")
def invalid_body_is_422() -> Iterator[None]:
    """Validation has another status."""
    with replaced(ValidationException, "status_code", 422):
        yield


@breaks("schemas.create-name-required", claim="the refusal does not name the field")
def refusal_is_silent() -> Iterator[None]:
    """Validation tells nothing of what is wrong."""

    def silent(self: Any, *arguments: Any, **options: Any) -> None:
        original(self, *arguments, **{**options, "extra": []})

    with replaced(ValidationException, "__init__", silent) as original:
        yield


@breaks("schemas.create-dob", claim="a dob is not stored")
def create_drops_dob() -> Iterator[None]:
    """The model is made without the dob."""

    async def without(self: Any, data: Any, *arguments: Any, **options: Any) -> Any:
        made = await original(self, data, *arguments, **options)
        made.dob = None
        return made

    with replaced(service_module.SQLAlchemyAsyncRepositoryReadService, "to_model", without) as original:
        yield


@breaks("schemas.update-partial", claim="fields that were left out are set to null")
def unset_is_null() -> Iterator[None]:
    """Fields that the client left out count as null."""

    def complete(data: Any, *arguments: Any, **options: Any) -> Any:
        return data.model_dump() if hasattr(data, "model_dump") else original(data, *arguments, **options)

    with replaced(service_module, "schema_dump", complete) as original:
        yield


@breaks("schemas.update-explicit-null", claim="null counts as not given")
def null_is_unset() -> Iterator[None]:
    """Fields that the client set to null count as left out."""

    def without_nulls(data: Any, *arguments: Any, **options: Any) -> Any:
        dumped = original(data, *arguments, **options)
        return {name: value for name, value in dumped.items() if value is not None}

    with replaced(service_module, "schema_dump", without_nulls) as original:
        yield
