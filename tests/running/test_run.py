"""A run as a user sees it: verdicts, the ways in which it fails, and what it leaves."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assay.domain.catalogue import Catalogue
from assay.domain.causes import Cause
from assay.domain.ledger import Ledger
from assay.domain.verdicts import Verdict
from assay.products.registry import BACKENDS
from assay.results.file import RecordedRun
from assay.results.lines import FORMAT
from tests.conftest import ReadReport, RunSuite
from tests.support import suite_template as template

SQLITE = ("--target", "sqlite")


def verdicts(run: RecordedRun) -> Counter[tuple[str, Verdict]]:
    return Counter((r.feature, r.verdict) for r in run.results)


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
def test_a_green_run(tmp_path: Path, run_suite: RunSuite, report: ReadReport, workers: Sequence[str]) -> None:
    suite = template.write_suite(tmp_path)
    done = run_suite(suite, *SQLITE, *workers)
    assert done.returncode == 0, done.stdout + done.stderr
    run = report()
    found = verdicts(run)
    assert found["demo.holds", Verdict.PASS] == 2  # two drivers
    assert found["demo.unchecked", Verdict.NOT_RUN] == len(BACKENDS)  # it varies over them
    assert {r.reason for r in run.results if r.feature == "demo.unchecked"} == {"no check yet"}
    assert {r.reason for r in run.results if r.feature == "demo.holds" and r.verdict is Verdict.NOT_RUN} == {
        "not selected"
    }
    assert run.end is not None
    assert "2 of 3 features have no check yet" in done.stdout
    passed = next(r for r in run.results if r.verdict is Verdict.PASS)
    assert passed.check == "demo/test_demo.py::test_holds"
    assert passed.seconds > 0
    manifest = json.loads((tmp_path / "report" / "manifest.json").read_text())
    assert manifest["distributions"]["advanced-alchemy"]
    assert manifest["servers"]["sqlite"]["version"]
    assert "| `demo.holds` |" in (tmp_path / "report" / "summary.md").read_text()


def test_a_fail_fails_and_drafts_the_entry_that_would_make_it_right(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    suite = template.write_suite(tmp_path, template.CHECKS + template.FAILING, template.GOLDEN_FAILING)
    done = run_suite(suite, *SQLITE)
    assert done.returncode == 1
    failed = [r for r in report().results if r.verdict is Verdict.FAIL]
    assert [(r.feature, r.target) for r in failed] == [("demo.fails", "sqlite-aiosqlite")]
    assert failed[0].error is not None
    assert failed[0].error.type == "AssertionError"
    assert "seen 1, not 2" in failed[0].error.message
    assert "test_fails" in failed[0].error.traceback
    assert "1 x fail" in done.stdout
    draft = (tmp_path / "report" / "ledger-draft.toml").read_text()
    assert "seen\\\\ 1" in draft
    drafted = Ledger.load(tmp_path / "report" / "ledger-draft.toml", Catalogue.load(suite / "catalogue.toml"))
    assert [entry.features for entry in drafted] == [("demo.fails",)]
    (suite / "known_issues.toml").write_text(draft)
    assert run_suite(suite, *SQLITE).returncode == 0, "the draft makes it right"


def test_a_known_failure_is_known_and_the_run_is_green(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    suite = template.write_suite(tmp_path, template.CHECKS + template.FAILING, template.GOLDEN_FAILING, template.KNOWN)
    done = run_suite(suite, *SQLITE)
    assert done.returncode == 0, done.stdout
    known = [r for r in report().results if r.verdict is Verdict.KNOWN]
    assert [(r.feature, r.issue, r.reason) for r in known] == [("demo.fails", "one-is-not-two", "Arithmetic.")]
    assert "1 known" in done.stdout


def test_a_failure_that_looks_different_is_not_excused(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    other = template.FAILING.replace("seen 1", "seen 3")
    suite = template.write_suite(tmp_path, template.CHECKS + other, template.GOLDEN_FAILING, template.KNOWN)
    assert run_suite(suite, *SQLITE).returncode == 1
    assert [r.verdict for r in report().results if r.feature == "demo.fails"] == [Verdict.FAIL]


def test_what_is_fixed_fails_until_the_entry_goes(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    mended = template.FAILING.replace("1 == 2", "2 == 2")
    suite = template.write_suite(tmp_path, template.CHECKS + mended, template.GOLDEN_FAILING, template.KNOWN)
    done = run_suite(suite, *SQLITE)
    assert done.returncode == 1
    assert [r.verdict for r in report().results if r.feature == "demo.fails"] == [Verdict.FIXED]
    assert "remove ledger entry 'one-is-not-two'" in done.stdout


@pytest.mark.parametrize(
    ("seen", "verdict"), [("1 == 2", Verdict.KNOWN), ("2 == 2", Verdict.KNOWN), ("3 == 2", Verdict.FAIL)]
)
def test_what_fails_by_chance_is_known_whether_it_holds_or_not_and_may_not_fail_otherwise(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, seen: str, verdict: Verdict
) -> None:
    checks = template.CHECKS + template.FAILING.replace("1 == 2", seen).replace("seen 1", f"seen {seen[0]}")
    chance = f'{template.KNOWN}by_chance = true\nchecks = ["demo/test_demo.py::test_fails"]\nfinding = "why.md"\n'
    suite = template.write_suite(tmp_path, checks, template.GOLDEN_FAILING, chance)
    done = run_suite(suite, *SQLITE)
    (line,) = [r for r in report().results if r.feature == "demo.fails"]
    assert line.verdict is verdict
    assert (line.cause is Cause.BY_CHANCE) == (verdict is Verdict.KNOWN)
    assert done.returncode == (1 if verdict is Verdict.FAIL else 0), done.stdout


def test_an_entry_that_matches_no_check_fails_the_run(tmp_path: Path, run_suite: RunSuite) -> None:
    suite = template.write_suite(tmp_path, ledger=template.KNOWN)
    done = run_suite(suite, *SQLITE)
    assert done.returncode == 1
    assert "'one-is-not-two' matches no check" in done.stdout


ANYWHERE = """
[[issue]]
id = "one-is-never-two"
features = ["*"]
targets = ["sqlite-*"]
versions = {advanced-alchemy = ">=1"}
raises = "AssertionError"
message = "seen 1, not 2"
fault = "driver"
impact = "error"
workaround = "none known"
reason = "Arithmetic."
upstream = "unreported"
review_by = 2027-01-01
"""


def test_a_fault_of_any_feature_is_known_where_it_shows(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    suite = template.write_suite(tmp_path, template.CHECKS + template.FAILING, template.GOLDEN_FAILING, ANYWHERE)
    done = run_suite(suite, *SQLITE)
    assert done.returncode == 0, done.stdout
    found = verdicts(report())
    assert found["demo.fails", Verdict.KNOWN] == 1
    assert found["demo.holds", Verdict.PASS] == 2, "what holds is not held against it"


def test_a_check_of_another_target_has_not_vanished(tmp_path: Path, run_suite: RunSuite) -> None:
    suite = template.write_suite(tmp_path, template.CHECKS + template.FAILING, template.GOLDEN_FAILING, template.KNOWN)
    done = run_suite(suite, "--target", "sqlite-sqlite3")
    assert done.returncode == 0, done.stdout


def test_a_vanished_check_fails_the_run(tmp_path: Path, run_suite: RunSuite) -> None:
    suite = template.write_suite(tmp_path, golden=template.GOLDEN + "demo.holds demo/test_demo.py::test_gone\n")
    done = run_suite(suite, *SQLITE)
    assert done.returncode == 1
    assert "vanished: demo.holds demo/test_demo.py::test_gone" in done.stdout


def test_a_part_of_the_suite_is_not_held_against_the_golden_list(tmp_path: Path, run_suite: RunSuite) -> None:
    suite = template.write_suite(tmp_path, template.CHECKS + template.FAILING, template.GOLDEN_FAILING, template.KNOWN)
    assert run_suite(suite, *SQLITE, "-k", "test_holds").returncode == 0
    assert run_suite(suite, *SQLITE, "--feature", "demo.holds").returncode == 0


ERRORS = {
    "a mistake in the check": ("undefined_name", "the check itself is broken: NameError"),
    "a statement of ours that is wrong": ("reader.execute('SELEC 1')", "the independent reader failed"),
    "a check that skips itself": ("__import__('pytest').skip('tired')", "the check skipped itself: tired"),
    "a check that hangs": ("__import__('time').sleep(100)", "Timeout"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_a_fault_of_ours_is_an_error_not_a_verdict(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, name: str
) -> None:
    code, reason = ERRORS[name]
    checks = f"from assay.checking import proves\n@proves('demo.fails')\ndef test_fails(reader):\n    {code}\n"
    suite = template.write_suite(tmp_path, checks, "demo.fails demo/test_demo.py::test_fails\n")
    done = run_suite(suite, *SQLITE, *(["-o", "timeout=10"] if "sleep" in code else []))
    assert done.returncode == 1
    found = [r for r in report().results if r.feature == "demo.fails"]
    assert [r.verdict for r in found] == [Verdict.ERROR], done.stdout
    assert reason in found[0].reason


def test_a_worker_that_dies_is_an_error(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    checks = (
        "import os\nfrom assay.checking import proves\n\n"
        "@proves('demo.fails')\ndef test_fails(reader):\n    os._exit(3)\n"
    )
    suite = template.write_suite(tmp_path, checks + template.CHECKS, template.GOLDEN_FAILING)
    done = run_suite(suite, *SQLITE, "-n2")
    assert done.returncode == 1
    found = verdicts(report())
    assert found["demo.fails", Verdict.ERROR] == 1, done.stdout
    assert found["demo.holds", Verdict.PASS] == 2, done.stdout


def test_a_capability_that_has_become_available_is_reported(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    mark = "@proves('demo.fails', needs=('transactional-ddl',))"
    checks = f"from assay.checking import proves\n{mark}\ndef test_fails(reader):\n    pass\n"
    suite = template.write_suite(tmp_path, checks, "demo.fails demo/test_demo.py::test_fails\n")
    assert run_suite(suite, *SQLITE).returncode == 0
    assert report().results[0].verdict is Verdict.UNSUPPORTED
    done = run_suite(suite, *SQLITE, "--attempt-absent")
    assert done.returncode == 0
    assert report().results[0].verdict is Verdict.UNSUPPORTED
    assert "it held although the profile says that it cannot" in report().results[0].reason
    assert "has become available" in done.stdout


BAD_INPUT = {
    "unknown target": (["--target", "sqlight"], "unknown target or backend 'sqlight'"),
    "unknown backend required": (["--require", "db2"], "unknown target, backend or store 'db2'"),
    "required but not selected": (["--target", "sqlite", "--require", "mysql"], "none of its targets is selected"),
    "unknown feature": (["--feature", "demo.hold"], "unknown feature 'demo.hold'"),
    "unknown source": (["--source", "cloud"], "unknown source 'cloud'"),
    "bad URL": (["--database-url", "nonsense"], "--database-url: not a database URL"),
    "no servers kept": (["--servers-from", "nowhere"], "no servers are kept there"),
}


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_options_are_one_clear_line(tmp_path: Path, run_suite: RunSuite, name: str) -> None:
    options, message = BAD_INPUT[name]
    (tmp_path / "report").mkdir()
    earlier = f'{{"kind":"run","format":"{FORMAT}","run":"1234567890ab","manifest":{{}}}}\n'
    (tmp_path / "report" / "results.jsonl").write_text(earlier)
    done = run_suite(template.write_suite(tmp_path), *options)
    assert done.returncode != 0
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    assert any(message in line for line in lines), lines
    assert len(lines) <= 2
    assert "Traceback" not in done.stdout + done.stderr
    assert (tmp_path / "report" / "results.jsonl").read_text() == earlier, "nothing may be lost"


def test_an_unwritable_report_directory_is_one_clear_line(tmp_path: Path, run_suite: RunSuite) -> None:
    (tmp_path / "report").write_text("a file in the way")
    done = run_suite(template.write_suite(tmp_path), *SQLITE)
    assert done.returncode != 0
    assert "the report cannot be written" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


IMPORTS = {
    "class": (
        "from advanced_alchemy.base import UUIDBase\n"
        "from sqlalchemy.orm import Mapped\n"
        "class First(UUIDBase):\n    __tablename__ = 'first'\n"
        "class Second(UUIDBase):\n    __tablename__ = 'second'\n    broken: Mapped[complex]\n",
        Verdict.FAIL,
        "Could not locate SQLAlchemy Core type",
    ),
    "name": ("from advanced_alchemy.base import NoSuchBase\n", Verdict.FAIL, "cannot import name 'NoSuchBase'"),
    "module": ("import advanced_alchemy.no_such_module\n", Verdict.FAIL, "No module named 'advanced_alchemy.no_such"),
    "ours": ("undefined_name\n", Verdict.ERROR, "the check itself is broken: NameError"),
    "not installed": ("import no_such_distribution\n", Verdict.ERROR, "the check itself is broken: ModuleNotFound"),
}


@pytest.mark.parametrize(
    ("name", "where"),
    [*((name, "test_demo.py") for name in IMPORTS), ("class", "conftest.py"), ("class", "helper.py")],
)
def test_checks_that_cannot_be_imported_say_so(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, name: str, where: str
) -> None:
    code, verdict, reason = IMPORTS[name]
    suite = template.write_suite(tmp_path, template.CHECKS + template.FAILING, template.GOLDEN_FAILING)
    other = suite / "demo" / "test_other.py"
    other.write_text(
        template.FAILING.replace("\n\n@", "from assay.checking import proves\n@").replace("fails(", "other(")
    )
    golden = suite / "golden.txt"
    golden.write_text(golden.read_text() + "demo.fails demo/test_other.py::test_other\n")
    if where == "helper.py":  # which two modules need
        (suite / "__init__.py").touch()
        (suite / "demo" / "__init__.py").touch()
        (suite / "demo" / where).write_text(code)
        for file in (suite / "demo").glob("test_*.py"):
            file.write_text("import suite.demo.helper\n" + file.read_text())
    else:
        file = suite / "demo" / where
        file.write_text(code + (file.read_text() if file.exists() else ""))
    done = run_suite(suite, *SQLITE, "-n2")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "vanished" not in done.stdout
    found = {(r.check, r.target): r for r in report().results if r.check}
    broken = [r for r in found.values() if where != "test_demo.py" or "test_demo.py" in r.check]
    assert len(found) == 4, found
    assert len(broken) == 4 - (where == "test_demo.py")
    assert {r.verdict for r in broken} == {verdict}, [r.reason for r in broken]
    assert all(reason in r.reason for r in broken), [r.reason for r in broken]


def test_an_import_that_the_ledger_explains_is_known(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    entry = template.KNOWN.replace('seen = "seen 1, not 2"', 'raises = "ImportError"\nmessage = "name \'NoSuchBase\'"')
    entry = entry.replace('["demo.fails"]', '["demo.fails", "demo.holds"]')
    code = "from advanced_alchemy.base import NoSuchBase\n"
    checks = code + template.CHECKS + template.FAILING
    suite = template.write_suite(tmp_path, checks, template.GOLDEN_FAILING, entry)
    done = run_suite(suite, *SQLITE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert verdicts(report())["demo.holds", Verdict.KNOWN] == 2


def test_an_import_that_fails_in_checks_nobody_knows_of_is_a_collection_error(
    tmp_path: Path, run_suite: RunSuite
) -> None:
    suite = template.write_suite(tmp_path)
    (suite / "demo" / "test_new.py").write_text("from advanced_alchemy.base import NoSuchBase\n")
    done = run_suite(suite, *SQLITE)
    assert done.returncode != 0
    assert "cannot import name 'NoSuchBase'" in done.stdout


UNTOLD = """
import pytest
from assay.checking import proves


