"""What a CI server shows of a run: what broke comes first, one line for each cause, below the limits of GitHub."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.domain.failures import Failure
from assay.domain.verdicts import Verdict
from assay.reporting import model
from assay.reporting.ci import annotations as notes
from assay.reporting.ci import comment, issue, summary
from assay.reporting.ci.causes import of_comparison, of_run
from assay.reporting.ci.limits import COMMENT, SUMMARY, characters, size_in_bytes
from assay.reporting.comparing.comparison import Comparison, compare
from assay.reporting.formats import badge, shields
from assay.reporting.model import Report
from assay.results.lines import Result
from tests.support import reports as support
from tests.support.reports import ERROR, FAIL, FIXED, KNOWN, PASS, TARGETS

RUNS = ("a1b2c3d4e5f6", "0123456789ab")
LATER = "2026-01-02T00:00:00+00:00"
TABLE = Failure("OperationalError", "no such table: author_0x7f3a9c21d0", "Traceback: the table\n", ())


def raised(feature: str, target: str, error: Failure, verdict: Verdict = FAIL, **fields: Any) -> Result:
    return support.line(feature, target, verdict, f"{error.type}: {error.message}", error=error, **fields)


def report(folder: Path, cells: Any, run: str = "run1", **about: Any) -> Report:
    return model.load(support.write_run(folder / run, cells, run, **about))


@pytest.fixture
def nights(tmp_path: Path) -> Comparison:
    """A night on which all held but one, and the one after it: two causes, one of them on all targets."""
    before = {("crud.create", t): PASS for t in TARGETS} | {("crud.delete", t): PASS for t in TARGETS}
    before |= {("files.store", TARGETS[0]): FAIL, ("cli.run", TARGETS[0]): PASS}
    after: dict[tuple[str, str], Any] = {
        (f, t): raised(f, t, TABLE, sql=("SELECT 1",)) for f in ("crud.create", "crud.delete") for t in TARGETS
    }
    after["files.store", TARGETS[0]] = PASS
    after["cli.run", TARGETS[0]] = support.line("cli.run", TARGETS[0], ERROR, "the port is taken")
    return compare(report(tmp_path, before, "before"), report(tmp_path, after, "after", started=LATER))


def test_what_has_one_cause_is_told_once(nights: Comparison) -> None:
    found = of_run(nights.candidate)
    assert [(one.kind, len(one.places)) for one in found] == [("fail", 6), ("error", 1)]
    new = of_comparison(nights)
    assert [(one.kind, one.where) for one in new] == [
        ("regressed", f"crud.create and 1 more feature on {', '.join(TARGETS)}"),
        ("held, now an error", f"cli.run on {TARGETS[0]}"),
    ]


def test_a_cause_has_the_same_key_on_every_night_and_two_causes_have_two(tmp_path: Path) -> None:
    def key(message: str, feature: str = "crud.create", run: str = RUNS[0], kind: str = "OperationalError") -> str:
        line = raised(feature, TARGETS[0], Failure(kind, message, "", ()))
        return of_run(report(tmp_path, {(feature, TARGETS[0]): line}, run))[0].key

    first = key("no such table: t at 0x7f0000000000 in assay_a1b2c3d4e5f6_w1_0a of run a1b2c3d4e5f6")
    assert (
        key("no such table: t at 0x7f1111111111 in assay_0123456789ab_w2_ff of run 0123456789ab", run=RUNS[1]) == first
    )
    assert (
        key("no such table: t at 0x7f0000000000 in assay_a1b2c3d4e5f6_w1_0a of run a1b2c3d4e5f6", "files.store")
        == first
    )
    assert key("no such column: t") != first
    # What an assertion says is of its check: another check that says the same may have another cause.
    assertion = key("assert 1 == 2", kind="AssertionError")
    assert key("assert 1 == 2", kind="AssertionError", run=RUNS[1]) == assertion
    assert key("assert 1 == 2", "files.store", kind="AssertionError") != assertion


def test_what_was_raised_inside_an_application_is_the_cause_of_its_answer(tmp_path: Path) -> None:
    inside = (("OperationalError", "no such table: t"),)
    answers = [Failure("AssertionError", f"answered 500, not {code}", "", inside) for code in (200, 201)]
    cells = {
        ("crud.create", TARGETS[0]): raised("crud.create", TARGETS[0], answers[0]),
        ("files.store", TARGETS[0]): raised("files.store", TARGETS[0], answers[1]),
    }
    assert len(of_run(report(tmp_path, cells))) == 1


def test_what_the_ledger_explains_is_no_new_issue(tmp_path: Path) -> None:
    cell = ("crud.create", TARGETS[0])
    known = support.line(*cell, KNOWN, "It is odd.", issue="odd-one")
    old = report(tmp_path, {cell: PASS, ("crud.get", TARGETS[0]): PASS}, "old")
    new = report(tmp_path, {cell: known, ("crud.get", TARGETS[0]): PASS}, "new", started=LATER)
    assert not issue.issues(new, compare(old, new))
    assert compare(old, new).regressed


def test_what_was_lost_is_one_issue_for_its_reason(tmp_path: Path) -> None:
    features = [f"crud.f{n}" for n in range(30)]
    lost = {
        (f, TARGETS[2]): support.line(f, TARGETS[2], Verdict.NOT_RUN, "the container did not start", check="")
        for f in features
    }
    there = {("crud.get", TARGETS[0]): PASS}
    old = report(tmp_path, {(f, TARGETS[2]): PASS for f in features} | there, "old")
    new = report(tmp_path, lost | there, "new", started=LATER)
    (found,) = issue.issues(new, compare(old, new))
    assert "held, not run: the container did not start" in found.title
    assert all(feature in found.body for feature in features)


def test_the_summary_begins_with_what_broke(nights: Comparison) -> None:
    text = summary.render(nights.candidate, nights)
    first, *rest = text.splitlines()
    assert first == "# Assay: the run fails: 6 fail, 1 error"
    places = [text.index(part) for part in ("## What is new", "## What broke", "## Targets")]
    assert places == sorted(places)
    assert "Against the run before: 6 regressed, 1 held, now an error, 1 fixed." in rest
    assert sum(line.startswith("- **fail**") for line in rest) == 1, "one line for a cause"
    assert "assay run " in text
    assert text.count("## What broke") == 1
    alone = summary.render(nights.candidate)
    assert "What is new" not in alone


def test_a_run_that_is_as_it_should_be_says_so(tmp_path: Path) -> None:
    found = report(tmp_path, {("crud.create", t): PASS for t in TARGETS})
    assert summary.render(found).startswith("# Assay: the run is as it should be\n")
    assert "What broke" not in summary.render(found)
    assert notes.render(found) == ""
    assert issue.issues(found) == []


@pytest.fixture(scope="module")
def broken_in_many_ways(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Four thousand causes, each with a long reason, characters of four bytes, and a traceback that is longer."""
    folder = tmp_path_factory.mktemp("large")
    features = [f"chapter{n % 20}.feature-{n:04d}-{'x' * 40}" for n in range(4000)]
    error = [
        Failure(f"Error{n}", f"cause number {n}: " + "💥 ünd <b> | `x` " * 30, "  line\n" * 20, ()) for n in range(4000)
    ]
    cells = {(f, TARGETS[0]): raised(f, TARGETS[0], error[n]) for n, f in enumerate(features)}
    old = report(folder, dict.fromkeys(cells, PASS), "old")
    return compare(old, report(folder, cells, "new", started=LATER))


