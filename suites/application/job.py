"""What happens in the process of the user's application: guard, import, and the job on it.

A job is a function ``module:function`` of this package that takes a :class:`Loaded` and the arguments of the request,
and gives values as it finds them; :mod:`reading` has the simplest.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from .finding import CannotBeReadError, Failure, fail, failed, find
from .guard import Guard, Own, install
from .inventory import Place
from .places import Project


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of the process.

    Args:
        application: ``module:app``; empty for ``LITESTAR_APP`` or what Litestar finds.
        directory: The application's directory, absolute; also the working directory.
        folder: A folder of Assay's own, for files.
        databases: Assay's databases, by slot of the application's; empty if nothing is to be connected.
        job: ``module:function`` of this package.
        arguments: Keyword arguments of the job.
    """

    application: str
    directory: str
    folder: str
    databases: tuple[Own, ...] = ()
    job: str = "reading:inventory"
    arguments: dict[str, Any] = {}


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """The application as a job gets it; its engines are on Assay's databases, and nothing has been connected yet.

    Args:
        app: The Litestar application; it has not been started.
        name: As ``module:name``.
        factory: Whether a factory made it.
        configurations: The plug-in's, in the order of ``Inventory.configurations``.
        project: Its directory: says which lines are its own.
        guard: What was exchanged and refused; ``guard.slot_of(engine)``.
        filters: By the identity of a ``Provide``, the ``FilterConfig`` that it was made from.
        keepers: Session backends and stores of the library that were made: kind, the thing, and where.
        places: By the identity of a configuration, where it was made.
        request: The request.
    """

    app: Any
    name: str
    factory: bool
    configurations: Sequence[Any]
    project: Project
    guard: Guard
    filters: dict[int, dict[str, Any]]
    keepers: Sequence[tuple[str, Any, Place]]
    places: dict[int, Place]
    request: Request


def run(request_file: Path, answer_file: Path) -> int:
    """Do what a request asks for; gives the exit code."""
    request = msgspec.json.decode(request_file.read_bytes(), type=Request)
    encode = msgspec.json.Encoder(enc_hook=str).encode
    project = Project(Path(request.directory))
    with answer_file.open("ab", buffering=0) as answer:

        def say(**line: Any) -> None:
            answer.write(encode(line) + b"\n")

        guard = None
        try:
            loaded = _load(request, project)
            guard = loaded.guard
            _do(loaded, lambda value: say(line=value))
            end: dict[str, Any] = {"done": True}
        except CannotBeReadError as error:
            end = {"failure": error.failure}
        if guard is not None:
            say(refusals=guard.refusals)
        say(**end)
    return 0


def _load(request: Request, project: Project) -> Loaded:
    # The guard comes before Litestar, which imports Advanced Alchemy: its sync configuration keeps the function that
    # makes engines from then on.
    _import("sqlalchemy")
    guard = install(project, request.databases, request.folder)
    _import("litestar")
    filters: dict[int, dict[str, Any]] = {}
    keepers: list[tuple[str, Any, Place]] = []
    places: dict[int, Place] = {}
    try:
        importlib.import_module("advanced_alchemy.extensions.litestar")
        _listen_to_filters(filters)
        _listen_to_keepers(keepers, project)
        _listen_to_configurations(places, project)
    except ImportError as error:
        fail("not-installed", f"{sys.executable}: {error}: name the project's own Python with --python")
    found = find(request.application, project)
    from advanced_alchemy.extensions.litestar import SQLAlchemyInitPlugin

    plugins = [plugin for plugin in found.app.plugins if isinstance(plugin, SQLAlchemyInitPlugin)]
    if not plugins:
        fail("no-plugin", f"{found.name} has no SQLAlchemyPlugin or SQLAlchemyInitPlugin of Advanced Alchemy")
    return Loaded(
        app=found.app,
        name=found.name,
        factory=found.factory,
        configurations=[config for plugin in plugins for config in plugin.config],
        project=project,
        guard=guard,
        filters=filters,
        keepers=keepers,
        places=places,
        request=request,
    )


def _import(library: str) -> None:
    try:
        importlib.import_module(library)
    except ImportError as error:
        fail(
            "not-installed", f"{sys.executable} cannot import {error.name}: name the project's own Python with --python"
        )


def _listen_to_filters(filters: dict[int, dict[str, Any]]) -> None:
    """Keep what filter dependencies are made from: the library keeps it in closures only."""
    try:
        providers = importlib.import_module("advanced_alchemy.extensions.litestar.providers")
    except ImportError:  # an older version of the library has no filter dependencies
        return
    replace = importlib.import_module(f"{__package__}.guard").replace_everywhere
    real: Callable[..., dict[str, Any]] = providers.create_filter_dependencies

    def create_filter_dependencies(config: Any, *args: Any, **options: Any) -> dict[str, Any]:
        made = real(config, *args, **options)
        for provide in made.values():
            filters[id(provide)] = dict(config)
        return made

    create_filter_dependencies.__doc__ = real.__doc__
    replace(real, create_filter_dependencies)


_KEEPERS = (
    ("session-backend", "advanced_alchemy.extensions.litestar.session", "SQLAlchemySessionBackendBase"),
    ("store", "advanced_alchemy.extensions.litestar.store", "SQLAlchemyStore"),
)


def _listen_to_keepers(keepers: list[tuple[str, Any, Place]], project: Project) -> None:
    """Keep the session backends and stores that are made: nothing else has them all."""
    for kind, module, name in _KEEPERS:
        try:
            class_ = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError):  # an older version of the library
            continue

        def made(self: Any, *args: Any, _real: Any = class_.__init__, _kind: str = kind, **options: Any) -> None:
            _real(self, *args, **options)
            keepers.append((_kind, self, project.here()))

        class_.__init__ = made


def _listen_to_configurations(places: dict[int, Place], project: Project) -> None:
    """Keep where configurations are made."""
    class_ = importlib.import_module("advanced_alchemy.config.common").GenericSQLAlchemyConfig
    real = class_.__post_init__

    def made(self: Any) -> None:
        real(self)
        places[id(self)] = project.here()

    class_.__post_init__ = made


def _do(loaded: Loaded, say: Callable[[Any], None]) -> None:
    """Run the job; what it raises is its failure, after what it has said."""
    module, _, name = loaded.request.job.partition(":")
    function = getattr(importlib.import_module(f"{__package__}.{module}"), name)
    try:
        found: Iterable[Any] | AsyncIterator[Any] = function(loaded, **loaded.request.arguments)
        if isinstance(found, AsyncIterator):
            asyncio.run(_all_of(found, say))
        else:
            for value in found:
                say(value)
    except CannotBeReadError:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is said
        failed(error, f"{loaded.request.job}", "job-failed", loaded.project)


async def _all_of(found: AsyncIterator[Any], say: Callable[[Any], None]) -> None:
    async for value in found:
        say(value)


__all__ = ["Failure", "Loaded", "Own", "Request", "run"]
