"""What the tests of the harness share."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from assay.results.file import RecordedRun, read_results
from tests.support.environment import own_environment
from tests.support.warm import WarmProcess

# Where they are set pytest shows whole messages in its summary, and tests count what it shows.
for _name in ("CI", "BUILD_NUMBER"):
    os.environ.pop(_name, None)

# A shell's background job ignores the one, nohup the other, and what tests start would inherit it.
for _number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, signal.default_int_handler if _number == signal.SIGINT else signal.SIG_DFL)

ROOT = Path(__file__).resolve().parents[1]

_LIBRARIES = ("sqlalchemy", "litestar", "advanced_alchemy")

RunModule: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]
RunSuite: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]
ReadReport: TypeAlias = Callable[[], RecordedRun]


def suite_process(suite: Path, report: Path, *options: str, **environment: str) -> dict[str, Any]:
    """What :class:`subprocess.Popen` takes to run a suite as a user would, with a report in some directory."""
    command = [sys.executable, "-m", "pytest", "-p", "assay.running.plugin", "-p", "no:cacheprovider"]
    # As a checkout's pytest.ini: what other distributions bring is loaded by no run.
    command += ["-p", "no:faker", "-p", "no:pytest_databases", "-p", "no:assay_databases"]
    command += ["--suite-dir", str(suite), "--rootdir", str(suite), "--report-dir", str(report), str(suite), *options]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return {"args": command, "env": {**kept, "PYTHONPATH": str(ROOT), **environment}, "errors": "replace"}


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmProcess]:
    """What starts commands that need not import everything anew."""
    process = WarmProcess()
    yield process
    process.close()


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """Variables that a test sets are its own: the commands of the tests after it are started without them.

    A library that a test imports anew has to be put back, too: two copies of its classes fail the tests after it.
    """
    before = {name: module for name in _LIBRARIES if (module := sys.modules.get(name))}
    with own_environment():
        yield
    replaced = [name for name, module in before.items() if sys.modules.get(name) is not module]
    assert not replaced, f"the test leaves other modules behind: {replaced}"


def module_runner(warm: WarmProcess, folder: Path) -> RunModule:
    """Give what runs ``python -m MODULE`` in a process of its own, warm where that is the same.

    It runs in the folder, with the tests' own environment but for what pytest sets, unless others are given.
    """

    def run(
        module: str,
        *arguments: str,
        cwd: Path = folder,
        environment: Mapping[str, str] | None = None,
        timeout: float = 120,
    ) -> subprocess.CompletedProcess[str]:
        if environment is None:
            environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
            environment["PYTHONPATH"] = str(ROOT)
        if warm.serves(environment):
            return warm.run(module, *arguments, cwd=cwd, environment=environment, timeout=timeout)
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )

    return run


@pytest.fixture
def run_module(tmp_path: Path, warm: WarmProcess) -> RunModule:
    """Run modules in ``tmp_path``, as :func:`module_runner` says."""
    return module_runner(warm, tmp_path)


@pytest.fixture
def run_suite(tmp_path: Path, run_module: RunModule) -> RunSuite:
    """Run a suite in a process of its own, as a user would; the report goes to ``tmp_path / "report"``."""

    def run(suite: Path, *options: str, timeout: float = 120, **variables: str) -> subprocess.CompletedProcess[str]:
        process = suite_process(suite, tmp_path / "report", *options, **variables)
        environment, (_, _, module, *arguments) = process["env"], process["args"]
        return run_module(module, *arguments, environment=environment, timeout=timeout)

    return run


@pytest.fixture
def report(tmp_path: Path) -> ReadReport:
    """Read the results of what :func:`run_suite` ran last."""
    return lambda: read_results(tmp_path / "report")
