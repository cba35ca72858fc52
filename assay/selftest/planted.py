"""Planted defects: deliberate faults in the library under test, which prove that the checks can fail."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.domain.catalogue import REFERENCE_TARGET
from assay.domain.errors import UsageError
from assay.domain.subject import Subject


@dataclass(frozen=True)
class Defect:
    """A deliberate fault that breaks one claim.

    Args:
        name: Its name, unique.
        features: The features whose claim it breaks.
        breaks: What is wrong while it is planted, in a few words.
        target: Where the checks are tried against it.
        store: The store on which they are, if they need one; empty for the first that serves.
        plant: Puts it in, and takes it out at the end of the context.
    """

    name: str
    features: tuple[str, ...]
    breaks: str
    target: str
    store: str
    plant: Callable[[], AbstractContextManager[None]]
    reference: str
    """Where it is defined, as :func:`named` takes it: what another process has to be told."""

    def __str__(self) -> str:
        return self.name


_DEFECTS: dict[str, Defect] = {}


def breaks(
    *features: str, claim: str, target: str = REFERENCE_TARGET, store: str = ""
) -> Callable[[Callable[[], Iterator[None]]], Callable[[], Iterator[None]]]:
    """Register a generator function as a planted defect: it plants, yields, and takes the fault out again.

    Args:
        features: The features whose claim it breaks.
        claim: What is wrong while it is planted, in a few words.
        target: Where the checks are tried against it.
        store: The store on which they are, if they need one; empty for the first that serves.

    Raises:
        UsageError: Two defects have one name.
    """

    def register(function: Callable[[], Iterator[None]]) -> Callable[[], Iterator[None]]:
        name = function.__name__
        if name in _DEFECTS:
            raise UsageError(f"two planted defects are called {name}; rename one")
        _DEFECTS[name] = Defect(
            name, features, claim, target, store, contextmanager(function), f"{function.__module__}:{name}"
        )
        return function

    return register


@contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[Any]:
    """Replace an attribute of a class or module within the block; gives what was there.

    Raises:
        AttributeError: There is no such attribute: the library has changed, and the defect must follow it.
    """
    missing = object()
    before = getattr(owner, name)
    own = vars(owner).get(name, missing)
    setattr(owner, name, value)
    try:
        yield before
    finally:
        if own is missing:
            delattr(owner, name)
        else:
            setattr(owner, name, own)


def all_defects(suites: Path) -> tuple[Defect, ...]:
    """Every defect of the package that the suite's subject names, and those that its conftest files register.

    Args:
        suites: The folder of the checks.

    Raises:
        UsageError: A module of the package cannot be imported.
    """
    subject = Subject.load(suites)
    if subject.planted:
        folder = (suites / subject.planted).resolve()
        package = import_name(folder)
        for module in sorted(m.name for m in pkgutil.iter_modules([str(folder)])):
            try:
                importlib.import_module(f"{package}.{module}")
            except UsageError:
                raise
            except Exception as error:
                raise UsageError(
                    f"{folder / module}.py: cannot be imported: {type(error).__name__}: {error}"
                ) from error
    return tuple(_DEFECTS.values())


def named(reference: str) -> Defect:
    """The defect of a reference, in a process that has not collected the checks."""
    module, _, name = reference.partition(":")
    importlib.import_module(module)
    return _DEFECTS[name]


def import_name(folder: Path) -> str:
    """What a package is called where pytest imports it from: the outermost package's folder is on the path."""
    parts, parent = [folder.name], folder.parent
    while (parent / "__init__.py").is_file():
        parts.append(parent.name)
        parent = parent.parent
    if str(parent) not in sys.path:
        sys.path.insert(0, str(parent))
    return ".".join(reversed(parts))
