"""Copies of the example, and the command as users run it on them."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, RunModule

EXAMPLE = ROOT / "examples" / "bookshop"
TESTS = """
from pathlib import Path

import pytest
import sqlalchemy


def test_that_regresses():
    assert sqlalchemy.__version__.startswith("2.0"), "no such thing in 2.1"


def test_that_is_flaky():
    done = Path("done")
    failed = sqlalchemy.__version__ > "2.1" and not done.exists()
    done.touch()
    assert not failed


def test_that_is_broken():
    assert False, "on both sides"


class TestWith:
    @pytest.mark.parametrize("value", ["a", "[b]/::"])
    def test_parameters(self, value):
        assert value
"""


@dataclass
class Bookshop:
    """A copy of the example, which a test may change before the gate sees it."""

    folder: Path
    run_module: RunModule

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def digest(self) -> dict[str, str]:
        """What is in every file of it but the report's."""
        files = [file for file in self.folder.rglob("*") if file.is_file() and "reports" not in file.parts]
        return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

    def process(self, *arguments: str) -> subprocess.Popen[str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        return subprocess.Popen(
            [sys.executable, "-m", "assay", "upgrade", *arguments],
            cwd=self.folder,
            env={**kept, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def upgrade(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run_module("assay", "upgrade", *arguments, cwd=self.folder, timeout=600)


@pytest.fixture
def bookshop(tmp_path: Path, run_module: RunModule) -> Bookshop:
    """The example, in a folder of its own."""
    if not EXAMPLE.is_dir():
        pytest.skip("examples are a checkout's")
    folder = shutil.copytree(EXAMPLE, tmp_path / "bookshop", ignore=shutil.ignore_patterns("__pycache__"))
    return Bookshop(folder, run_module)
