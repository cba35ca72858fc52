"""Libraries under test that Assay itself is built on, and that cannot be imported in this environment.

Imported before anything of Assay that imports them. A library that fails gets a placeholder while Assay's modules are
imported, so that there is a run to say of each check that it cannot be imported, and why.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

BUILT_ON = ("sqlalchemy",)
"""What modules of Assay import where they are imported themselves."""
LIBRARIES = (*BUILT_ON, "httpx")


class _Anything(type):
    """The type of what a placeholder has: whatever name it is asked for."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything(name, (Exception,), {})


class _Placeholder(ModuleType):
    """A module that has every name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything(name, (Exception,), {})


class _Placeholders(MetaPathFinder, Loader):
    """Gives placeholders for the libraries that failed, and for all that is below them."""

    def __init__(self, failed: set[str]) -> None:
        self.failed = failed

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        del path, target
        return ModuleSpec(fullname, self, is_package=True) if self.has(fullname) else None

    def has(self, name: str) -> bool:
        return name.partition(".")[0] in self.failed

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Placeholder(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        del module


ERRORS: dict[str, BaseException] = {}
"""What the import of each library raised that cannot be imported."""


@contextmanager
def placeholders() -> Iterator[None]:
    """Import the libraries, and put placeholders where that fails until the block ends.

    Whoever imports such a library after it gets what its import raised.
    """
    _try(BUILT_ON)
    failed = ERRORS.keys() & {*BUILT_ON}
    if not failed:
        yield
        return
    found = _Placeholders({*failed})
    _forget(found)
    sys.meta_path.insert(0, found)
    try:
        yield
    finally:
        sys.meta_path.remove(found)
        _forget(found)


def look() -> None:
    """Import all of the libraries where checks are to run: whether they can be imported is known before the first."""
    _try(LIBRARIES)


def _try(names: Iterable[str]) -> None:
    for name in names:
        if name in ERRORS:
            continue
        try:
            importlib.import_module(name)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what each check has to say
            ERRORS[name] = error


def _forget(placeholders: _Placeholders) -> None:
    for name in [name for name in sys.modules if placeholders.has(name)]:
        del sys.modules[name]
