"""Defects of Litestar's page as it is since 1.10."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy import filters
from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, SQLAlchemyDTO
from advanced_alchemy.extensions.litestar.plugins.init.config import asyncio as async_config
from advanced_alchemy.extensions.litestar.session import SQLAlchemyAsyncSessionBackend
from advanced_alchemy.extensions.litestar.store import SQLAlchemyStore
from advanced_alchemy.repository import SQLAlchemyAsyncRepository

from assay.selftest.planted import breaks, replaced


@breaks("guide112.session-by-dependency-key", claim="both session keys give the first session of a request")
def sessions_are_shared() -> Iterator[None]:
    """All configurations keep their session of a request under one key."""
    module: Any = async_config
    get, put = module.get_aa_scope_state, module.set_aa_scope_state

    def got(scope: Any, key: str, *arguments: Any, **options: Any) -> Any:
        return get(scope, "session", *arguments, **options) or get(scope, key, *arguments, **options)

    def kept(scope: Any, key: str, value: Any) -> None:
        put(scope, "session", value)
        put(scope, key, value)

    with replaced(async_config, "get_aa_scope_state", got), replaced(async_config, "set_aa_scope_state", kept):
        yield


@breaks("guide112.session-by-dependency-key", claim="each database gets all tables")
def all_tables_everywhere() -> Iterator[None]:
    """``create_all`` does not look at the bind key."""
    from advanced_alchemy.base import metadata_registry

    async def everything(self: Any, app: Any) -> None:
        async with self.get_engine().begin() as connection:
            for key in ("primary", "reporting"):
                await connection.run_sync(metadata_registry.get(key).create_all)

    with replaced(SQLAlchemyAsyncConfig, "create_all_metadata", everything):
        yield


@breaks(
    "guide112.dto-property-read-only",
    "guide112.dto-property-private",
    "guide112.dto-property-setter",
    "guide112.dto-property-type",
    "guide112.dto-property-model-as-written",
    claim="properties are no fields, but private ones are",
)
def private_properties_alone() -> Iterator[None]:
    """The underscore is heeded the wrong way round, and the fields can be written."""
    find = SQLAlchemyDTO._get_property_fields.__func__  # type: ignore[attr-defined]

    def found(cls: Any, model_type: Any, processed_fields: Any) -> Any:
        fields = find(cls, model_type, processed_fields)
        return {f"shown{name}": field for name, field in fields.items() if name.startswith("_")}

    with replaced(SQLAlchemyDTO, "_get_property_fields", classmethod(found)):
        yield


@breaks("guide112.dto-property-hybrid-once", claim="hybrids are listed as properties too")
def hybrids_are_listed_twice() -> Iterator[None]:
    """What was listed is forgotten."""
    generate = SQLAlchemyDTO.generate_field_definitions.__func__  # type: ignore[attr-defined]

    def generated(cls: Any, model_type: Any) -> Any:
        listed = list(generate(cls, model_type))
        yield from listed
        yield from (definition for definition in listed if definition.name == "letters")

    with replaced(SQLAlchemyDTO, "generate_field_definitions", classmethod(generated)):
        yield


@breaks(
    "guide112.filters-boolean-field",
    "guide112.filters-choice-values",
    "guide112.filters-choice-enum",
    claim="filters of booleans and choices are not applied",
)
def choices_are_not_applied() -> Iterator[None]:
    """The filters are made, and leave the statement as it is."""

    def left(self: Any, statement: Any, model: Any) -> Any:
        del self, model
        return statement

    with (
        replaced(filters.BooleanFilter, "append_to_statement", left),
        replaced(filters.ChoicesFilter, "append_to_statement", left),
    ):
        yield


@breaks("guide112.filters-choice-openapi", claim="choices are any texts")
def choices_are_any_texts() -> Iterator[None]:
    """The schema lists no values."""
    from litestar.openapi.spec import OpenAPI

    make = OpenAPI.to_schema

    def without(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: without(value) for name, value in part.items() if name != "enum"}
        return [without(value) for value in part] if isinstance(part, list) else part

    with replaced(OpenAPI, "to_schema", lambda self: without(make(self))):
        yield


@breaks("guide112.plugin-encoders", "guide112.plugin-decoders", claim="the plugin adds no encoders")
def no_encoders() -> Iterator[None]:
    """Litestar has its own alone."""
    from advanced_alchemy.extensions.litestar.plugins import serialization

    with replaced(serialization, "merge_aa_litestar_type_encoders", lambda *_, **__: None):
        yield


@breaks("guide112.user-encoders-win", claim="the plugin's encoders win")
def encoders_of_the_plugin_win() -> Iterator[None]:
    """The application's encoders come first, and are overridden."""
    from advanced_alchemy.extensions.litestar.plugins import serialization

    def merged(app_config: Any, **_: Any) -> None:
        own = serialization._get_aa_litestar_type_encoders()
        app_config.type_encoders = {**(app_config.type_encoders or {}), **own}
        app_config.type_decoders = [*serialization._get_aa_type_decoders(), *(app_config.type_decoders or [])]

    with replaced(serialization, "merge_aa_litestar_type_encoders", merged):
        yield


