"""Checks that are coroutine functions: in the process's loop on an async target, and as their twin on a sync one."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.domain.verdicts import Verdict
from tests.conftest import ReadReport, RunSuite
from tests.support import suite_template as template

CHECKS = '''
import asyncio

from assay.checking import proves

LOOPS = []


@proves("demo.holds")
async def test_one(target):
    """Holds."""
    assert target.is_async
    LOOPS.append(asyncio.get_running_loop())
    await asyncio.sleep(0)


@proves("demo.fails")
async def test_two(target):
    """In the same loop as the one before, where there is one."""
    assert LOOPS == [asyncio.get_running_loop()]
    await asyncio.sleep(0)
    assert target.id == "none", "seen inside the coroutine"
'''
TWIN = '''
from assay.checking import proves


@proves("demo.holds")
def test_one(target):
    """Holds."""
    assert not target.is_async


@proves("demo.fails")
def test_two(target):
    """Fails as the other does."""
    assert target.id == "none", "seen inside the twin"
'''
GOLDEN = "demo.holds demo/test_demo.py::test_one\ndemo.fails demo/test_demo.py::test_two\n"


def write(folder: Path, twin: str | None) -> Path:
    """A suite that is a package, with coroutine functions as checks, and their twins."""
    catalogue = template.CATALOGUE.replace('"none"', '"backend", "driver", "sync-async"')
    suite = template.write_suite(folder, CHECKS, GOLDEN, catalogue=catalogue)
    demo = suite / "demo"
    (demo / "conftest.py").write_text('collect_ignore = ["sync"]\n')
    packages = [suite, demo]
    if twin is not None:
        (demo / "sync").mkdir()
        (demo / "sync" / "test_demo.py").write_text(twin)
        packages.append(demo / "sync")
    for package in packages:
        (package / "__init__.py").write_text("")
    return suite


def test_each_target_runs_its_colour(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    run_suite(write(tmp_path, TWIN), "--target", "sqlite")
    found = {(r.feature, r.target): (r.verdict, r.reason) for r in report().results if r.verdict.ran}
    assert found == {
        ("demo.holds", "sqlite-aiosqlite"): (Verdict.PASS, ""),
        ("demo.holds", "sqlite-sqlite3"): (Verdict.PASS, ""),
        ("demo.fails", "sqlite-aiosqlite"): (Verdict.FAIL, found["demo.fails", "sqlite-aiosqlite"][1]),
        ("demo.fails", "sqlite-sqlite3"): (Verdict.FAIL, found["demo.fails", "sqlite-sqlite3"][1]),
    }
    assert "seen inside the coroutine" in found["demo.fails", "sqlite-aiosqlite"][1]
    assert "seen inside the twin" in found["demo.fails", "sqlite-sqlite3"][1]


@pytest.mark.parametrize("twin", [None, TWIN.replace("test_two", "test_too")], ids=["no module", "no function"])
def test_a_check_without_a_twin_is_an_error_of_ours(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, twin: str | None
) -> None:
    """It says nothing of the library, and the async target's verdict stays."""
    run_suite(write(tmp_path, twin), "--target", "sqlite")
    found = {r.target: r for r in report().results if r.feature == "demo.fails" and r.verdict is not Verdict.NOT_RUN}
    assert found["sqlite-aiosqlite"].verdict is Verdict.FAIL
    assert found["sqlite-sqlite3"].verdict is Verdict.ERROR
    assert "test_two: has no sync twin" in found["sqlite-sqlite3"].reason


def test_what_a_twin_cannot_import_is_not_taken_for_a_missing_twin(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    run_suite(write(tmp_path, f"import nosuchmodule\n{TWIN}"), "--target", "sqlite-sqlite3")
    reasons = [r.reason for r in report().results if r.target == "sqlite-sqlite3" and r.verdict is not Verdict.NOT_RUN]
    assert len(reasons) == 2
    assert all("nosuchmodule" in reason and "twin" not in reason for reason in reasons), reasons
