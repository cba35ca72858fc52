"""No verdict hangs on the speed of the machine."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

import suites
from suites.processes import ends

ROOT = Path(suites.__file__).parent
LIMITS = {"timeout", "deadline", "fail_after", "move_on_after", "wait_for"}
ALLOWED = {
    # what waits for an event looks again and again until it has come, or the check's own time is over
    "probes/db_session.py sleep": "looks for the check's word",
    "db_session/test_connections.py sleep": "looks for the handler's word",
    "session_backend/test_cleanup.py sleep": "looks for the check's word",
    "library/file_object/keeping.py wait(timeout=...)": "zero: lets the tasks begin",
    # of a user's application: what is not answered in time is not-run, and no verdict
    "application/checks/bench.py wait_for": "a request, or the end of an application",
    "application/checks/serving.py wait_for": "the start of an application",
    "application/checks/serving.py sleep": "looks for the check's word",
    # five seconds in which nothing else is asked; a connection is given back by a callback of the loop
    "application/checks/sessions.py sleep": "looks whether all connections have come back",
    # what has to pass by a clock is waited for until it has
    "files/test_signing.py sleep": "until the URL is over by its own words",
    "session_backend/test_expiry.py sleep": "until the middle of a second, as often as it takes",
}


def waits(file: Path) -> Iterator[str]:
    """Calls that wait for a time, or give up after one, with the file's name."""
    name = file.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == "sleep" or called in LIMITS:
            yield f"{name} {called}"
        # hypothesis' deadline=None is that there is none
        limits = [k for k in node.keywords if k.arg in LIMITS and not _is_none(k.value)]
        yield from (f"{name} {called}({limit.arg}=...)" for limit in limits)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def test_checks_wait_for_events() -> None:
    """A new wait or time limit in the suites is either none that a slow machine can run into, or it has to go."""
    files = [file for file in ROOT.rglob("*.py") if "sync" not in file.relative_to(ROOT).parts]
    assert files
    found = {wait for file in files for wait in waits(file)}
    assert found == set(ALLOWED), f"new: {sorted(found - set(ALLOWED))}; gone: {sorted(set(ALLOWED) - found)}"


WORKS = "import time\nend = time.process_time() + 2.5\nwhile time.process_time() < end: pass"
HANGS = "import time\ntime.sleep(600)"


@pytest.mark.parametrize(("program", "ended"), [(WORKS, True), (HANGS, False)], ids=["works", "hangs"])
def test_only_a_process_that_does_nothing_is_given_up(program: str, ended: bool) -> None:
    """One that works is waited for, however often the time is over."""
    process = subprocess.Popen([sys.executable, "-c", program])
    try:
        assert ends(process.pid, partial(_has_ended, process), idle=1.0) is ended
    finally:
        process.kill()
        process.wait()


def _has_ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
