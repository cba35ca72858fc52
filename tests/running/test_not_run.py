"""A run never says pass of what it did not see: a part of a feature, a stopped run, another run's report."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from filelock import FileLock

from assay.domain.causes import Cause
from assay.domain.verdicts import Verdict
from assay.reporting import model
from assay.reporting.formats import badge
from assay.reporting.history import runs as history
from assay.results.file import RecordedRun
from tests.conftest import ReadReport, RunSuite, suite_process
from tests.support import reports as support
from tests.support import suite_template as template
from tests.support.reports import KNOWN, NOT_RUN, PASS

ONE = ("--target", "sqlite-aiosqlite")
T = "sqlite-aiosqlite"
CHECKS = """
from assay.checking import proves


@proves("demo.holds")
def test_first(target):
    pass


@proves("demo.holds", "demo.fails")
def test_second(target):
    pass


@proves("demo.fails")
def test_third(target):
    pass
"""
NAMES = {"demo.holds": ("first", "second"), "demo.fails": ("second", "third")}
GOLDEN = "".join(f"{f} demo/test_demo.py::test_{name}\n" for f, names in NAMES.items() for name in names)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return template.write_suite(tmp_path, CHECKS, GOLDEN)


def cells(report: RecordedRun) -> dict[str, tuple[Verdict, str]]:
    """Verdict and reason of the features on the one target."""
    built = model.build(report)
    return {f: (c.verdict, c.reason) for (f, t), c in built.cells.items() if t == T}


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
@pytest.mark.parametrize(
    "narrowed",
    [("--feature", "demo.holds"), ("-k", "first or second"), ("--deselect", "demo/test_demo.py::test_third")],
)
def test_a_feature_of_which_a_part_ran_does_not_pass(
    tmp_path: Path,
    suite: Path,
    run_suite: RunSuite,
    report: ReadReport,
    narrowed: Sequence[str],
    workers: Sequence[str],
) -> None:
    if narrowed[0] == "--deselect":
        narrowed = ("--deselect", f"suite/demo/test_demo.py::test_third[{T}]", "--rootdir", str(tmp_path))
    done = run_suite(suite, *ONE, *narrowed, *workers)
    assert done.returncode == 0, done.stdout + done.stderr
    found = cells(report())
    assert found["demo.holds"][0] is Verdict.PASS
    assert found["demo.fails"] == (Verdict.NOT_RUN, "not selected")
    assert model.load(tmp_path / "report").state(T) == "partial"
    assert 'fill="#17643a"' not in (tmp_path / "report" / f"badge-{T}.svg").read_text()


def test_a_check_of_two_features_takes_neither_where_it_does_not_vary(
    tmp_path: Path, suite: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    """The one goes with the other to a second driver; its own checks are not expected there."""
    done = run_suite(suite, "--target", "sqlite")
    assert done.returncode == 0, done.stdout
    found = model.build(report())
    assert found.cells["demo.fails", "sqlite-sqlite3"].verdict is Verdict.PASS
    assert found.cells["demo.fails", T].verdict is Verdict.PASS


def test_a_file_that_was_not_named_counts_too(
    tmp_path: Path, suite: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    (suite / "demo" / "test_other.py").write_text(CHECKS.replace("test_first", "test_fourth"))
    golden = suite / "golden.txt"
    golden.write_text(golden.read_text() + "demo.holds demo/test_other.py::test_fourth\n")
    done = run_suite(suite / "demo" / "test_demo.py", "--suite-dir", str(suite), "--rootdir", str(suite), *ONE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert cells(report())["demo.holds"] == (Verdict.NOT_RUN, "not selected")


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
def test_a_run_that_stops_at_its_first_failure_says_so(
    tmp_path: Path, suite: Path, run_suite: RunSuite, report: ReadReport, workers: Sequence[str]
) -> None:
    file = suite / "demo" / "test_demo.py"
    file.write_text(CHECKS.replace("    pass", "    assert False", 1))
    (suite / "known_issues.toml").write_text(template.KNOWN)
    done = run_suite(suite, *ONE, "-x", *workers)
    assert done.returncode in (1, 2)
    end = report().end
    assert end is not None
    assert end.problems[0].startswith("the run was stopped before its end: stopping after 1 failures")
    assert not end.whole
    assert not any("did not run although" in problem for problem in end.problems), (
        "nobody knows what it would have done"
    )
    if not workers:
        assert cells(report())["demo.fails"] == (Verdict.NOT_RUN, Cause.STOPPED.sentence)
        assert "3 x not-run that were to run" in " ".join(end.problems)


def test_what_cannot_be_collected_is_a_problem_of_the_run(
    tmp_path: Path, suite: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    (suite / "demo" / "test_new.py").write_text("from advanced_alchemy.base import NoSuchBase\n")
    assert run_suite(suite, *ONE).returncode == 2
    problems = json.loads((tmp_path / "report" / "report.json").read_text())["problems"]
    assert any("test_new.py cannot be collected: E   ImportError" in problem for problem in problems), problems
    assert cells(report())["demo.holds"] == (Verdict.NOT_RUN, Cause.STOPPED.sentence)
    assert 'name="run"' in (tmp_path / "report" / "junit.xml").read_text()


def hang(suite: Path, tmp_path: Path, *options: str) -> subprocess.Popen[str]:
    """Start a run whose second check never ends, and wait until it has come to that."""
    file = suite / "demo" / "test_demo.py"
    flag = tmp_path / "there"
    waiting = f"    import pathlib, time\n    pathlib.Path({str(flag)!r}).touch()\n    time.sleep(600)"
    before, second, after = CHECKS.partition("def test_second(target):\n")
    file.write_text(before + second + after.replace("    pass", waiting, 1))
    started = suite_process(suite, tmp_path / "report", *options)
    process = subprocess.Popen(**started, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    while not flag.exists():
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.05)
    return process


def test_an_interrupted_run_says_so(tmp_path: Path, suite: Path, report: ReadReport) -> None:
    process = hang(suite, tmp_path, *ONE)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 2
    found = report()
    assert found.end is not None
    assert "the run was stopped before its end: interrupted" in found.end.problems
    assert not found.end.whole
    assert cells(found)["demo.holds"] == (Verdict.NOT_RUN, Cause.STOPPED.sentence)
    assert cells(found)["demo.fails"] == (Verdict.NOT_RUN, Cause.STOPPED.sentence), "of which it has no check at all"
    built = model.build(found)
    assert not built.added, "it says itself what it did not come to"
    assert not any("lines are missing" in problem for problem in built.problems)


def test_a_killed_run_has_no_pass_of_a_part(
    tmp_path: Path, suite: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    """Nor does anything that an earlier run left there pass for its report."""
    assert run_suite(suite, *ONE).returncode == 0
    (tmp_path / "report" / "badge-gone.svg").touch()
    process = hang(suite, tmp_path, *ONE)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(30)
    left = {path.name for path in (tmp_path / "report").iterdir() if not path.name.startswith(".")}
    assert left == {"results.jsonl", "manifest.json"}
    found = report()
    assert [r.check for r in found.results] == ["demo/test_demo.py::test_first"]
    assert cells(found)["demo.holds"] == (Verdict.NOT_RUN, Cause.CUT_OFF.sentence)
    digest = history.scan(tmp_path / "report" / "results.jsonl")
    assert dict(zip(digest.features, digest.rows[T], strict=True))["demo.holds"] == "N"
    (suite / "demo" / "test_demo.py").write_text(CHECKS)
    assert run_suite(suite, *ONE).returncode == 0, "the directory is free again"


def test_without_a_plan_nothing_of_a_killed_run_passes(tmp_path: Path) -> None:
    folder = support.write_run(tmp_path, {("crud.create", T): PASS, ("crud.delete", T): KNOWN}, end=False)
    found = model.load(folder)
    assert found.cells["crud.create", T].verdict is Verdict.NOT_RUN
    assert found.cells["crud.delete", T].verdict is Verdict.KNOWN


def test_two_runs_do_not_share_a_report_directory(tmp_path: Path, suite: Path, run_suite: RunSuite) -> None:
    (tmp_path / "report").mkdir()
    other = '{"kind":"run","format":"assay-results/1","run":"other","manifest":{}}\n'
    (tmp_path / "report" / "results.jsonl").write_text(other)
    with FileLock(tmp_path / "report" / ".lock"):
        done = run_suite(suite, *ONE)
    assert done.returncode != 0
    assert "another run is writing there; give another --report-dir" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert (tmp_path / "report" / "results.jsonl").read_text() == other


def test_a_run_whose_processes_never_say_what_they_collected_fails(
    tmp_path: Path, suite: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    (suite / "conftest.py").write_text("import os\ndef pytest_collection(session):\n    os._exit(3)\n")
    done = run_suite(suite, *ONE, "-n1", "--max-worker-restart", "0")
    assert done.returncode != 0
    end = report().end
    assert end is not None
    assert end.problems, "a run that saw nothing is not green"


def test_the_collection_is_known_whichever_process_collected_it(
    tmp_path: Path, suite: Path, run_suite: RunSuite
) -> None:
    """The first worker dies while it collects, and xdist's next has another name; a vanished check is still seen."""
    flag = tmp_path / "died"
    (suite / "conftest.py").write_text(
        f"import os, pathlib\ndef pytest_collection(session):\n    flag = pathlib.Path({str(flag)!r})\n"
        "    if os.environ.get('PYTEST_XDIST_WORKER') == 'gw0' and not flag.exists():\n"
        "        flag.touch()\n        os._exit(3)\n"
    )
    (suite / "golden.txt").write_text(GOLDEN + "demo.holds demo/test_demo.py::test_gone\n")
    done = run_suite(suite, *ONE, "-n1")
    assert flag.exists()
    assert done.returncode == 1, done.stdout + done.stderr
    assert "vanished: demo.holds demo/test_demo.py::test_gone" in done.stdout


