"""Comparing two runs."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.domain.causes import Cause
from assay.domain.errors import UsageError
from assay.domain.failures import Failure
from assay.domain.verdicts import Verdict
from assay.reporting import model
from assay.reporting.comparing import formats
from assay.reporting.comparing.changes import Change
from assay.reporting.comparing.comparison import Comparison, compare_files
from assay.reporting.comparing.formats import html, markdown
from assay.reporting.comparing.terminal import render as terminal
from assay.reporting.comparing.wording import verdict_line, why
from assay.reporting.matrix import combinations as matrix
from assay.reporting.matrix import formats as matrix_formats
from tests.support import reports as support
from tests.support.reports import ERROR, FAIL, FIXED, KNOWN, NOT_RUN, PASS, UNSUPPORTED

T = "sqlite-aiosqlite"
ANCHOR = ("z.anchor", T)


def compared(tmp_path: Path, old: Verdict | None, new: Verdict | None, **about: Any) -> Comparison:
    sides = []
    for name, verdict in (("base", old), ("candidate", new)):
        cells = {ANCHOR: PASS} | ({("a.b", T): verdict} if verdict else {})
        sides.append(support.write_run(tmp_path / name, cells, name, features=["a.b", "z.anchor"], **about))
    return compare_files(*sides)


TABLE = [
    (PASS, FAIL, Change.REGRESSED),
    (PASS, KNOWN, Change.REGRESSED),
    (FIXED, FAIL, Change.REGRESSED),
    (FAIL, PASS, Change.FIXED),
    (KNOWN, PASS, Change.FIXED),
    (KNOWN, FIXED, Change.FIXED),
    (None, PASS, Change.NEW),
    (UNSUPPORTED, PASS, Change.NEW),
    (UNSUPPORTED, FAIL, Change.NEW),
    (PASS, None, Change.GONE),
    (PASS, UNSUPPORTED, Change.WITHDRAWN),
    (FAIL, None, Change.REMOVED),
    (FAIL, UNSUPPORTED, Change.REMOVED),
    (FAIL, KNOWN, Change.REASON),
    (PASS, NOT_RUN, Change.LOST),
    (NOT_RUN, FAIL, Change.UNSEEN),
    (FAIL, NOT_RUN, Change.NOT_COMPARABLE),
    (NOT_RUN, PASS, Change.NOT_COMPARABLE),
    (NOT_RUN, NOT_RUN, Change.NOT_COMPARABLE),
    (NOT_RUN, None, Change.NOT_COMPARABLE),
    (ERROR, FAIL, Change.UNSEEN),
    (FAIL, ERROR, Change.HIDDEN),
    (KNOWN, ERROR, Change.HIDDEN),
    (ERROR, ERROR, Change.NOT_COMPARABLE),
    (NOT_RUN, ERROR, Change.NOT_COMPARABLE),
    (PASS, ERROR, Change.NEW_ERROR),
    (PASS, PASS, Change.SAME),
    (PASS, FIXED, Change.SAME),
    (FAIL, FAIL, Change.SAME),
    (UNSUPPORTED, UNSUPPORTED, Change.SAME),
]


@pytest.mark.parametrize(("old", "new", "change"), TABLE)
def test_what_became_of_a_cell(tmp_path: Path, old: Verdict | None, new: Verdict | None, change: Change) -> None:
    found = compared(tmp_path, old, new)
    assert next(p.change for p in found.pairs if p.feature == "a.b") is change
    assert found.counts[Change.SAME] == 1 + (change is Change.SAME)
    assert found.fails() == change.fails_compare
    assert found.fails_upgrade == change.fails_compare, "both commands fail on the same"
    assert found.fails(allow_missing=True) == (change.fails_compare and not change.untold)


def test_what_fails_a_comparison_fails_an_upgrade() -> None:
    assert {c for c in Change if c.fails_upgrade and not c.fails_compare} == {Change.LEFT_OUT, Change.UNASKED}
    assert all(change.fails_upgrade for change in Change if change.fails_compare)
    assert all(change.fails_compare for change in Change if change.untold)
    assert not any(c.fails_compare for c in (Change.FIXED, Change.NEW, Change.REMOVED, Change.REASON, Change.SAME))


@pytest.mark.parametrize(("old", "new", "change"), [
    ("seen 1, not 2", "seen 3, not 2", Change.REASON),
    ("object at 0x7f00aa112233", "object at 0x7f00bb445566", Change.SAME),
    ("row 0b7f3a52-9d43-4a6e-8b2e-3d9a5f6c7e81", "row 1b7f3a52-9d43-4a6e-8b2e-3d9a5f6c7e82", Change.SAME),
    ("in /home/one/x.py", "in /home/two/y/x.py", Change.SAME),
    ("space assay_base_1", "space assay_candidate_1", Change.SAME),
    ("refused 127.0.0.1:5431", "refused 127.0.0.1:5999", Change.SAME),
    ("PUT a.txt in 35.183µs: 409", "PUT a.txt in 9.264µs: 409", Change.SAME),
    ("assay_0a1b2c3d4e5f_ab12gw0_1f", "assay_0a1b2c3d4e5f_cd34gw1_2", Change.SAME),
    ("http://h/assay-base-gw0-9/a.txt", "http://h/assay-candidate-gw1-12/a.txt", Change.SAME),
    ("long\n[SQL: INSERT INTO t (a, b)]\n[parameters: (b'\\x01]', 1)]\n(Background on this error at: x)",
     "long\n[SQL: INSERT INTO t (b, a)]\n[parameters: [2, b'\\x02']]\n(Background on this error at: x)", Change.SAME),
    ("long\n[SQL: INSERT INTO t (a) VALUES (:a)]", "long\n[SQL: INSERT INTO u (a) VALUES (:a)]", Change.REASON),
    ("long\n[SQL: INSERT INTO t (a)]\n[parameters: (1,)]", "none\n[SQL: INSERT INTO t (a)]\n[parameters: (1,)]",
     Change.REASON),
    ("missing: a\nassert {'b', 'c'} == {'a'}", "missing: a\nassert {'c', 'b'} == {'a'}", Change.SAME),
    ("missing: a\nassert {'b'} == {'a'}", "missing: b\nassert {'b'} == {'a'}", Change.REASON),
    ("assert 1 == 2", "assert 1 == 3", Change.REASON),
    ("`x` ended: no\nPrinted in 0.2 s:\n  line 7", "`x` ended: no\nPrinted in 1.5 s:\n  line 8", Change.SAME),
    ("`x` ended: no\nPrinted in 0.2 s:\nthis", "`x` ended: never\nPrinted in 0.2 s:\nthis", Change.REASON),
    ("wrote 2026-11-25_again_fedf079155b4.py", "wrote 2026-11-26_again_518a36ba9eea.py", Change.SAME),
    ("wrote 2026-11-25_again_fedf079155b4.py", "wrote 2026-11-25_first_fedf079155b4.py", Change.REASON),
    ("at 2026-11-25 03:30:08,720: no", "at 2026-11-26 03:31:09,111: no", Change.SAME),
    ("no (see https://sqlalche.me/e/20/pcls)", "no (see https://sqlalche.me/e/21/pcls)", Change.SAME),
    ("no (see https://sqlalche.me/e/20/pcls)", "no (see https://sqlalche.me/e/20/gkpj)", Change.REASON),
    ("400 no, request_id = 1.608437.1.0.6.1", "400 no, request_id = 1.633207.1.0.7.1", Change.SAME),
])  # fmt: skip
def test_what_counts_as_another_reason(tmp_path: Path, old: str, new: str, change: Change) -> None:
    sides = []
    for name, said in (("base", old), ("candidate", new)):
        failed = support.line("a.b", T, FAIL, said.partition("\n")[0], error=Failure("AssertionError", said))
        sides.append(support.write_run(tmp_path / name, {("a.b", T): failed}, name))
    assert compare_files(*sides).pairs[0].change is change


@pytest.mark.parametrize("turned", [False, True])
def test_what_fails_by_chance_is_the_same_whether_it_held_or_not(tmp_path: Path, turned: bool) -> None:
    lines = [
        support.line("a.b", T, KNOWN, "chance", cause=Cause.BY_CHANCE, issue="odd", error=error)
        for error in (None, Failure("AssertionError", "rows twice"))
    ]
    sides = [
        support.write_run(tmp_path / name, {("a.b", T): found}, name)
        for name, found in zip(("base", "candidate"), lines[::-1] if turned else lines, strict=True)
    ]
    assert compare_files(*sides).pairs[0].change is Change.SAME


def test_a_known_issue_that_raises_something_else_shows_what(tmp_path: Path) -> None:
    sides = []
    for name in ("base", "candidate"):
        failed = support.line("a.b", T, KNOWN, "It is odd.", error=Failure("E", f"said\nby {name[0]}"))
        sides.append(support.write_run(tmp_path / name, {("a.b", T): failed}, name))
    (pair,) = compare_files(*sides).of(Change.REASON)
    assert pair.base_reason.endswith("E: said by b")
    assert pair.candidate_reason.endswith("E: said by c")


CHECKS = [
    # what one check said in the base and says in the candidate, beside another that fails in both; None: no such line
    (PASS, FAIL, Change.REGRESSED, 1),
    (PASS, KNOWN, Change.REGRESSED, 1),
    (PASS, NOT_RUN, Change.LOST, 1),
    (PASS, None, Change.REMOVED, 0),
    (PASS, ERROR, Change.NEW_ERROR, 1),
    (PASS, UNSUPPORTED, Change.WITHDRAWN, 1),
    (NOT_RUN, FAIL, Change.UNSEEN, 1),
    (ERROR, FAIL, Change.UNSEEN, 1),
    (FAIL, ERROR, Change.HIDDEN, 1),
    (FAIL, NOT_RUN, Change.NOT_COMPARABLE, 0),
    (UNSUPPORTED, FAIL, Change.NEW, 0),
    (None, FAIL, Change.NEW, 0),
    (FAIL, PASS, Change.FIXED, 0),
    (UNSUPPORTED, PASS, Change.SAME, 0),
    (None, PASS, Change.SAME, 0),
    (PASS, PASS, Change.SAME, 0),
]


@pytest.mark.parametrize(("old", "new", "change", "code"), CHECKS)
def test_a_check_is_seen_behind_another_that_fails(
    tmp_path: Path, old: Verdict | None, new: Verdict | None, change: Change, code: int
) -> None:
    sides = []
    for name, verdict in (("base", old), ("candidate", new)):
        both = [support.line("a.b", T, KNOWN, "It is odd.", check="a/t.py::odd")]
        if verdict:
            both.append(support.line("a.b", T, verdict, f"now {verdict.value}", check="a/t.py::other"))
        sides.append(support.write_run(tmp_path / name, {("a.b", T): both, ANCHOR: PASS}, name))
    found = compare_files(*sides)
    pair = next(p for p in found.pairs if p.feature == "a.b")
    assert (pair.change, found.fails()) == (change, bool(code))
    assert (f"1 {change.value}" in verdict_line(found)) == (change is not Change.SAME)
    if change not in (Change.SAME, Change.NOT_COMPARABLE):
        assert "a/t.py::other" in why(pair)
    assert "a/t.py::odd" not in why(pair)


@pytest.mark.parametrize("end", ["killed", "stopped"])
def test_checks_that_were_not_come_to_are_lost_also_beside_a_known_issue(tmp_path: Path, end: str) -> None:
    held = [support.line("a.b", T, PASS, check=f"a/t.py::{n}") for n in range(3)]
    odd = support.line("a.b", T, KNOWN, "It is odd.", check="a/t.py::odd")
    base = support.write_run(tmp_path / "base", {("a.b", T): [*held, odd], ANCHOR: PASS}, "base")
    left = {} if end == "killed" else {("a.b", T): support.line("a.b", T, NOT_RUN, Cause.STOPPED.sentence, check="")}
    candidate = support.write_run(
        tmp_path / "next", {**left, ANCHOR: PASS}, "next", features=["a.b", "z.anchor"], end=end == "stopped"
    )
    (lost,) = [p for p in compare_files(base, candidate).of(Change.LOST) if p.feature == "a.b"]
    assert len(lost.checks.lost) == 3


def test_what_no_longer_fails_since_nobody_looks_is_not_fixed(tmp_path: Path) -> None:
    odd = support.line("a.b", T, KNOWN, "It is odd.", check="a/t.py::odd")
    other = support.line("a.b", T, PASS, check="a/t.py::other")
    base = support.write_run(tmp_path / "base", {("a.b", T): [odd, other]}, "base")
    (pair,) = compare_files(base, support.write_run(tmp_path / "next", {("a.b", T): [other]}, "next")).pairs
    assert pair.change is Change.REMOVED
    assert why(pair) == "a/t.py::odd: the run has no such check"


def test_a_failing_check_that_is_new_is_no_regression_of_what_held(tmp_path: Path) -> None:
    other = support.line("a.b", T, PASS, check="a/t.py::other")
    odd = support.line("a.b", T, KNOWN, "It is odd.", check="a/t.py::odd")
    base = support.write_run(tmp_path / "base", {("a.b", T): [other]}, "base")
    (pair,) = compare_files(base, support.write_run(tmp_path / "next", {("a.b", T): [other, odd]}, "next")).pairs
    assert (pair.change, why(pair)) == (Change.NEW_FAILURE, "a/t.py::odd: It is odd.")


def test_a_failure_that_the_base_could_not_see_is_named(tmp_path: Path) -> None:
    sides = []
    for name, verdict in (("base", NOT_RUN), ("candidate", FAIL)):
        cells: support.Cells = {("a.b", T): support.line("a.b", T, verdict, f"it is {name}"), ANCHOR: PASS}
        sides.append(support.write_run(tmp_path / name, cells, name))
    found = compare_files(*sides)
    assert [p.feature for p in found.of(Change.UNSEEN)] == ["a.b"]
    for shown in (terminal(found), markdown(found), html(found)):
        assert Change.UNSEEN.value in shown
        assert "it is candidate" in shown


def test_what_now_ends_in_an_error_is_named(tmp_path: Path) -> None:
    """It fails the comparison, so everybody has to see what it is; what was not run is counted, with a few names."""
    first = [(f"a.{n}", T) for n in range(7)]
    base = support.write_run(tmp_path / "base", dict.fromkeys([*first, ("b.c", T), ANCHOR], PASS), "base")
    broken = support.line("b.c", T, ERROR, "the worker process died")
    missing = {key: support.line(key[0], T, NOT_RUN, "no server") for key in first}
    cells: support.Cells = {**missing, ("b.c", T): broken, ANCHOR: PASS}
    found = compare_files(base, support.write_run(tmp_path / "candidate", cells, "candidate"))
    assert found.fails(allow_missing=True)
    for shown in (terminal(found), markdown(found), html(found)):
        assert Change.NEW_ERROR.value in shown
        assert "the worker process died" in shown
        assert "a.0, a.1, a.2, a.3, a.4 and 2 more" in shown
    assert f"b.c[{T}]: pass → error: the worker process died" in terminal(found)
    assert f"| `b.c` | {T} | pass | error |" in markdown(found)


def test_what_neither_run_was_asked_for_is_no_part_of_the_comparison(tmp_path: Path) -> None:
    sides = []
    for name, verdict in (("base", PASS), ("candidate", NOT_RUN)):
        cells: support.Cells = {
            ANCHOR: PASS,
            ("a.neither", T): support.line("a.neither", T, NOT_RUN, "not selected"),
            ("a.one", T): support.line("a.one", T, verdict, "not selected" if verdict is NOT_RUN else ""),
            ("a.part", T): [
                support.line("a.part", T, PASS, check="a/t.py::asked"),
                support.line("a.part", T, NOT_RUN, "not selected", check="a/t.py::not"),
            ],
            ("a.less", T): [
                support.line("a.less", T, PASS, check="a/t.py::asked"),
                support.line("a.less", T, verdict, "not selected" if verdict is NOT_RUN else "", check="a/t.py::not"),
            ],
        }
        sides.append(support.write_run(tmp_path / name, cells, name))
    found = {p.feature: p.change for p in compare_files(*sides).pairs}
    assert found == {
        "a.one": Change.LEFT_OUT,
        "a.part": Change.SAME,
        "a.less": Change.LEFT_OUT,
        "z.anchor": Change.SAME,
    }


def test_a_check_that_holds_again_beside_an_unsupported_one_is_fixed(tmp_path: Path) -> None:
    sides = []
    for name, verdict in (("base", FAIL), ("candidate", PASS)):
        both = [
            support.line("a.b", T, UNSUPPORTED, "It cannot.", check="a/t.py::odd"),
            support.line("a.b", T, verdict, f"now {verdict.value}", check="a/t.py::other"),
        ]
        sides.append(support.write_run(tmp_path / name, {("a.b", T): both}, name))
    (pair,) = compare_files(*sides).pairs
    assert pair.change is Change.FIXED
    assert "a/t.py::other: now fail" in why(pair)


def test_targets_and_features_may_differ(tmp_path: Path) -> None:
    base = support.write_run(tmp_path / "a", {("a.b", T): PASS, ("a.old", T): PASS}, "a", targets=[T])
    new = {("a.b", T): PASS, ("a.b", "mariadb-asyncmy"): FAIL, ("a.new", T): PASS}
    candidate = support.write_run(tmp_path / "b", new, "b", targets=[T, "mariadb-asyncmy"])
    found = {(p.feature, p.target): p.change for p in compare_files(base, candidate).pairs}
    assert found == {
        ("a.b", T): Change.SAME,
        ("a.b", "mariadb-asyncmy"): Change.NEW,
        ("a.old", T): Change.GONE,
        ("a.new", T): Change.NEW,
    }


def test_what_a_killed_run_did_not_come_to_is_not_removed(tmp_path: Path) -> None:
    base = support.write_run(tmp_path / "a", {("a.b", T): PASS, ("a.c", T): PASS}, "a")
    candidate = support.write_run(tmp_path / "b", {("a.b", T): PASS}, "b", features=["a.b", "a.c"], end=False)
    found = compare_files(base, candidate)
    assert not found.of(Change.REMOVED, Change.GONE)
    assert next(p for p in found.pairs if (p.feature, p.target) == ("a.c", T)).change is Change.LOST


def test_versions_stand_side_by_side(tmp_path: Path) -> None:
    base = support.write_run(tmp_path / "a", {ANCHOR: PASS}, "a", versions={"SQLAlchemy": "2.0.41", "old": "1"})
    server = {"sqlite": {"version": "3.50", "settings": {"isolation": "X"}}}
    candidate = support.write_run(tmp_path / "b", {ANCHOR: PASS}, "b", versions={"SQLAlchemy": "2.1.0"}, servers=server)
    changed = {v.name: (v.base, v.candidate) for v in compare_files(base, candidate).changed_versions}
    assert changed["SQLAlchemy"] == ("2.0.41", "2.1.0")
    assert changed["old"] == ("1", "")
    assert changed["sqlite version"] == ("3.45.1", "3.50")
    assert changed["sqlite: isolation"] == ("", "X")
    assert "Python" not in changed


def test_every_format_of_the_command(tmp_path: Path) -> None:
    reason = "<b>|</b></script>\x1b[31m [bold]"
    base = support.write_run(tmp_path / "a", {("a.b", T): PASS, ("a.c", T): NOT_RUN}, "a", versions={"SQLAlchemy": "1"})
    candidate = support.write_run(
        tmp_path / "b",
        {("a.b", T): support.line("a.b", T, FAIL, reason), ("a.c", T): PASS},
        "b",
        versions={"SQLAlchemy": "2"},
    )
    shown = {}
    for name in ("terminal", "markdown", "json", "html"):
        done = CliRunner().invoke(main, ["compare", str(base), str(candidate / "results.jsonl"), "--format", name])
        assert done.exit_code == 1, done.output
        shown[name] = done.output
    assert "a.b[sqlite-aiosqlite]: pass → fail: <b>|</b>" in shown["terminal"]
    assert "1 regressed, 1 not comparable" in shown["terminal"]
    assert "SQLAlchemy" in shown["terminal"]
    assert "\x1b" not in shown["terminal"], "nothing may steer the terminal"
    assert "&lt;b&gt;\\|" in shown["markdown"]
    assert "<b>" not in shown["html"]
    data = json.loads(shown["json"])
    assert data["format"] == "assay-comparison/2"
    assert data["counts"]["regressed"] == 1
    assert {p["change"] for p in data["pairs"]} == {"regressed", "not comparable"}
    done = CliRunner().invoke(
        main, ["compare", str(base), str(base), "--format", "html", "--output", str(tmp_path / "x" / "c.html")]
    )
    assert done.exit_code == 0
    assert (tmp_path / "x" / "c.html").read_text().startswith("<!doctype html>")
    done = CliRunner().invoke(main, ["compare", str(base), str(base), "--output", str(base / "results.jsonl" / "x")])
    assert done.exit_code == 2
    assert len(done.output.strip().splitlines()) == 1


def uncomparable(tmp_path: Path) -> dict[str, tuple[Path, Path, str]]:
    run = support.write_run
    base = run(tmp_path / "base", {ANCHOR: PASS}, "base", targets=[T])
    other = run(tmp_path / "other", {("z.anchor", "spanner"): PASS}, "other", targets=["spanner"])
    idle = run(tmp_path / "idle", {ANCHOR: NOT_RUN}, "idle", targets=[T])
    none = run(tmp_path / "none", {}, "none", features=["z.anchor"], end=False)
    clash = run(tmp_path / "clash", {ANCHOR: PASS}, "base", started="2027-01-01T00:00:00+00:00")
    return {
        "no common target": (base, other, f"no common target: the base has {T}; the candidate has spanner"),
        "nothing ran in one": (base, idle, "no feature was run on the same target in both"),
        "killed at once": (base, none, "killed before its first check"),
        "clashing manifests": (base, clash, "two different manifests claim to be run base"),
    }


@pytest.mark.parametrize("name", ["no common target", "nothing ran in one", "killed at once", "clashing manifests"])
def test_runs_that_cannot_be_compared_say_why(tmp_path: Path, name: str) -> None:
    base, candidate, message = uncomparable(tmp_path)[name]
    with pytest.raises(UsageError, match="cannot be compared"):
        compare_files(base, candidate)
    done = CliRunner().invoke(main, ["compare", str(base), str(candidate)])
    assert done.exit_code == 2
    assert message in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_a_large_comparison_takes_seconds(tmp_path: Path) -> None:
    base = support.large(tmp_path / "a", 1500, 16, "a")
    candidate = support.large(tmp_path / "b", 1500, 16, "b", broken=31)
    started = time.process_time()
    found = compare_files(base, candidate)
    assert len(found.pairs) == 24_000
    assert found.regressed
    assert time.process_time() - started < 10


def test_the_page_leads_to_the_evidence_of_both_runs(tmp_path: Path) -> None:
    sides = []
    for name, verdict in (("base", PASS), ("candidate", FAIL)):
        sides.append(support.write_run(tmp_path / name, {("a.b", T): verdict}, name))
        (tmp_path / name / "index.html").touch()
    arguments = ["compare", *map(str, sides), "--format", "html", "--output", str(tmp_path / "out" / "c.html")]
    assert CliRunner().invoke(main, arguments).exit_code == 1
    page = (tmp_path / "out" / "c.html").read_text()
    for name in ("base", "candidate"):
        assert f'href="../{name}/index.html"' in page
        assert f'href="../{name}/index.html#cell=a.b%40{T}"' in page


RENAMED = [
    # what the check said under its old name and says under its new one, and whether the new run knows the old one
    (PASS, FAIL, False, Change.REGRESSED, 1),
    (PASS, PASS, False, Change.SAME, 0),
    (KNOWN, KNOWN, False, Change.SAME, 0),
    (PASS, NOT_RUN, False, Change.LOST, 1),
    (PASS, ERROR, False, Change.NEW_ERROR, 1),
    (PASS, FAIL, True, Change.REGRESSED, 1),
    (FAIL, PASS, True, Change.FIXED, 0),
    (PASS, PASS, True, Change.SAME, 0),
]


@pytest.mark.parametrize("beside", [None, PASS], ids=["alone", "beside"])
@pytest.mark.parametrize(("old", "new", "said", "change", "code"), RENAMED)
def test_a_check_with_another_name(
    tmp_path: Path, old: Verdict, new: Verdict, said: bool, change: Change, code: int, beside: Verdict | None
) -> None:
    sides = []
    for name, verdict, check in (("base", old, "a/t.py::one"), ("next", new, "a/t.py::uno")):
        lines = [support.line("a.b", T, verdict, "so it is", check=check, nodeid="n")]
        lines += [support.line("a.b", T, beside, check="a/t.py::two")] if beside else []
        former = {"a/t.py::uno": ("a/t.py::one",)} if said and name == "next" else {}
        sides.append(support.write_run(tmp_path / name, {("a.b", T): lines, ANCHOR: PASS}, name, former=former))
    found = compare_files(*sides)
    assert next(p.change for p in found.pairs if p.feature == "a.b") is change
    assert CliRunner().invoke(main, ["compare", *map(str, sides)]).exit_code == code
    if change is Change.REGRESSED:
        assert "so it is" in terminal(found)


@pytest.mark.parametrize("said", [True, False])
def test_a_feature_with_another_name(tmp_path: Path, said: bool) -> None:
    """Without a word of it, the comparison does not know, and says so."""
    base = support.write_run(tmp_path / "base", {("a.old", T): PASS, ANCHOR: PASS}, "base")
    candidate = support.write_run(tmp_path / "next", {("a.new", T): FAIL, ANCHOR: PASS}, "next")
    if said:
        lines = (candidate / "results.jsonl").read_text().replace('"id":"a.new"', '"id":"a.new","formerly":["a.old"]')
        (candidate / "results.jsonl").write_text(lines)
    found = compare_files(base, candidate)
    done = CliRunner().invoke(main, ["compare", str(base), str(candidate)])
    assert done.exit_code == 1
    if said:
        assert {p.feature: p.change for p in found.pairs} == {"a.new": Change.REGRESSED, "z.anchor": Change.SAME}
        assert found.regressed[0].ids == ("a.old", "a.new")
    else:
        assert found.renamed == ["a.old"]
        assert "1 features held and are gone where new ones fail" in done.output
        assert CliRunner().invoke(main, ["compare", str(base), str(candidate), "--allow-missing"]).exit_code == 0


def test_a_feature_that_fails_in_a_new_check_alone_fails_the_comparison(tmp_path: Path) -> None:
    other = support.line("a.b", T, PASS, check="a/t.py::other")
    odd = support.line("a.b", T, KNOWN, "It is odd.", check="a/t.py::odd")
    base = support.write_run(tmp_path / "base", {("a.b", T): [other]}, "base")
    found = compare_files(base, support.write_run(tmp_path / "next", {("a.b", T): [other, odd]}, "next"))
    assert found.fails(allow_missing=True)
    assert "1 failing in a new check" in verdict_line(found)


@pytest.mark.parametrize(("reason", "code"), [("no server", 1), (Cause.NOT_SELECTED.sentence, 0)])
@pytest.mark.parametrize(("old", "new"), [(PASS, NOT_RUN), (NOT_RUN, FAIL)])
def test_what_was_asked_for_and_not_seen_fails_the_command(
    tmp_path: Path, old: Verdict, new: Verdict, reason: str, code: int
) -> None:
    sides = []
    for name, verdict in (("base", old), ("next", new)):
        line = support.line("a.b", T, verdict, reason if verdict is NOT_RUN else "so it is")
        sides.append(str(support.write_run(tmp_path / name, {("a.b", T): line, ANCHOR: PASS}, name)))
    assert CliRunner().invoke(main, ["compare", *sides]).exit_code == code
    assert CliRunner().invoke(main, ["compare", *sides, "--allow-missing"]).exit_code == 0


def test_both_directions_are_shown_for_single_checks_too(tmp_path: Path) -> None:
    """One check of a feature regressed, and four others are fixed."""
    sides = []
    for name, verdict, other in (("base", KNOWN, PASS), ("next", PASS, FAIL)):
        lines = [support.line("a.b", T, verdict, "It is odd.", check=f"a/t.py::odd{n}") for n in range(4)]
        lines.append(support.line("a.b", T, other, "now it fails", check="a/t.py::other"))
        lines.append(support.line("a.b", T, KNOWN, "It stays.", check="a/t.py::stays"))
        sides.append(support.write_run(tmp_path / name, {("a.b", T): lines, ANCHOR: PASS}, name))
    found = compare_files(*sides)
    assert [p.change for p in found.pairs if p.feature == "a.b"] == [Change.REGRESSED]
    cells = [matrix.Combination({"x": name}, model.load(side)) for name, side in zip("12", sides, strict=True)]
    shown = matrix.Matrix({"x": ["1", "2"]}, cells, [T])
    for text in (
        terminal(found),
        markdown(found),
        html(found),
        matrix_formats.markdown(shown),
        matrix_formats.html(shown),
    ):
        assert "regressed" in text
        assert "a/t.py::other" in text
        assert "fixed" in text
        assert "a/t.py::odd0" in text
        assert "3 more" in text
    assert "of 1, some checks changed otherwise" in verdict_line(found)


def test_a_matrix_does_not_say_that_nothing_changed_of_what_was_not_run(tmp_path: Path) -> None:
    sides = []
    for name, verdict in (("1", PASS), ("2", NOT_RUN)):
        line = support.line("a.b", T, verdict, "no server" if verdict is NOT_RUN else "")
        sides.append(support.write_run(tmp_path / name, {("a.b", T): line, ANCHOR: PASS}, name))
    cells = [matrix.Combination({"x": name}, model.load(side)) for name, side in zip("12", sides, strict=True)]
    shown = matrix.Matrix({"x": ["1", "2"]}, cells, [T])
    for text in (matrix_formats.markdown(shown), matrix_formats.html(shown)):
        assert "Nothing changed" not in text
        assert "Nothing is known to have changed" in text
        assert "no server" in text


@pytest.mark.parametrize("end", [True, False], ids=["lines gone", "cut"])
def test_what_only_a_check_of_several_features_brings_is_not_removed(tmp_path: Path, end: bool) -> None:
    """The plan has it on a target that its feature does not vary over by itself."""
    place = ("a.brought", "postgres-asyncpg")
    base = support.write_run(tmp_path / "base", {place: PASS, ANCHOR: PASS}, "base")
    candidate = support.write_run(tmp_path / "next", {place: PASS, ANCHOR: PASS}, "next", features=["z.anchor"])
    text = (candidate / "results.jsonl").read_text().splitlines()
    plan = next(line for line in text if '"kind":"plan"' in line)
    kept = [text[0], plan, *(x for x in text[1:] if "z.anchor" in x and x != plan), *([text[-1]] if end else [])]
    (candidate / "results.jsonl").write_text("\n".join(kept) + "\n")
    report = model.load(candidate)
    assert report.cells[place].verdict is NOT_RUN
    assert report.state(T) == "partial"
    found = compare_files(base, candidate)
    assert not found.of(Change.REMOVED, Change.GONE)
    assert [(p.feature, p.target) for p in found.of(Change.LOST)] == [place]
    assert CliRunner().invoke(main, ["compare", str(base), str(candidate)]).exit_code == 1


@pytest.mark.parametrize("side", ["base", "candidate"])
def test_a_side_that_was_cut_off_fails_the_command_and_is_named(tmp_path: Path, side: str) -> None:
    """What it did not come to may have regressed: nobody can tell."""
    sides = [
        support.write_run(tmp_path / name, {("a.b", T): PASS, ANCHOR: PASS}, name, end=name != side)
        for name in ("base", "candidate")
    ]
    done = CliRunner().invoke(main, ["compare", *map(str, sides)])
    assert done.exit_code == 1, done.output
    assert f"the {side} did not come to the end: nobody can tell of the rest" in " ".join(done.output.split())


def test_what_can_no_longer_be_used_fails_the_command_and_is_named(tmp_path: Path) -> None:
    base = support.write_run(tmp_path / "base", {("a.b", T): PASS, ANCHOR: PASS}, "base")
    gone = support.line("a.b", T, UNSUPPORTED, "Advanced Alchemy has it until 2.0")
    candidate = support.write_run(tmp_path / "next", {("a.b", T): gone, ANCHOR: PASS}, "next")
    done = CliRunner().invoke(main, ["compare", str(base), str(candidate), "--allow-missing"])
    assert done.exit_code == 1
    assert "held, no longer offered: 1" in done.output
    assert "pass → unsupported: Advanced Alchemy has it until 2.0" in done.output


def test_a_feature_that_is_gone_fails_the_command_unless_that_is_accepted(tmp_path: Path) -> None:
    base = support.write_run(tmp_path / "base", {("a.b", T): PASS, ANCHOR: PASS}, "base")
    candidate = support.write_run(tmp_path / "next", {ANCHOR: PASS}, "next")
    done = CliRunner().invoke(main, ["compare", str(base), str(candidate)])
    assert done.exit_code == 1
    assert "held, gone: 1" in done.output
    assert CliRunner().invoke(main, ["compare", str(base), str(candidate), "--allow-missing"]).exit_code == 0


def test_names_that_were_guessed_are_shown(tmp_path: Path) -> None:
    """Nobody says that the one is the other: who reads the comparison has to be able to object."""
    sides = []
    for name, check in (("base", "a/t.py::one"), ("next", "a/t.py::uno")):
        lines = [support.line("a.b", t, PASS, check=check) for t in (T, "sqlite-sqlite3")]
        sides.append(support.write_run(tmp_path / name, {("a.b", r.target): r for r in lines} | {ANCHOR: PASS}, name))
    found = compare_files(*sides)
    assert not found.fails()
    for shown in (terminal(found), markdown(found), html(found)):
        assert f"a.b: a/t.py::one → a/t.py::uno on {T}, sqlite-sqlite3" in shown
    data = json.loads(formats.json(found))
    guessed = {"feature": "a.b", "base": "a/t.py::one", "candidate": "a/t.py::uno", "targets": [T, "sqlite-sqlite3"]}
    assert data["taken_for"] == [guessed]
    assert data["fails"] is False
