"""One cause is told once, and does not cost each check of a target its deadline."""

from __future__ import annotations

from pathlib import Path

from assay.domain.verdicts import Verdict
from assay.running.repeated import Repeated
from tests.conftest import ReadReport, RunSuite
from tests.support import suite_template as template

CHECK = """
import pytest
import time
from assay.checking import reader as readers
from assay.checking import proves

@pytest.fixture
def broken(reader, monkeypatch):
    def tables(self):
        time.sleep(0.2)
        raise readers.ReaderError("the independent reader failed: disk of space assay_0123_7")
    monkeypatch.setattr(readers.Reader, "tables", tables)

@proves("demo.fails")
@pytest.mark.parametrize("n", range(40))
def test_fails(broken, reader, n):
    reader.tables()
"""


def test_the_rest_of_a_target_is_one_line(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    golden = "".join(f"demo.fails demo/test_demo.py::test_fails[{n}]\n" for n in range(40))
    done = run_suite(template.write_suite(tmp_path, CHECK, golden), "--target", "sqlite")
    assert done.returncode == 1, done.stdout
    found = [r for r in report().results if r.nodeid]
    assert [r.verdict for r in found] == [Verdict.ERROR] * 40
    assert sum(r.seconds > 0.1 for r in found) == 5
    assert sum(r.reason.startswith("not tried, as the 5 checks before it here ended so: the ind") for r in found) == 35
    assert sum("in tables" in r.error.traceback or "def tables" in r.error.traceback for r in found if r.error) == 3
    assert done.stdout.count("def tables(self)") == 3, "tracebacks that say the same"


def test_what_differs_between_checks_is_no_other_cause_and_a_check_that_ends_otherwise_begins_anew() -> None:
    repeated = Repeated()
    for number in range(4):
        repeated.note("sqlite", "one", f"space assay_{number} is full")
    assert not repeated.hopeless("sqlite")
    repeated.note("sqlite", "two", "")
    repeated.note("sqlite", "one", "space assay_4 is full")
    assert not repeated.hopeless("sqlite")
    for number in range(4):
        repeated.note("sqlite", "one", f"space assay_{number} is full")
    assert repeated.hopeless("sqlite") == "not tried, as the 5 checks before it here ended so: space assay_4 is full"
    assert not repeated.hopeless("mysql")
