"""Defects of ``create_service_dependencies``."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from advanced_alchemy.extensions.litestar import providers

from assay.selftest.planted import breaks, replaced


@contextmanager
def _without(option: str, nothing: Any) -> Iterator[None]:
    """An option of the call does not reach the provider."""

    def make(*arguments: Any, **options: Any) -> Any:
        given = signature.bind(*arguments, **options)
        given.arguments[option] = nothing
        return original(*given.args, **given.kwargs)

    signature = inspect.signature(providers.create_service_provider)
    with replaced(providers, "create_service_provider", make) as original:
        yield


@breaks("filter-deps.service-dependencies", claim="load does not reach the service")
def load_is_lost() -> Iterator[None]:
    """Nothing is loaded beside the rows."""
    with _without("load", None):
        yield


@breaks("filter-deps.service-dependencies", claim="error_messages do not reach the service")
def messages_are_lost() -> Iterator[None]:
    """The library's own texts are used."""
    with _without("error_messages", None):
        yield


@breaks("filter-deps.service-dependencies", claim="execution_options do not reach the service")
def execution_options_are_lost() -> Iterator[None]:
    """Statements have none."""
    with _without("execution_options", None):
        yield


@breaks("filter-deps.service-dependencies", claim="count_with_window_function does not reach the service")
def window_function_is_kept() -> Iterator[None]:
    """Rows and total are always one statement."""
    with _without("count_with_window_function", None):
        yield


@breaks("filter-deps.service-dependencies", claim="the statement does not reach the service")
def statement_is_lost() -> Iterator[None]:
    """The service sees all rows."""
    with _without("statement", None):
        yield


@breaks("filter-deps.service-provider-config", claim="the service is always on the session called db_session")
def session_key_is_ignored() -> Iterator[None]:
    """The configuration does not reach the provider."""
    with _without("config", None):
        yield


@breaks("filter-deps.provider-by-hand", claim="a session that is given by place is not taken")
def session_by_place_is_lost() -> Iterator[None]:
    """The service opens one of its own."""

    def make(*arguments: Any, **options: Any) -> Any:
        provide: Any = original(*arguments, **options)
        return lambda *_sessions, **named: provide(**named)

    with replaced(providers, "create_service_provider", make) as original:
        yield