def test_no_text_is_longer_than_github_takes(broken_in_many_ways: Comparison) -> None:
    large = broken_in_many_ways
    for found in (None, large):
        text = summary.render(large.candidate, found)
        assert SUMMARY // 3 < size_in_bytes(text) <= SUMMARY
        assert re.search(r"And \d+ more causes: see the report\.", text)
        short = comment.render(large.candidate, found)
        assert COMMENT // 2 < characters(short) < COMMENT
        assert re.search(r"And \d+ more causes: see the report\.", short)
    lines = notes.render(large.candidate).splitlines()
    assert len(lines) == notes.LIMIT
    assert lines[-1] == "::error title=Assay::and 3991 more: see the summary"


def test_no_issue_is_longer_than_github_takes(tmp_path: Path) -> None:
    said = "no such table " + "💥" * 1_500
    features = [f"crud.feature-{n:04d}" for n in range(3000)]
    cells = {(f, TARGETS[0]): raised(f, TARGETS[0], Failure("OperationalError", said, "", ())) for f in features}
    long = Failure("OperationalError", said, "  line ```\n" * 40_000, ())
    cells[features[0], TARGETS[0]] = raised(features[0], TARGETS[0], long, sql=("SELECT '💥'",) * 9000)
    (found,) = issue.issues(report(tmp_path, cells))
    assert COMMENT // 2 < characters(found.body) < COMMENT
    assert characters(found.title) <= 256
    assert re.search(r"And \d+ more features: see the report\.", found.body)
    assert f"assay-{found.key}" in found.body
    assert found.body.count("````") == 2, "a fence that the traceback cannot end"