@breaks("guide112.manual-encode-json", claim="encoders of a call are left out")
def encoders_of_a_call_are_left_out() -> Iterator[None]:
    """The library's own encoders are used alone."""
    from advanced_alchemy.utils import serialization

    encode = serialization.encode_json
    with replaced(serialization, "encode_json", lambda data, **_: encode(data)):
        yield


@breaks("guide112.blocks-joined", "guide112.repository-only-block", claim="a deleted author is still there")
def deleted_authors_stay() -> Iterator[None]:
    """Deleting answers as if it had been done."""

    async def nothing(self: Any, item_id: Any, **_: Any) -> Any:
        return await self.get(item_id)

    with replaced(SQLAlchemyAsyncRepository, "delete", nothing):
        yield


@breaks(
    "guide112.store-sessions-login-logout", "guide112.store-sessions-name-must-match", claim="the store keeps nothing"
)
def store_keeps_nothing() -> Iterator[None]:
    """What is put into the store is dropped."""

    async def dropped(self: Any, key: str, value: Any, expires_in: Any = None) -> None:
        del self, key, value, expires_in

    with replaced(SQLAlchemyStore, "set", dropped):
        yield


@breaks("guide112.backend-sessions-partial", claim="the backend keeps nothing")
def backend_keeps_nothing() -> Iterator[None]:
    """What is put into a session is dropped."""

    async def dropped(self: Any, session_id: str, data: Any, store: Any) -> None:
        del self, session_id, data, store

    with replaced(SQLAlchemyAsyncSessionBackend, "set", dropped):
        yield


@breaks("guide112.session-config-middleware-ignores-backend", claim="the configuration's middleware uses the table")
def configuration_uses_the_table() -> Iterator[None]:
    """The last backend that was made is that of the configuration."""
    from litestar.middleware.session.base import SessionMiddleware
    from litestar.middleware.session.server_side import ServerSideSessionBackend

    made: list[Any] = []
    begin, middleware = SQLAlchemyAsyncSessionBackend.__init__, SessionMiddleware.__init__

    def noted(self: Any, *arguments: Any, **options: Any) -> None:
        begin(self, *arguments, **options)
        made.append(self)

    def connected(self: Any, app: Any, backend: Any) -> None:
        middleware(self, app, made[-1] if made and type(backend) is ServerSideSessionBackend else backend)

    with (
        replaced(SQLAlchemyAsyncSessionBackend, "__init__", noted),
        replaced(SessionMiddleware, "__init__", connected),
    ):
        yield


@breaks("guide112.session-config-secure", claim="the cookie is for http too")
def cookie_for_http() -> Iterator[None]:
    """Secure is not in the cookie."""
    from litestar.datastructures import Cookie

    header = Cookie.to_header

    def without(self: Any, **options: Any) -> str:
        return header(self, **options).replace("; Secure", "")

    with replaced(Cookie, "to_header", without):
        yield
