"""The models of all chapters live in one process, where one that cannot be configured breaks every other."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT

PROGRAM = """
import importlib, pathlib
from sqlalchemy import orm
apart = {"projects", "sync", "probes", "planted"}
for package in ("reference_app", "suites"):
    for file in sorted(pathlib.Path(package).rglob("*.py")):
        if not apart & {*file.parts} and file.name != "conftest.py" and "Base" in file.read_text():
            importlib.import_module(".".join(file.with_suffix("").parts))
orm.configure_mappers()
"""


def test_the_models_of_all_chapters_can_be_configured_together() -> None:
    """They share the library's registry: a class that a relation names in text has to have a name of its own."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
