"""A pytest plug-in for a run that is compared: it runs the listed checks, and no others (``-p same_checks``)."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

VARIABLE = "ASSAY_BENCHMARK_CHECKS"
"""Names a file with the name of a check on each line, as in the golden list."""
_HOOKS = ("assay.running.hooks", "assay.hooks")
"""The module in which a checkout keeps what it knows of a check, the newest first."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect every check that is not in the list."""
    wanted = set(Path(os.environ[VARIABLE]).read_text(encoding="utf-8").splitlines())
    kept = [item for item in items if _name(item) in wanted]
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if _name(item) not in wanted])
        items[:] = kept


def _name(item: pytest.Item) -> str:
    hooks: Any = next(sys.modules[name] for name in _HOOKS if name in sys.modules)
    return str(item.stash[hooks.CHECK].name)
