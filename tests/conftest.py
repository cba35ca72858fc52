"""What the tests of the harness share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assay import results

ROOT = Path(__file__).resolve().parents[1]

RunSuite = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run_suite(tmp_path: Path) -> RunSuite:
    """Run a suite in a process of its own, as a user would; the report goes to ``tmp_path / "report"``."""

    def run(suite: Path, *options: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "assay.plugin",
            "-p",
            "no:cacheprovider",
            "--suite-dir",
            str(suite),
        ]
        command += ["--rootdir", str(suite), "--report-dir", str(tmp_path / "report"), str(suite), *options]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        environment["PYTHONPATH"] = str(ROOT)
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=timeout, check=False
        )

    return run


@pytest.fixture
def report(tmp_path: Path) -> Callable[[], results.Run]:
    """Read the results of what :func:`run_suite` ran last."""
    return lambda: results.read(tmp_path / "report")