SURROGATE = """
from assay.checking import proves


@proves("demo.fails")
def test_fails(target):
    print("printed \\udcff")
    assert 1 == 2, "seen \\udcff"
"""


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
def test_text_that_no_file_can_hold_loses_nothing(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, workers: Sequence[str]
) -> None:
    checks = template.CHECKS + SURROGATE
    suite = template.write_suite(tmp_path, checks, template.GOLDEN_FAILING)
    done = run_suite(suite, *ONE, *workers)
    assert done.returncode == 1, done.stdout + done.stderr
    failed = next(r for r in report().results if r.verdict is Verdict.FAIL)
    assert failed.reason == "AssertionError: seen \\udcff" or "seen \\udcff" in failed.reason
    assert cells(report())["demo.holds"][0] is Verdict.PASS


def test_a_test_that_is_no_check_is_refused(tmp_path: Path, suite: Path, run_suite: RunSuite) -> None:
    code = "import unittest\nclass TestIt(unittest.TestCase):\n    def test_it(self):\n        assert False\n"
    (suite / "demo" / "test_case.py").write_text(code)
    done = run_suite(suite, *ONE)
    assert done.returncode != 0
    assert "TestIt::test_it: is no check" in done.stdout + done.stderr


def test_a_selection_of_stores_is_no_loss_of_checks(tmp_path: Path, run_suite: RunSuite) -> None:
    stored = '[[feature]]\nid = "demo.s3"\nsection = "Demo"\nclaim = "It is stored."\nvaries = ["storage"]\n'
    stored += (
        'only_with = ["speaks-s3"]\n'
        + "[[feature]]"
        + stored.partition("[[feature]]")[2].replace("demo.s3", "demo.any")
    )
    check = '@proves("demo.s3", "demo.any")\ndef test_stored(target, store):\n    pass\n'
    golden = "".join(f"{f} demo/test_demo.py::test_stored\n" for f in ("demo.any", "demo.s3"))
    catalogue = template.CATALOGUE + stored
    suite = template.write_suite(tmp_path, template.CHECKS + check, template.GOLDEN + golden, catalogue=catalogue)
    done = run_suite(suite, *ONE, "--store", "memory")
    assert "vanished" not in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_was_not_run_shows_beside_a_known_issue(tmp_path: Path) -> None:
    both = [support.line("a.b", T, KNOWN, "odd", check="c"), support.line("a.b", T, NOT_RUN, "no server", check="d")]
    found = model.load(support.write_run(tmp_path, {("a.b", T): both}))
    assert found.cells["a.b", T].verdict is Verdict.KNOWN
    assert found.cells["a.b", T].not_seen == (1, 0)
    assert found.state(T) == "partial"


