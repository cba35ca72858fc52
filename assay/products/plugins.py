"""Databases and object stores that other distributions bring, by their entry points.

A plug-in that cannot be used is refused, in one line that says whose it is and what mends it; the others are used.
"""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Generic, TypeVar

from packaging.utils import canonicalize_name

BACKENDS_GROUP = "assay.backends"
"""The group of entry points that name a :class:`~assay.domain.targets.Backend`."""
STORES_GROUP = "assay.stores"
"""The group of entry points that name an :class:`~assay.domain.object_stores.ObjectStore`."""

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""What a database or an object store can be called."""
_OWN_FRAMES = (__file__, "<frozen importlib", "importlib/metadata", "importlib/__init__")

T = TypeVar("T")


@dataclass(frozen=True)
class Plugin(Generic[T]):
    """A database or an object store of another distribution.

    Args:
        product: What its entry point names.
        distribution: The distribution's name.
        version: The distribution's version.
        folder: Where the files lie that it brings along: the folder of the package that the entry point names; None for
            a module of its own.
    """

    product: T
    distribution: str
    version: str
    folder: Path | None

    @classmethod
    def of(cls, point: EntryPoint, product: T) -> Plugin[T]:
        """What an entry point brings."""
        module = sys.modules[point.module]
        folder = Path(module.__file__).parent if module.__package__ and module.__file__ else None
        owner = point.dist
        return cls(product, owner.name if owner else "", owner.version if owner else "", folder)

    def file(self, name: str) -> Path | None:
        """A file that it brings along; None if it does not."""
        return self.folder / name if self.folder is not None and (self.folder / name).is_file() else None

    def __str__(self) -> str:
        return f"plug-in {self.distribution} {self.version}"


@dataclass(frozen=True)
class RefusedPlugin:
    """A plug-in that is installed and cannot be used.

    Args:
        name: The database or store that it would have been.
        line: Whose it is, what is wrong and what mends it, in one line.
    """

    name: str
    line: str


class PluginError(Exception):
    """What is wrong with a plug-in, and what mends it; in one line."""


def find(
    group: str, kind: type[T], problem: Callable[[Plugin[T]], str]
) -> tuple[tuple[Plugin[T], ...], tuple[RefusedPlugin, ...]]:
    """The plug-ins of a group that can be used, in the order of their names, and those that cannot.

    Args:
        group: The group of entry points.
        kind: The class that an entry point names, derives from, or gives an instance of.
        problem: Says what is wrong with one, and nothing if it can be used. Asked once for each, in order.
    """
    found: list[Plugin[T]] = []
    refused: list[RefusedPlugin] = []
    for point in _in_order(entry_points(group=group)):
        try:
            plugin = Plugin.of(point, _product(point, kind))
            wrong = _attempt(partial(problem, plugin), "cannot be read", f"see {kind.__module__}.{kind.__name__}")
        except PluginError as error:
            wrong = str(error)
        if wrong:
            refused.append(RefusedPlugin(point.name, f"plug-in {_whose(point)}: {wrong}"))
        else:
            found.append(plugin)
    return tuple(found), tuple(refused)


@cache
def distributions() -> tuple[str, ...]:
    """The distributions that bring a database or an object store, by canonical name; also those that are refused."""
    points = (*entry_points(group=BACKENDS_GROUP), *entry_points(group=STORES_GROUP))
    return tuple(sorted({canonicalize_name(point.dist.name) for point in points if point.dist}))


def _in_order(points: Iterable[EntryPoint]) -> list[EntryPoint]:
    return sorted(points, key=lambda point: (point.name, point.dist.name if point.dist else "", point.value))


def _whose(point: EntryPoint) -> str:
    """The distribution and the line of its metadata."""
    owner = f"{point.dist.name} {point.dist.version}" if point.dist else "of no distribution"
    return f"{owner} ({point.group}: {point.name} = {point.value})"


def _product(point: EntryPoint, kind: type[T]) -> T:
    """What an entry point names, as an instance.

    Raises:
        PluginError: It cannot be had.
    """
    base = f"{kind.__module__}.{kind.__name__}"
    named = _attempt(point.load, "cannot be imported", "mend or upgrade it, install what it lacks, or uninstall it")
    if isinstance(named, type) and issubclass(named, kind):
        named = _attempt(named, "cannot be made", f"define what {base} demands")
    if not isinstance(named, kind):
        raise PluginError(f"{point.value} is no {base}: let the entry point name a class derived from it")
    if not NAME.fullmatch(point.name):
        raise PluginError(f"{point.name!r} is no name: write it with a-z, 0-9 and _, beginning with a letter")
    if (name := getattr(named, "name", None)) != point.name:
        raise PluginError(f"the entry point is called {point.name!r} and its name is {name!r}: give both one name")
    return named


def _attempt(call: Callable[[], Any], failed: str, mend: str) -> Any:
    try:
        return call()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever a plug-in raises, sys.exit() too: the others are used
        said = " ".join(str(error).split())
        where = _where(error)
        raise PluginError(f"{failed}{f' ({where})' if where else ''}: {type(error).__name__}: {said}; {mend}") from None


def _where(error: BaseException) -> str:
    """File and line of the plug-in at which it failed; empty if it did not come to any of its lines."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not any(part in frame.filename for part in _OWN_FRAMES)
    ]
    # Before a module's own line there may be those of an import hook.
    frames.sort(key=lambda frame: frame.name != "<module>")
    return f"{frames[0].filename}:{frames[0].lineno}" if frames else ""
