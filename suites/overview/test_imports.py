"""Names that the documentation imports, or refers to: they are where it says."""

from __future__ import annotations

import importlib
import inspect
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import pytest

from assay.checking import proves

NAMES = msgspec.toml.decode((Path(__file__).parent / "imports.toml").read_bytes(), type=dict[str, list[str]])
"""Modules, each with the names that pages import from it; none where they refer to the module alone."""

ASYNC_ONLY = {"advanced_alchemy.config.asyncio"}
"""Modules whose asynchronous names have their twins in another."""


def _offered(module: Any) -> list[str]:
    return list(getattr(module, "__all__", ()))


@proves("overview.documented-imports")
@pytest.mark.parametrize("module", NAMES)
def test_documented_names(module: str) -> None:
    """Each can be imported from its module, and is offered by it, as type checkers demand."""
    found = importlib.import_module(module)
    missing = [name for name in NAMES[module] if not hasattr(found, name) and find_spec(f"{module}.{name}") is None]
    assert not missing, f"{module} has no {missing}"
    offered = _offered(found)
    kept = [name for name in NAMES[module] if offered and name not in offered]
    kept = [name for name in kept if not inspect.ismodule(vars(found).get(name))]
    assert not kept, f"{module} keeps {kept} to itself"


@proves("overview.documented-imports")
@pytest.mark.parametrize("module", NAMES)
def test_offered_names(module: str) -> None:
    """What a module offers is there; what is for asyncio has its twin beside it."""
    found = importlib.import_module(module)
    offered = _offered(found)
    missing = [name for name in offered if not hasattr(found, name)]
    assert not missing, f"{module} offers {missing}, which it does not have"
    assert len(set(offered)) == len(offered), f"{module} offers a name twice"
    alone = [name for name in offered if "Async" in name and name.replace("Async", "Sync") not in offered]
    assert not alone or module in ASYNC_ONLY, f"{alone} of {module} have no twin for programs without asyncio"


def _kinds() -> dict[str, tuple[str, type]]:
    from advanced_alchemy.exceptions import AdvancedAlchemyError
    from advanced_alchemy.filters import StatementFilter
    from sqlalchemy.orm import DeclarativeBase
    from sqlalchemy.types import TypeEngine

    return {
        "bases": ("advanced_alchemy.base", DeclarativeBase),
        "exceptions": ("advanced_alchemy.exceptions", AdvancedAlchemyError),
        "filters": ("advanced_alchemy.filters", StatementFilter),
        "types": ("advanced_alchemy.types", TypeEngine),
    }


@proves("overview.documented-imports")
@pytest.mark.parametrize("kind", ["bases", "exceptions", "filters", "types"])
def test_all_of_a_kind(kind: str) -> None:
    """A module offers all that it has of what its page lists: no base, error, filter or type is left out."""
    module, of = _kinds()[kind]
    found = importlib.import_module(module)
    has = {
        name
        for name, value in vars(found).items()
        if inspect.isclass(value) and issubclass(value, of) and value.__module__.startswith(module)
    }
    assert len(has) > 5, f"{module} has only {has}"
    left_out = sorted(name for name in has - set(_offered(found)) if not name.startswith("_"))
    assert not left_out, f"{module} does not offer {left_out}"