def test_no_badge_is_green_if_the_run_fails_as_a_whole(tmp_path: Path) -> None:
    good = model.load(support.write_run(tmp_path / "good", {("a.b", T): PASS}))
    bad = model.load(support.write_run(tmp_path / "bad", {("a.b", T): PASS}, problems=("vanished: a.b c",)))
    assert "#17643a" in badge.picture(good, T)
    assert "#17643a" not in badge.picture(bad, T)


def test_a_failure_is_named_beside_an_error(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    checks = template.FAILING.replace("\n\n@", "from assay.checking import proves\n@", 1)
    checks += '@proves("demo.fails")\ndef test_breaks(target):\n    undefined_name\n'
    golden = "demo.fails demo/test_demo.py::test_fails\ndemo.fails demo/test_demo.py::test_breaks\n"
    done = run_suite(template.write_suite(tmp_path, checks, golden), *ONE)
    assert done.returncode == 1
    for shown in (done.stdout.partition("Assay")[2], (tmp_path / "report" / "summary.md").read_text()):
        assert "seen 1, not 2" in shown
        assert "undefined_name" in shown


FULL = """
from assay.results.file import Writer
from assay.domain.errors import UsageError

write = Writer.write


def full(self, line):
    if isinstance(line, bytes) and b"::test_second" in line:
        raise UsageError("results.jsonl: cannot be written: No space left on device")
    write(self, line)


Writer.write = full
"""


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
def test_a_full_disk_ends_a_run_in_one_line_and_keeps_what_it_had(
    tmp_path: Path, suite: Path, run_suite: RunSuite, report: ReadReport, workers: Sequence[str]
) -> None:
    (suite / "conftest.py").write_text(FULL)
    done = run_suite(suite, *ONE, *workers)
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "problem: results.jsonl: cannot be written: No space left on device" in said
    assert "INTERNALERROR" not in said
    found = report()
    assert found.end is None, "the report of what was written is that of a killed run"
    assert all(r.verdict is Verdict.PASS for r in found.results)
    problems = json.loads((tmp_path / "report" / "report.json").read_text())["problems"]
    assert problems[0] == "results.jsonl: cannot be written: No space left on device"


def test_a_disk_that_is_full_before_the_first_check_fails_the_run(
    tmp_path: Path, suite: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    (suite / "conftest.py").write_text(
        "import errno\nfrom assay.running.collected import Collected\ndef save(self, path):\n"
        "    raise OSError(errno.ENOSPC, 'No space left on device')\nCollected.save = save\n"
    )
    done = run_suite(suite, *ONE)
    assert done.returncode == 1
    assert "what was collected cannot be written: No space left on device" in done.stderr
    assert "problem: nothing is known of what was collected" in done.stdout
    assert "INTERNALERROR" not in done.stdout + done.stderr


def test_a_feature_of_which_no_check_was_collected_is_not_taken_for_one_that_was_not_selected(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    """A comparison passes over what a run was not asked for: what vanished is lost."""
    golden = template.GOLDEN + "demo.fails demo/test_demo.py::test_gone\n"
    suite = template.write_suite(tmp_path, template.CHECKS, golden)
    assert run_suite(suite, *ONE).returncode == 1
    gone = {r.target: r.reason for r in report().results if r.feature == "demo.fails"}
    assert gone == {T: Cause.NOT_COLLECTED.sentence}
    rest = {r.reason for r in report().results if r.feature == "demo.holds" and r.target != T}
    assert rest == {Cause.NOT_SELECTED.sentence}