def test_what_a_check_says_steers_neither_markdown_nor_github(tmp_path: Path) -> None:
    evil = "@everyone <!-- #7 --> **x** | `y` \n::error::z%0A\x1b[31m"
    line = raised("crud.create", TARGETS[0], Failure("Error", evil, evil, ()), nodeid="suites/a,b:c.py::test_it[x]")
    found = report(tmp_path, {("crud.create", TARGETS[0]): line})
    for text in (summary.render(found), comment.render(found), issue.issues(found)[0].body):
        outside = re.sub(
            r"<code>.*?</code>|`[^`\n]+`|^(`{3,})$.*?^\1$|^\|.*$", "", text, flags=re.DOTALL | re.MULTILINE
        )
        assert "@everyone" not in outside
        assert "\x1b" not in text
    (annotation,) = notes.render(found).splitlines()
    assert annotation.startswith(
        "::error file=suites/a%2Cb%3Ac.py,title=fail%3A crud.create on sqlite-aiosqlite::Error: @every"
    )
    assert "%250A" in annotation


def test_a_fixed_issue_is_a_warning_and_problems_of_the_run_are_errors(tmp_path: Path) -> None:
    cells = {("crud.create", TARGETS[0]): FIXED}
    found = report(tmp_path, cells, problems=("shard postgres: is missing: nobody ran it (3 x not-run)", "1 x fixed"))
    assert notes.render(found).splitlines() == [
        "::error title=Assay::shard postgres: is missing: nobody ran it (3 x not-run)",
        f"::warning file=suites/test_it.py,title=fixed%3A crud.create on {TARGETS[0]}::because of fixed",
    ]


def test_a_killed_run_says_so_first(tmp_path: Path) -> None:
    found = report(tmp_path, {("crud.create", TARGETS[0]): PASS}, end=False)
    assert notes.render(found).startswith("::error title=Assay::the run was killed before its end\n")
    assert summary.render(found).startswith("# Assay: the run was killed before its end")


def test_a_comment_says_what_did_not_regress_and_on_what(tmp_path: Path) -> None:
    cells = {("crud.create", t): PASS for t in TARGETS}
    old = report(tmp_path, cells, "old", versions={"advanced-alchemy": "1.11.0"})
    new = report(tmp_path, cells, "new", started=LATER, versions={"advanced-alchemy": "1.12.0"})
    text = comment.render(new, compare(old, new))
    assert text.startswith(f"{comment.MARK}\n### Assay: nothing regressed on {', '.join(TARGETS)}\n")
    assert "| `advanced-alchemy` | `1.11.0` | `1.12.0` |" in text
    assert "What broke" not in text


def test_a_comment_on_a_run_alone_says_what_holds_on_each_target(tmp_path: Path) -> None:
    text = comment.render(report(tmp_path, {("crud.create", t): PASS for t in TARGETS}))
    assert text.startswith(f"{comment.MARK}\n### Assay: the run is as it should be\n")
    assert [line for line in text.splitlines() if line.startswith("- ")] == [
        f"- **{target}**: 1 of 1 feature holds entirely" for target in TARGETS
    ]


def test_the_badge_for_shields_says_what_the_picture_says(tmp_path: Path) -> None:
    found = report(tmp_path, support.everything())
    for target, text in shields.render(found).items():
        data = json.loads(text)
        assert {**data, "color": ""} == {
            "schemaVersion": 1,
            "label": target,
            "message": badge.said(found, target)[0],
            "color": "",
        }
        assert re.fullmatch("#[0-9a-f]{6}", data["color"])
        assert data["message"] in badge.render(found)[target]


def test_the_commands_print_them_and_write_issues(nights: Comparison, tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["ci", *arguments])
        assert done.exit_code == 0, done.output
        return done.stdout

    against = [str(after), "--baseline", str(before)]
    assert run("summary", *against) == summary.render(nights.candidate, nights)
    assert run("comment", *against) == comment.render(nights.candidate, nights)
    assert run("annotations", str(after)) == notes.render(nights.candidate)
    run("issue", *against, "--output", str(tmp_path / "issues"))
    wanted = {f"{one.key}.md": f"# {one.title}\n\n{one.body}" for one in issue.issues(nights.candidate, nights)}
    assert {file.name: file.read_text() for file in (tmp_path / "issues").iterdir()} == wanted
    assert len(wanted) == 2
    assert run("issue", *against) == "".join(wanted[f"{one.key}.md"] for one in issue.issues(nights.candidate, nights))


@pytest.mark.parametrize("command", ["summary", "annotations", "comment", "issue"])
def test_a_run_that_is_not_there_is_one_line(tmp_path: Path, command: str) -> None:
    done = CliRunner().invoke(main, ["ci", command, str(tmp_path / "none")])
    assert done.exit_code == 2
    assert "cannot be read" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not done.stdout
