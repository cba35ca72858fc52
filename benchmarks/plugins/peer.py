"""A pytest plug-in for the peer's tests (``-p peer``): images that can be had, loopback only, and counts of outcomes.

The peer's checkout stays as it is. pytest-databases' containers run from the images that are given for its own, publish
their ports on loopback, and are told from those of others on the machine, which it would end. Where they are to stay,
none is ended, so that the next run finds them.
"""

from __future__ import annotations

import json
import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

VARIABLE = "ASSAY_BENCHMARK_PEER"
"""JSON: ``label``, ``images`` (in place of images, by their names without tags), ``stay``, and ``outcomes``, a file."""
_ASKED = json.loads(os.environ[VARIABLE])


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Change what starts and ends containers."""
    from docker.models.containers import ContainerCollection
    from pytest_databases import _service

    start, list_, run = ContainerCollection.run, ContainerCollection.list, _service.DockerService.run

    def start_here(self: Any, image: str, *args: Any, **kwargs: Any) -> Any:
        kwargs["ports"] = {port: ("127.0.0.1", wanted) for port, wanted in kwargs["ports"].items()}
        kwargs["labels"] = [*kwargs["labels"], _ASKED["label"]]
        return start(self, _image(image), *args, **kwargs)

    def list_ours(self: Any, *args: Any, **kwargs: Any) -> Any:
        filters = dict(kwargs.pop("filters", None) or {})
        labels = filters.pop("label", [])
        filters["label"] = [*([labels] if isinstance(labels, str) else labels), _ASKED["label"]]
        return list_(self, *args, **{**kwargs, "filters": filters})

    def run_here(self: Any, image: str, *args: Any, **kwargs: Any) -> AbstractContextManager[Any]:
        kwargs["transient"] = kwargs.get("transient", False) and not _ASKED["stay"]
        found: AbstractContextManager[Any] = run(self, _image(image), *args, **kwargs)
        return found

    patch = pytest.MonkeyPatch()
    patch.setattr(ContainerCollection, "run", start_here)
    patch.setattr(ContainerCollection, "list", list_ours)
    patch.setattr(_service.DockerService, "run", run_here)
    if _ASKED["stay"]:
        patch.setattr(_service, "_stop_all_containers", lambda _: None)


def _image(name: str) -> str:
    found: str = _ASKED["images"].get(name.rpartition(":")[0], name)
    return found


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Write how many tests ended how; only the process that has a terminal does."""
    counts = {outcome: len(reports) for outcome, reports in terminalreporter.stats.items() if outcome}
    Path(_ASKED["outcomes"]).write_text(json.dumps(counts), encoding="utf-8")
