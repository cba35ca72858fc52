"""Handlers that answer with the filters that they receive; they ask no database."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from assay.checking import RunningApp, TargetRuntime, answer

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

Shown: TypeAlias = dict[str, Any]


def described(member: Any) -> Shown:
    """A filter as its type's name and the values that it was made with; what is left at its default is left out."""
    shown: Shown = {"type": type(member).__name__}
    for field in dataclasses.fields(member):
        value = getattr(member, field.name)
        if isinstance(value, set):
            value = sorted(value)
        if value != field.default:
            shown[field.name] = value
    return shown


def handler(path: str, config: Any, defaults: Any = None) -> HTTPRouteHandler:
    """A handler with the filters of a configuration, under the name that the page gives them."""
    from advanced_alchemy.extensions.litestar.providers import create_filter_dependencies

    given = create_filter_dependencies(config) if defaults is None else create_filter_dependencies(config, defaults)
    return handler_of(path, given)


def handler_of(path: str, dependencies: Mapping[str, Any]) -> HTTPRouteHandler:
    """The same with dependencies that are made already."""
    from litestar import get
    from litestar.params import Dependency

    @get(path, dependencies=dict(dependencies), sync_to_thread=False)
    def show(filters: Annotated[Any, Dependency(skip_validation=True)]) -> list[Shown]:
        """The filters."""
        return [described(member) for member in filters]

    return show


def handler_of_two(path: str, dependencies: Mapping[str, Any]) -> HTTPRouteHandler:
    """A handler that takes two lists of filters."""
    from litestar import get
    from litestar.params import Dependency

    @get(path, dependencies=dict(dependencies), sync_to_thread=False)
    def show(
        first_filters: Annotated[Any, Dependency(skip_validation=True)],
        second_filters: Annotated[Any, Dependency(skip_validation=True)],
    ) -> dict[str, list[Shown]]:
        """Both."""
        return {
            "first": [described(member) for member in first_filters],
            "second": [described(member) for member in second_filters],
        }

    return show


def start(runtime: TargetRuntime, *handlers: Any, **options: Any) -> RunningApp:
    """An application of such handlers, for one check."""
    from litestar import Litestar

    return runtime.start(Litestar(list(handlers), **options))


def received(app: RunningApp, path: str, **parameters: Any) -> list[Shown]:
    """The filters that a handler received."""
    __tracebackhide__ = True
    found: list[Shown] = answer(app.get(path, **parameters), 200)
    return found


def refusal(config: Any) -> str:
    """The name of the exception with which a configuration is refused when the dependencies are made; empty if not."""
    from advanced_alchemy.extensions.litestar.providers import create_filter_dependencies

    try:
        create_filter_dependencies(config)
    except Exception as error:  # noqa: BLE001 - which one it is is for the check to say
        return type(error).__name__
    return ""


def defaults(**names: Any) -> Any:
    """``DependencyDefaults`` with other values, as a subclass."""
    from advanced_alchemy.extensions.litestar.providers import DependencyDefaults

    return type("OwnDefaults", (DependencyDefaults,), names)()
