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


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_a_warm_command_on_a_terminal(tmp_path: Path, warm: WarmProcess) -> None:
    """It finds one, of the width that it was told, and each line is there when it is printed."""
    import pty

    program = "import shutil, sys\nends = [s.isatty() for s in (sys.stdin, sys.stdout, sys.stderr)]\n"
    program += "print(ends, sys.stdout.line_buffering, shutil.get_terminal_size().columns)\nsys.exit(3)\n"
    (tmp_path / "program.py").write_text(program, "utf-8")
    environment = {**warm.environment, "COLUMNS": "77"}
    ours, theirs = pty.openpty()
    ended = warm.run_on(os.dup(theirs), theirs, "program", cwd=tmp_path, environment=environment)
    said = b""
    while not said.endswith(b"\n"):
        said += os.read(ours, 1000)
    os.close(ours)
    assert said.decode() == "[True, True, True] True 77\r\n"
    assert ended() == 3


def test_a_folder_on_the_path_is_used_and_must_not_replace_what_is_imported(tmp_path: Path, warm: WarmProcess) -> None:
    folder, other = tmp_path / "new", tmp_path / "other"
    folder.mkdir()
    (folder / "of_the_test.py").write_text("WORD = 'found'")
    (tmp_path / "program.py").write_text("import of_the_test, sys; print(of_the_test.WORD, sys.path[:3])")
    environment = {**warm.environment, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    assert warm.serves(environment)
    done = warm.run("program", cwd=tmp_path, environment=environment)
    assert done.stdout == f"found {[str(tmp_path), str(folder), str(ROOT)]}\n", done.stderr
    other.mkdir()
    for name in ("litestar", "json.py", "sitecustomize.py"):
        (other / name).touch()
        assert not warm.serves({**environment, "PYTHONPATH": os.pathsep.join([str(other), str(ROOT)])}), name
        (other / name).unlink()


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
