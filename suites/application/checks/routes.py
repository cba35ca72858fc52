"""Which of the application's handlers list rows of a model, and with which parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args, get_origin

from sqlalchemy.orm import Mapper

from .bench import Database
from .lists import ListRoute, names_of
from .rows import models_of

_KINDS = {"list", "List", "Sequence", "Collection", "OffsetPagination", "ClassicPagination", "CursorPagination"}


def operations(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The documented operations: method, path and what is documented."""
    for path, item in sorted((schema.get("paths") or {}).items()):
        for method in ("get", "post", "put", "patch", "delete"):
            if method in item:
                documented = dict(item[method])
                documented["parameters"] = [*item.get("parameters", []), *documented.get("parameters", [])]
                yield method.upper(), path, documented


def list_routes(
    app: Any, schema: Mapping[str, Any], databases: Sequence[Database], filters: Mapping[int, Mapping[str, Any]]
) -> Iterator[ListRoute | str]:
    """The routes that list rows; of one whose model cannot be told its path.

    Args:
        app: The application.
        schema: Its OpenAPI schema.
        databases: The databases of its configurations.
        filters: By the identity of a dependency, what a filter dependency was made from.
    """
    handlers = {(method, plain(path)): handler for method, path, handler in _handlers(app)}
    for method, path, documented in operations(schema):
        handler = handlers.get((method, plain(path)))
        if method != "GET" or "{" in path or handler is None:
            continue
        names = names_of(documented["parameters"])
        if not (names.size or names.limit or names.order or names.search):
            continue
        returns = handler.parsed_fn_signature.return_type.annotation
        if not _lists(returns):
            continue
        found = _model(handler, returns, databases)
        if found is None:
            yield path
            continue
        database, mapper = found
        config = next((filters[id(p)] for p in _used(handler) if id(p) in filters), {})
        search = config.get("search") or ()
        fields = search.split(",") if isinstance(search, str) else sorted(search)
        yield ListRoute(
            path,
            names,
            mapper,
            database,
            tuple(field.strip() for field in fields),
            bool(config.get("search_ignore_case", False)),
        )


def plain(path: str) -> str:
    """A path in which only the places of parameters count."""
    return "/".join("{}" if part.startswith("{") else part for part in path.rstrip("/").split("/"))


def _handlers(app: Any) -> Iterator[tuple[str, str, Any]]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in handler.http_methods:
                yield str(getattr(method, "value", method)), route.path, handler


def _lists(annotation: Any) -> bool:
    """Whether an annotation is a list or a page of something."""
    origin = get_origin(annotation) or annotation
    if getattr(origin, "__name__", "") in _KINDS:
        return True
    return any(_lists(inner) for inner in get_args(annotation))


def _classes(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type):
        yield annotation
    for inner in get_args(annotation):
        yield from _classes(inner)


def _used(handler: Any) -> list[Any]:
    """The dependencies that a handler asks for, and those that these ask for."""
    dependencies = handler.resolve_dependencies()
    found: dict[str, Any] = {}
    waiting = [name for name in handler.parsed_fn_signature.parameters if name in dependencies]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = dependencies[name]
            signature = getattr(dependencies[name], "parsed_fn_signature", None)
            waiting += [inner for inner in getattr(signature, "parameters", ()) if inner in dependencies]
    return [*found.values()]


def _model(handler: Any, returns: Any, databases: Sequence[Database]) -> tuple[Database, Mapper[Any]] | None:
    """The model whose rows a handler lists: of its answer, of a service or repository, or of like fields."""
    models = {mapper.class_: (database, mapper) for database in databases for mapper in models_of(database)}
    items = [one for one in _classes(returns) if getattr(one, "__name__", "") not in _KINDS]
    for one in items:
        if one in models:
            return models[one]
    annotations = [field.annotation for field in handler.parsed_fn_signature.parameters.values()]
    for provide in _used(handler):
        signature = getattr(provide, "parsed_fn_signature", None)
        annotations.append(getattr(getattr(signature, "return_type", None), "annotation", None))
    found = {model for one in annotations for kind in _classes(one) if (model := _model_type(kind)) in models}
    if len(found) == 1:
        return models[found.pop()]
    return _alike(items, models)


def _model_type(kind: type) -> Any:
    model = getattr(kind, "model_type", None)
    if isinstance(model, type):
        return model
    return getattr(getattr(kind, "repository_type", None), "model_type", None)


def _alike(
    items: Sequence[type], models: Mapping[type, tuple[Database, Mapper[Any]]]
) -> tuple[Database, Mapper[Any]] | None:
    """The one model that has every field of an item's class that is a column of any."""
    fields = {name for one in items for name in getattr(one, "__annotations__", {})}
    columns = {model: {a.key for a in mapper.column_attrs} for model, (_, mapper) in models.items()}
    known = fields & {name for names in columns.values() for name in names}
    alike = [model for model, names in columns.items() if known and known <= names]
    named = [m for m in alike if any(one.__name__.startswith(m.__name__) for one in items)]
    chosen = alike if len(alike) == 1 else named
    return models[chosen[0]] if len(chosen) == 1 else None
