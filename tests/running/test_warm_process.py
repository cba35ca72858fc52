"""What the other tests start warm is the same as what a user starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.environment import own_environment
from tests.support.warm import WarmProcess

PROGRAMS = {
    "returns": "print('done')",
    "code": "import sys; print('done', file=sys.stderr); sys.exit(3)",
    "words": "import sys; sys.exit('no such thing')",
    "exception": "print('before'); {}['nowhere']",
    "at-exit": "import atexit; atexit.register(print, 'at exit'); raise SystemExit(2)",
    "killed": "import os; os.kill(os.getpid(), 15)",
    "input": "import sys; print(repr(sys.stdin.read()))",
    "place": "import os, sys; print(sys.argv[1:], os.getcwd(), sys.path[0], os.environ['ASSAY_WORD'])",
    "modules": "import sys; print([name for name in sys.modules if name.split('.')[0] in ('assay', 'suites')])",
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_warm_command_ends_as_a_cold_one(program: str, tmp_path: Path, warm: WarmProcess) -> None:
    """What it prints, on both streams, and its exit code."""
    (tmp_path / "program.py").write_text(PROGRAMS[program], "utf-8")
    environment = {**warm.environment, "ASSAY_WORD": "said"}
    assert warm.serves(environment)
    arguments = ("a", "b c")
    second = warm.run("program", *arguments, cwd=tmp_path, environment=environment)
    command = [sys.executable, "-m", "program", *arguments]
    first = subprocess.run(
        command, cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert (second.returncode, second.stdout) == (first.returncode, first.stdout)
    assert second.stderr.splitlines()[-1:] == first.stderr.splitlines()[-1:]


def test_a_command_with_other_variables_of_libraries_is_not_started_warm(warm: WarmProcess) -> None:
    assert not warm.serves({**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "1"})
    assert not warm.serves({**os.environ, "PYTHONPATH": ""})


def test_one_that_takes_too_long_is_killed(tmp_path: Path, warm: WarmProcess) -> None:
    (tmp_path / "program.py").write_text("print('begun', flush=True)\nimport threading\nthreading.Event().wait()\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with pytest.raises(subprocess.TimeoutExpired) as caught:
        warm.run("program", cwd=tmp_path, environment=environment, timeout=3)
    assert caught.value.output == "begun\n"


def test_a_variable_that_a_test_leaves_behind(warm: WarmProcess) -> None:
    """Every later command would be started cold, or with other settings."""
    with own_environment():
        os.environ["A_LIBRARY_READS_IT"] = "1"
        assert not warm.serves({**os.environ, "PYTHONPATH": str(ROOT)})
        del os.environ["HOME"]
    assert warm.serves({**os.environ, "PYTHONPATH": str(ROOT)})
