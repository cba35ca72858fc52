"""The application's services and repositories, and what keeps data of the framework: sessions, stores, files."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from .inventory import Keeper, Service
from .job import Loaded
from .texts import text_of

_LIBRARY = "advanced_alchemy."
_SERVICES: dict[str, tuple[str, ...]] = {
    "advanced_alchemy.service._async": ("SQLAlchemyAsyncQueryService", "SQLAlchemyAsyncRepositoryReadService"),
    "advanced_alchemy.service._sync": ("SQLAlchemySyncQueryService", "SQLAlchemySyncRepositoryReadService"),
}
_REPOSITORIES: dict[str, tuple[str, ...]] = {
    "advanced_alchemy.repository._async": ("SQLAlchemyAsyncRepository", "SQLAlchemyAsyncQueryRepository"),
    "advanced_alchemy.repository._sync": ("SQLAlchemySyncRepository", "SQLAlchemySyncQueryRepository"),
    "advanced_alchemy.repository.memory._async": ("SQLAlchemyAsyncMockRepository",),
    "advanced_alchemy.repository.memory._sync": ("SQLAlchemySyncMockRepository",),
}
_NO_OPTIONS = {"repository_type", "model_type", "Repo"}


def services_of(loaded: Loaded) -> tuple[Service, ...]:
    """Services and repositories that are not the library's own, in the order of module and name."""
    found = [
        _service(loaded, c, kind)
        for kind, where in (("service", _SERVICES), ("repository", _REPOSITORIES))
        for c in _descendants(where)
    ]
    return tuple(sorted(found, key=lambda one: (one.kind, one.module, one.name)))


def _descendants(where: dict[str, tuple[str, ...]]) -> Iterator[type]:
    seen: set[type] = set()
    waiting: list[type] = []
    for module, names in where.items():
        with suppress(ImportError):
            waiting += [c for name in names if (c := getattr(importlib.import_module(module), name, None)) is not None]
    while waiting:
        class_ = waiting.pop()
        if class_ not in seen:
            seen.add(class_)
            waiting += class_.__subclasses__()
            if not class_.__module__.startswith(_LIBRARY):
                yield class_


def _service(loaded: Loaded, class_: type, kind: str) -> Service:
    base = next(c for c in class_.__mro__ if c.__module__.startswith(_LIBRARY))
    repository = getattr(class_, "repository_type", None) if kind == "service" else class_
    model = getattr(repository, "model_type", None)
    own = {
        name: value
        for c in reversed(class_.__mro__)
        if not c.__module__.startswith(_LIBRARY)
        for name, value in vars(c).items()
        if not name.startswith("_")
    }
    options = {n: text_of(v) for n, v in own.items() if hasattr(base, n) and not callable(v) and n not in _NO_OPTIONS}
    return Service(
        kind=kind,
        name=class_.__qualname__,
        module=class_.__module__,
        base=base.__name__,
        place=loaded.project.of_object(class_),
        is_async="Async" in base.__name__,
        model=getattr(model, "__qualname__", ""),
        repository=getattr(repository, "__qualname__", "") if kind == "service" else "",
        options=options,
        overrides=tuple(sorted(n for n, v in own.items() if callable(v) and hasattr(base, n) and n not in _NO_OPTIONS)),
    )


def keepers_of(loaded: Loaded) -> tuple[Keeper, ...]:
    """Session backends and stores of the library that were made, the application's other stores, storages of files."""
    return (*_made(loaded), *_stores(loaded), *_storages())


def _made(loaded: Loaded) -> Iterator[Keeper]:
    for kind, thing, place in loaded.keepers:
        model = getattr(thing, "_model", None)
        config = getattr(thing, "_config", None)
        ages = ("max_age", "key", "renew_on_access")
        yield Keeper(
            kind=kind,
            name=type(thing).__name__,
            model=getattr(model, "__qualname__", ""),
            options={
                **{name: text_of(getattr(config, name)) for name in ages if hasattr(config, name)},
                **({} if kind == "store" or _is_connected(loaded, thing) else {"unconnected": "yes"}),
            },
            place=place,
        )


def _is_connected(loaded: Loaded, backend: Any) -> bool:
    """Whether a middleware of the application, or of a handler, is given the backend."""
    layers = [loaded.app.middleware]
    layers += [
        handler.middleware or () for route in loaded.app.routes for handler in getattr(route, "route_handlers", ())
    ]
    given = [getattr(one, "kwargs", {}) for layer in layers for one in layer]
    return any(value is backend for kwargs in given for value in kwargs.values())


def _stores(loaded: Loaded) -> Iterator[Keeper]:
    known: Iterable[tuple[str, Any]] = sorted(getattr(loaded.app.stores, "_stores", {}).items())
    for name, store in known:
        yield Keeper(kind="store", name=type(store).__name__, where=name)


def _storages() -> Iterator[Keeper]:
    try:
        storages = importlib.import_module("advanced_alchemy.types.file_object").storages
        keys = sorted(map(str, storages.registered_backends()))
    except (ImportError, AttributeError):
        return
    for key in keys:
        with suppress(Exception):
            backend = storages.get_backend(key)
            yield Keeper(
                kind="file-storage",
                name=key,
                options={"backend": type(backend).__name__, "protocol": str(getattr(backend, "protocol", ""))},
            )