class WordlessError(AssertionError):
    def __str__(self):
        return " ".join([None])


@proves("demo.fails")
def test_fails(target):
    raise WordlessError
"""

UNTELLING = """
def pytest_runtest_makereport(item, call):
    if call.excinfo is not None:
        raise SystemError("AST constructor recursion depth mismatch")
"""


@pytest.mark.parametrize("conftest", ["", UNTELLING], ids=["text", "traceback"])
def test_a_failure_that_cannot_be_told_does_not_end_the_run(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, conftest: Any
) -> None:
    suite = template.write_suite(tmp_path, UNTOLD + template.CHECKS, template.GOLDEN_FAILING)
    (suite / "conftest.py").write_text(conftest)
    done = run_suite(suite, *SQLITE)
    assert done.returncode == 1, done.stdout + done.stderr
    assert verdicts(report())["demo.holds", Verdict.PASS] == 2
    failed = next(r for r in report().results if r.verdict is Verdict.FAIL)
    assert "__str__ raises TypeError" in failed.reason
    assert failed.error is not None
    assert ("AST constructor" in failed.error.traceback) is bool(conftest)


def test_a_run_says_what_changed_since_the_last_whole_one(tmp_path: Path, run_suite: RunSuite) -> None:
    """The one before it in the same directory; after a run of a part that one still, and another if it is named."""
    suite = template.write_suite(tmp_path)
    folder = tmp_path / "report"
    first = run_suite(suite, *SQLITE)
    assert "since run" not in first.stdout
    before = json.loads((folder / "digest.json").read_text())["run"]
    (suite / "demo" / "test_demo.py").write_text(template.CHECKS.replace('[{"n": 1}]', '[{"n": 2}]'))
    again = run_suite(suite, *SQLITE, "--feature", "demo.holds")
    held = "held, and no more: demo.holds[sqlite-aiosqlite, sqlite-sqlite3]"
    for done in (again, run_suite(suite, *SQLITE)):
        assert f"since run {before}" in done.stdout, done.stdout + done.stderr
        assert held in done.stdout
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", (folder / "index.html").read_text()))
    assert "held, and no more: demo.holds sqlite-aiosqlite, sqlite-sqlite3" in shown
    assert f"since run {before}" not in run_suite(suite, *SQLITE).stdout, "the last whole run is another one now"
    (tmp_path / "kept").mkdir()
    (folder / "baseline.json").rename(tmp_path / "kept" / "digest.json")
    done = run_suite(suite, *SQLITE, "--baseline", str(tmp_path / "kept"))
    assert "since run" in done.stdout
    assert "nothing of what both ran has changed" in done.stdout
