"""A plug-in of pytest for a project's environment, into which this file is copied.

It runs some of the project's tests again, and gives databases in the place of fixtures that start servers. It imports
pytest and Python's own, and no more of Assay.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ONLY = "ASSAY_GATE_ONLY"
"""The variable that names a file with the tests to run, each as ``[classname, name]`` of its JUnit XML."""
FIXTURES = "ASSAY_GATE_FIXTURES"
"""The variable that names a file with databases by the fixture that gives them: one for each process of xdist."""


def names_of(nodeid: str, prefix: str = "") -> tuple[str, str]:
    """What pytest's JUnit XML calls a test: its ``classname`` and its ``name``."""
    path, bracket, parameters = nodeid.partition("[")
    names = path.split("::")
    names[0] = re.sub(r"\.py$", "", names[0].replace("/", "."))
    names[-1] += bracket + parameters
    if prefix:
        names.insert(0, prefix)
    return ".".join(names[:-1]), names[-1]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests that are to run; pytest calls this."""
    file = os.environ.get(ONLY)
    if not file:
        return
    wanted = {tuple(pair) for pair in json.loads(Path(file).read_text(encoding="utf-8"))}
    prefix = str(config.getoption("junitprefix", default="") or "")
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        (kept if names_of(item.nodeid, prefix) in wanted else dropped).append(item)
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Define the fixtures; pytest calls this. The last plug-in that has a fixture is the one that gives it."""
    file = os.environ.get(FIXTURES)
    if not file:
        return
    worker = getattr(session.config, "workerinput", {}).get("workerid", "gw0")
    number = int(re.sub(r"\D", "", worker) or 0)
    module = ModuleType("assay_databases_of_the_gate")
    for name, databases in json.loads(Path(file).read_text(encoding="utf-8")).items():
        setattr(module, name, _fixture(name, databases, number))
    session.config.pluginmanager.register(module, module.__name__)


def _fixture(name: str, databases: list[dict[str, Any]], number: int) -> Any:
    @pytest.fixture(scope="session", name=name)
    def given() -> SimpleNamespace:
        """A database of Assay's, with what is known of it."""
        if number >= len(databases):
            pytest.fail(
                f"{name}: Assay made {len(databases)} databases: use no more processes than that", pytrace=False
            )
        return SimpleNamespace(**databases[number])

    return given
