"""What a run does is counted in each of its processes, and growth is told in one line."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import counts
from benchmarks.counting.sitecustomize import LETTERS, VARIABLE

_WORK = """
import multiprocessing, os, subprocess, sys
from litestar import Litestar, get
from litestar.testing import TestClient
from sqlalchemy import create_engine, text

@get("/", sync_to_thread=False)
def index() -> str:
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("SELECT 1"))
        connection.execute(text("SELECT 2"))
    return ""

if len(sys.argv) == 1:
    with TestClient(Litestar([index])) as client:
        client.get("/"), client.get("/")
    subprocess.run([sys.executable, __file__, "child"], env={"PYTHONPATH": "/elsewhere"}, check=True)
    if not os.fork():
        index.fn()
        os._exit(0)
    os.wait()
"""


def test_work_of_every_process_is_counted(tmp_path: Path) -> None:
    """Also that of one that is forked and ends without clean-up, and of one with an environment of its own."""
    program, file = tmp_path / "work.py", tmp_path / "counts"
    program.write_text(_WORK)
    environment = {**os.environ, "PYTHONPATH": str(counts.FOLDER), VARIABLE: str(file)}
    subprocess.run([sys.executable, str(program)], env=environment, check=True)
    found = Counter(file.read_bytes())
    assert {what: found[ord(letter)] for what, letter in LETTERS.items()} == {
        "processes": 3,
        "connections": 3,
        "statements": 6,
        "applications made": 1,
        "applications started": 1,
        "requests": 2,
    }


def _counts(**numbers: int) -> counts.Counts:
    return {"a-target": {"a-chapter": {counts.CHECKS: 7, "processes": 11, "statements": 20, **numbers}}}


def test_growth_is_one_line_that_says_what_and_how_much() -> None:
    found = counts.growth(_counts(), _counts(processes=12, checks=8, statements=19))
    assert found == ["a-chapter on a-target: processes grew from 11 to 12 (checks: 7, now 8)"]


def test_fall_is_told_and_no_growth() -> None:
    fewer = _counts(statements=19)
    assert counts.fall(_counts(), fewer) == ["a-chapter on a-target: statements fell from 20 to 19 (checks: 7, now 7)"]
    assert counts.growth(_counts(), fewer) == []


def test_what_varies_from_run_to_run_may_do_so_within_bounds() -> None:
    committed = _counts(connections=100)
    assert counts.growth(committed, _counts(connections=110)) == []
    assert counts.fall(committed, _counts(connections=90)) == []
    assert counts.growth(committed, _counts(connections=111))[0].startswith("a-chapter on a-target: connections grew")


def test_what_has_no_committed_number_has_grown() -> None:
    found = counts.growth({}, _counts())
    assert found[0] == "a-chapter on a-target: processes grew from 0 to 11 (checks: 0, now 7)"


def test_written_numbers_replace_those_that_were_found_and_no_others() -> None:
    """Of a chapter that is no more nothing stays."""
    committed = {"a-target": {"a-chapter": {"processes": 1}, "gone": {"processes": 2}, "other": {"processes": 3}}}
    written = counts.merged(committed, _counts(), ["a-chapter", "other"])
    assert written == {"a-target": {**_counts()["a-target"], "other": {"processes": 3}}}


@pytest.mark.parametrize("folder", [str(counts.ROOT), sys.prefix, sys.base_prefix, tempfile.gettempdir()])
def test_bytes_do_not_hang_on_where_files_lie(folder: str) -> None:
    """Tracebacks name files; a longer name of a folder is no growth, a longer traceback is."""
    line = '{"seconds":0.25,"trace":"File \\"%s/lib/engine.py\\", line 1"}'
    without = counts.size_of((line % "").encode())
    assert counts.size_of((line % folder).encode()) == without
    assert counts.size_of((line % f"{folder}/pytest-of-somebody/pytest-1024").encode()) == without
    assert counts.size_of((line % f"{folder}/more").encode()) == without + len("/more")
