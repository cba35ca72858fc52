"""The application's routes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .inventory import Parameter, Route
from .job import Loaded
from .texts import annotation_text, text_of

_RESERVED = {"request", "state", "scope", "socket", "headers", "cookies", "query", "body", "receive", "send"}


def routes_of(loaded: Loaded) -> tuple[Route, ...]:
    """Every handler under every path, in the order of path and method."""
    found = [one for route in loaded.app.routes for one in _routes(loaded, route)]
    return tuple(sorted(found, key=lambda one: (one.path, one.method)))


def _routes(loaded: Loaded, route: Any) -> Iterator[Route]:
    handlers = getattr(route, "route_handlers", None) or [route.route_handler]
    for handler in handlers:
        methods = getattr(handler, "http_methods", None) or [
            type(handler).__name__.partition("RouteHandler")[0].upper()
        ]
        for method in sorted(str(getattr(m, "value", m)) for m in methods):
            yield _route(loaded, route, handler, method)


def _route(loaded: Loaded, route: Any, handler: Any, method: str) -> Route:
    function = getattr(handler.fn, "value", handler.fn)
    place = loaded.project.of_object(function)
    dependencies = handler.resolve_dependencies()
    names = set(getattr(route, "path_parameters", ()))
    fields = handler.parsed_fn_signature.parameters
    used = _used(fields, dependencies)
    filters: dict[str, str] = {}
    services: list[str] = []
    for name in used:
        provide = dependencies[name]
        for key, value in loaded.filters.get(id(provide), {}).items():
            filters[key] = text_of(value)
        returns = _service_name(provide)
        if returns:
            services.append(returns)
    parameters = [
        Parameter(
            name=name,
            kind=_kind(name, field, names, dependencies),
            type=annotation_text(field.annotation),
            media_type=_media_type(field),
            required=bool(getattr(field, "is_required", True)),
        )
        for name, field in fields.items()
    ]
    return Route(
        method=method,
        path=route.path_format if not hasattr(route, "path") else route.path,
        handler=f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', type(function).__name__)}",
        place=place,
        parameters=tuple(parameters),
        returns=annotation_text(handler.parsed_fn_signature.return_type.annotation),
        status=getattr(handler, "status_code", 0) or 0,
        filters=filters,
        services=tuple(dict.fromkeys(services)),
        guards=tuple(
            getattr(g, "__qualname__", type(g).__name__)
            for layer in handler.ownership_layers
            for g in layer.guards or ()
        ),
        dto=_name(handler, "resolve_data_dto"),
        return_dto=_name(handler, "resolve_return_dto"),
        in_schema=bool(getattr(handler, "resolve_include_in_schema", lambda: True)()),
        own=loaded.project.own(loaded.project.directory / place.file) if place.file else False,
    )


def _name(handler: Any, resolver: str) -> str:
    found = getattr(handler, resolver, lambda: None)()
    return getattr(found, "__name__", "") if found is not None else ""


def _used(fields: Any, dependencies: dict[str, Any]) -> list[str]:
    """The dependencies that a handler asks for, and those that these ask for."""
    found: dict[str, None] = {}
    waiting = [name for name in fields if name in dependencies]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            signature = getattr(dependencies[name], "parsed_fn_signature", None)
            waiting += [inner for inner in getattr(signature, "parameters", ()) if inner in dependencies]
    return [*found]


def _service_name(provide: Any) -> str:
    """The service that a dependency gives; empty if it gives something else."""
    signature = getattr(provide, "parsed_fn_signature", None)
    annotation = getattr(getattr(signature, "return_type", None), "annotation", None)
    candidates = [annotation, *getattr(annotation, "__args__", ())]
    for one in candidates:
        if isinstance(one, type) and any(c.__module__.startswith("advanced_alchemy.service") for c in one.__mro__):
            return one.__qualname__
    return ""


def _media_type(field: Any) -> str:
    given = getattr(getattr(field, "kwarg_definition", None), "media_type", "")
    return str(getattr(given, "value", given) or "")


def _kind(name: str, field: Any, path: set[str], dependencies: dict[str, Any]) -> str:
    if name == "data":
        return "body"
    if name in path:
        return "path"
    if name in dependencies:
        return "dependency"
    if name in _RESERVED:
        return "reserved"
    definition = getattr(field, "kwarg_definition", None)
    for kind in ("header", "cookie"):
        if getattr(definition, kind, None):
            return kind
    return "query"
