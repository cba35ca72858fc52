"""The evidence of a report in the terminal and the browser, and its checks once more."""

from __future__ import annotations

import json
import os
import webbrowser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assay.cli import main
from assay.domain import exit_codes
from assay.domain.verdicts import Verdict
from assay.reporting.last_report import last_report
from assay.results.file import read_results
from tests.conftest import ROOT, RunSuite
from tests.support import reports as support
from tests.support import suite_template as template
from tests.support.reports import FAIL, KNOWN, PASS, line
from tests.support.warm import WarmProcess

REPORT = "reports/latest"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with the report of a run in it."""
    support.write_run(tmp_path / REPORT, support.everything())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def assay(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_the_evidence_is_shown(here: Path) -> None:
    done = assay("show", "crud.create@sqlite-sqlite3")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "crud.create on sqlite-sqlite3: fail (1 fail)"
    for text in (
        "claim:   The claim of crud.create.",
        f"page:    {support.DOCUMENTATION}#a-section",
        "fail: seen 1, not 2",
        "raised:  AssertionError: seen 1, not 2",
        "    Traceback: somewhere",
        "    SELECT :password",
        "again:   assay run 'suites/test_it.py::test_it[sqlite-sqlite3]' --target sqlite-sqlite3",
    ):
        assert text in done.stdout
    known = assay("show", "crud.delete@sqlite-aiosqlite").stdout
    assert "issue:   odd-one (wrong-answer, library); upstream: https://example.org/issues/7" in known
    assert "finding: docs/findings/odd.md" in known


def test_a_chapter_and_a_target_are_shown(here: Path) -> None:
    done = assay("show", "crud@sqlite-sqlite3")
    assert done.exit_code == 0
    answer, *shown = done.stdout.splitlines()
    assert answer.startswith("crud on sqlite-sqlite3: not as it is: 1 check of it fails, and nobody knows why; 1 of 2")
    lines = [line.split() for line in shown]
    assert lines[0] == ["feature", "verdict", "held", "why"]
    assert [line[:3] for line in lines[1:]] == [["crud.create", "fail", "0/1"], ["crud.delete", "fixed", "1/1"]]
    both = [line.split()[:3] for line in assay("show", "crud@sqlite").stdout.splitlines()[2:]]
    assert both[0] == ["feature", "target", "verdict"]
    assert {line[1] for line in both[1:]} == {"sqlite-aiosqlite", "sqlite-sqlite3"}
    one = assay("show", "@sqlite-aiosqlite").stdout.splitlines()
    assert one[0] == "sqlite-aiosqlite: 1 of 2 features hold entirely; 1 wrong answer"
    assert [line.split()[0] for line in one[1:]] == ["feature", "crud.delete"], "what holds is counted"
    found = json.loads(assay("show", "crud", "--json").stdout)
    assert found[0] == {
        "feature": "crud.create",
        "target": "sqlite-sqlite3",
        "verdict": "fail",
        "held": "0/1",
        "reason": "seen 1, not 2",
    }
    refused = assay("show", "crud@mysql")
    assert refused.exit_code != 0
    assert "has nothing of crud on 'mysql'; it has sqlite-aiosqlite, sqlite, " in refused.output


def test_the_findings_of_a_run_are_those_of_its_page(here: Path) -> None:
    (found,) = json.loads(assay("findings", "--report", REPORT, "--json").stdout)
    assert (found["finding"], found["impact"], found["target_ids"]) == ("odd", "wrong-answer", ["sqlite-aiosqlite"])
    assert (found["workaround"], found["upstream"]) == ("Even it out.", "https://example.org/issues/7, state not known")
    done = assay("findings", "--report", REPORT)
    assert done.stdout.splitlines()[0].split()[-2:] == ["what", "helps"]
    assert "that run run1 has seen; 0 more are in its ledger" in done.stderr
    assert json.loads(assay("findings", "--report", REPORT, "--impact", "data-loss", "--json").stdout) == []
    assert json.loads(assay("findings", "--report", REPORT, "--target", "postgres", "--json").stdout) == []
    for words, said in (
        (["crud.delet"], "run run1 has no feature 'crud.delet'; did you mean 'crud.delete'?"),
        (["--target", "posgres"], "run run1 has no target 'posgres'; did you mean 'postgres'?"),
    ):
        refused = assay("findings", "--report", REPORT, *words)
        assert said in refused.output


def test_each_cause_is_shown_once_unless_all_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = ("crud.get", "sqlite-aiosqlite")
    checks = [line(*place, FAIL, "seen 1, not 2", check=f"t.py::test_{n}", sql=(f"SELECT {n}",)) for n in range(4)]
    held = [line(*place, PASS, check=f"t.py::test_held_{n}") for n in range(30)]
    support.write_run(tmp_path / REPORT, {place: [*held, *checks]})
    monkeypatch.chdir(tmp_path)
    short, full = (assay("show", "crud.get@sqlite", *more).stdout for more in ([], ["--full"]))
    assert short.startswith("crud.get on sqlite-aiosqlite: fail (4 fail, 30 pass)")
    assert [short.count("raised:"), full.count("raised:")] == [1, 4]
    assert "SELECT 3" in full
    assert "SELECT 3" not in short
    assert "t.py::test_held_0" in short
    assert "and 25 more" in short
    assert short.index("fail: seen") < short.index("pass: t.py")


def test_the_verdict_on_every_target(here: Path) -> None:
    done = assay("show", "crud.create")
    rows = [row.split() for row in done.stdout.splitlines()]
    assert rows[1][:3] == ["sqlite-aiosqlite", "pass", "1/1"]
    assert rows[2][:3] == ["sqlite-sqlite3", "fail", "0/1"]
    assert "`assay show crud.create@TARGET` shows the evidence" in done.stderr


def test_programs_get_the_same(here: Path) -> None:
    (found,) = json.loads(assay("show", "crud.create@sqlite-sqlite3", "--json").stdout)
    assert (found["verdict"], found["counts"], found["claim"]) == ("fail", {"fail": 1}, "The claim of crud.create.")
    assert found["checks"][0]["raised"]["traceback"] == "Traceback: somewhere"
    assert len(json.loads(assay("show", "crud.create", "--json").stdout)) == 3


def test_passwords_are_masked(tmp_path: Path) -> None:
    place = ("crud.get", "sqlite-aiosqlite")
    support.write_run(tmp_path, {place: line(*place, FAIL, "at postgresql://me:s3cr3t@host/x it is refused")})
    for more in ([], ["--full"], ["--json"]):
        assert "s3cr3t" not in assay("show", "crud.get@sqlite", "--report", str(tmp_path), *more).output


WRONG = {
    "a feature": (["show", "crud.crate"], "'crud.crate' is no feature of reports/latest; did you mean 'crud.create'?"),
    "a target": (["show", "crud.create@posgres"], "nothing of crud.create on 'posgres'; did you mean 'postgres'?"),
    "a report": (
        ["show", "crud.create", "--report", "nowhere"],
        "nowhere: there is no such report; name its directory",
    ),
    "a page": (["open"], "index.html: there is no page; `assay report reports/latest` makes one of the results"),
    "a verdict": (["again", "--verdict", "fial"], "'fial' is no verdict; did you mean 'fail'?"),
    "no results": (["again", "--report", "file"], "file: is empty: no run wrote it to the end of its first line"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_there_is_not_is_one_clear_line(here: Path, name: str) -> None:
    (here / "file").touch()
    words, said = WRONG[name]
    done = assay(*words)
    assert done.exit_code == 2, done.output
    assert said in done.output


@pytest.mark.parametrize("words", [["show", "crud.create"], ["open"], ["again"]])
def test_without_a_report_it_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = assay(*words)
    assert done.exit_code == 2
    assert done.output == (
        "assay: there is no report in reports/latest, reports/part, reports/again; name one with --report, "
        "or `assay run` first\n"
    )


def test_the_last_report_is_the_newest(here: Path) -> None:
    assert last_report() == Path(REPORT)
    support.write_run(here / "reports/part", {("crud.get", "sqlite-aiosqlite"): PASS}, run="part")
    os.utime(here / REPORT / "results.jsonl", (1, 1))
    assert last_report() == Path("reports/part")
    assert last_report(Path(REPORT)) == Path(REPORT)


def test_the_page_is_opened(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert assay("report", REPORT).exit_code == 0
    opened: list[str] = []

    def browse(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", browse)
    page = (here / REPORT / "index.html").resolve()
    assert assay("open").stdout == f"{page.as_uri()}\n"
    assert assay("open", "crud.create@sqlite-sqlite3").exit_code == 0
    assert opened == [page.as_uri(), f"{page.as_uri()}#cell=crud.create%40sqlite-sqlite3"]
    assert json.loads(assay("open", "--json").stdout) == {"page": str(page), "address": page.as_uri()}
    assert len(opened) == 2
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    done = assay("open")
    assert done.exit_code == exit_codes.FAILED
    assert "no browser can be started here: open it yourself" in done.stderr


def again(suite: Path, *words: str) -> dict[str, Any]:
    done = assay("again", "--suite-dir", str(suite), *words, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_what_failed_runs_again(
    tmp_path: Path, run_suite: RunSuite, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real run with a failure; once that is mended, the check alone runs and holds, and nothing is left to do."""
    suite = template.write_suite(tmp_path, template.CHECKS + template.FAILING, template.GOLDEN_FAILING)
    assert run_suite(suite, "--target", "sqlite").returncode == 1
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    (tmp_path / "report").rename(tmp_path / REPORT)
    found = again(suite)
    assert [(one["check"], one["target"], one["verdict"]) for one in found["checks"]] == [
        ("demo/test_demo.py::test_fails", "sqlite-aiosqlite", "fail")
    ]
    assert again(suite, "--target", "sqlite-sqlite3")["checks"] == []
    assert again(suite, "--feature", "demo.holds")["checks"] == []
    assert {one["verdict"] for one in again(suite, "--verdict", "pass")["checks"]} == {"pass"}

    file = suite / "demo" / "test_demo.py"
    file.write_text(file.read_text().replace("assert 1 == 2", "assert 1 == 1"))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")} | {"PYTHONPATH": str(ROOT)}
    done = warm.run("assay", "again", "--suite-dir", str(suite), cwd=tmp_path, environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr.startswith("1 check of reports/latest again (run ")
    ran = [r for r in read_results(tmp_path / "reports" / "again").results if r.verdict is not Verdict.NOT_RUN]
    assert [(r.check, r.verdict) for r in ran] == [("demo/test_demo.py::test_fails", Verdict.PASS)]
    assert read_results(tmp_path / REPORT).results, "the report before is as it was"

    done = warm.run("assay", "run", "--lf", "--suite-dir", str(suite), cwd=tmp_path, environment=environment)
    assert done.returncode == exit_codes.NOTHING_RAN, "the last run is the one in which it held"
    assert done.stderr.startswith("nothing of reports/again is to run again")


def test_what_is_gone_or_was_not_tried_is_said(tmp_path: Path) -> None:
    suite = template.write_suite(tmp_path)
    cells = {
        ("demo.holds", "sqlite-aiosqlite"): [
            line("demo.holds", "sqlite-aiosqlite", FAIL, check="demo/test_demo.py::test_holds"),
            line("demo.holds", "sqlite-aiosqlite", FAIL, check="demo/test_demo.py::test_of_before"),
            line("demo.holds", "sqlite-aiosqlite", FAIL, check="demo/test_demo.py::test_holds", nodeid=""),
        ]
    }
    found = again(suite, "--report", str(support.write_run(tmp_path / "report", cells)))
    assert [one["check"] for one in found["checks"]] == ["demo/test_demo.py::test_holds"]
    assert found["gone"] == ["demo/test_demo.py::test_of_before"]
    assert found["unnamed"] == 1


@pytest.mark.parametrize(
    ("server", "options"),
    [
        ({"source": "container", "promised_version": "15"}, ["--server-version", "postgres=15"]),
        ({"source": "local", "options": ["--source", "postgres=local"]}, ["--source", "postgres=local"]),
    ],
    ids=["an older run", "a run"],
)
def test_they_run_on_the_same_servers(tmp_path: Path, server: dict[str, Any], options: list[str]) -> None:
    place = ("demo.holds", "postgres-asyncpg")
    suite = template.write_suite(tmp_path)
    check = "demo/test_demo.py::test_holds"
    cells = {place: line(*place, KNOWN, check=check)}
    report = str(support.write_run(tmp_path / "report", cells, servers={"postgres": {"state": "ready", **server}}))
    command = again(suite, "--report", report, "--verdict", "known")["command"]
    assert " ".join(options) in " ".join(command)
    assert "--target=postgres-asyncpg" in command
    other = again(suite, "--report", report, "--verdict", "known", "--servers-from", "there")["command"]
    assert " ".join(options) not in " ".join(other)
    assert "--servers-from=there" in other


def test_a_server_of_the_users_has_to_be_given_again(tmp_path: Path) -> None:
    place = ("demo.holds", "postgres-asyncpg")
    suite = template.write_suite(tmp_path)
    cells = {place: line(*place, FAIL, check="demo/test_demo.py::test_holds")}
    report = support.write_run(tmp_path / "report", cells, servers={"postgres": {"state": "ready", "source": "url"}})
    done = assay("again", "--suite-dir", str(suite), "--report", str(report))
    assert done.exit_code == 2
    assert "it ran on a server of yours; give its --database-url, or a --source" in done.output
