"""What a reader sees first: a sentence for each target, what changed, and the worst that is known with what helps."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.domain.causes import Cause
from assay.domain.impacts import Impact
from assay.domain.verdicts import Verdict
from assay.reporting import baseline_file, model, own_files, terminal, write
from assay.reporting.answer import COUNTING, reach, together
from assay.reporting.answer_table import columns
from assay.reporting.asked import left_out
from assay.reporting.broken import SHOWN, broken
from assay.reporting.formats import html, markdown
from assay.reporting.formats.digest import make
from assay.reporting.model import Report
from assay.reporting.since import since
from tests.support import reports as support

HERE, THERE, THIRD = support.TARGETS
ENTRY = support.LEDGER[0]
LOSS = {**ENTRY, "id": "loss", "impact": "data-loss", "finding": "", "reason": "A row is gone.", "workaround": "Look."}
ALSO = {**ENTRY, "id": "also-odd", "impact": "error", "workaround": "none known"}
TYPO = {**ENTRY, "id": "typo", "impact": "documentation", "finding": "", "upstream": "unreported"}
UNSEEN = {**ENTRY, "id": "unseen", "finding": "", "versions": {"advanced-alchemy": "<1.7"}}


def known(feature: str, target: str, issue: str, **more: Any) -> Any:
    return support.line(feature, target, support.KNOWN, "why", issue=issue, **more)


CELLS: dict[tuple[str, str], Any] = {
    ("a.holds", HERE): [support.line("a.holds", HERE, support.PASS, check=f"t.py::test_{n}") for n in "ab"],
    ("a.holds", THERE): support.PASS,
    ("a.odd", HERE): [known("a.odd", HERE, "odd-one", check="t.py::c"), support.line("a.odd", HERE, support.PASS)],
    ("a.odd", THERE): known("a.odd", THERE, "also-odd"),
    ("a.loss", HERE): known("a.loss", HERE, "loss"),
    ("a.typo", HERE): known("a.typo", HERE, "typo"),
    ("a.typo", THERE): known("a.typo", THERE, "typo"),
    ("a.fails", THERE): support.FAIL,
    ("a.elsewhere", THERE): support.UNSUPPORTED,
}


@pytest.fixture(autouse=True)
def ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "LEDGER", [UNSEEN, TYPO, ALSO, ENTRY, LOSS])


def loaded(tmp_path: Path, cells: dict[tuple[str, str], Any] = CELLS, **about: Any) -> Report:
    return model.load(support.write_run(tmp_path / "run", cells, **about))


def test_each_target_has_a_sentence(tmp_path: Path) -> None:
    report = loaded(tmp_path)
    assert report.answers == {
        HERE: "1 of 4 features hold entirely; 1 way to lose data, 1 wrong answer, 1 mistake of the documentation",
        THERE: "1 of 4 features hold entirely; 1 failure that no known issue explains; "
        "1 error, 1 mistake of the documentation",
    }
    for text in (html.render(report), markdown.render(report), terminal.render(report, tmp_path, 80, False)):
        assert all(said in text for said in report.answers.values())


def test_entries_of_one_page_are_one_finding_the_worst_first(tmp_path: Path) -> None:
    found = loaded(tmp_path).findings
    assert [(f.name, f.word, f.targets) for f in found.seen] == [
        ("loss", "data-loss", (HERE,)),
        ("odd", "wrong-answer", (HERE, THERE)),
        ("typo", "documentation", (HERE, THERE)),
    ]
    assert [issue.id for issue in found.seen[1].issues] == ["odd-one", "also-odd"]
    assert found.seen[1].workarounds == [("Even it out.", ("odd-one",)), ("none known", ("also-odd",))]
    assert found.seen[1].workaround == "Even it out. (for odd-one)"
    assert found.seen[1].on == [("wrong-answer", (HERE,)), ("error", (THERE,))], "a target has what it does there"
    assert reach(loaded(tmp_path), found.seen[1]) == f"{HERE}, 1 feature; milder on {THERE}"
    assert [(f.name, f.versions) for f in found.others] == [("unseen", [("advanced-alchemy <1.7", ())])]
    assert [f.mended_in for f in (*found.seen, *found.others)] == ["", "", "", "advanced-alchemy 1.7"]
    assert "advanced-alchemy &lt;1.7; mended in advanced-alchemy 1.7; reported" in html.render(loaded(tmp_path))


def test_each_part_of_a_finding_says_what_mended_it_and_what_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A finding of several entries has one release that mended it, and one workaround, only if all of them have it."""
    first = {**ENTRY, "versions": {"advanced-alchemy": "<1.7"}}
    second = {**ALSO, "versions": {"advanced-alchemy": "<1.9.0"}}
    monkeypatch.setattr(support, "LEDGER", [first, second])
    finding = next(f for f in loaded(tmp_path / "a").findings.seen if f.name == "odd")
    assert finding.mended == (("advanced-alchemy 1.7", ("odd-one",)), ("advanced-alchemy 1.9", ("also-odd",)))
    assert finding.mended_in == "advanced-alchemy 1.7, advanced-alchemy 1.9"
    page = html.render(loaded(tmp_path / "b"))
    said = page.partition('id="finding-odd"')[2].partition("</dl>")[0]
    assert re.search(r"<p>advanced-alchemy 1.7 <span[^>]*>odd-one</span></p>", said)
    assert re.search(r"<p>advanced-alchemy 1.9 <span[^>]*>also-odd</span></p>", said)
    assert re.search(r"<p>Even it out. <span[^>]*>odd-one</span></p>", said)
    monkeypatch.setattr(support, "LEDGER", [first, {**ALSO, "versions": {"advanced-alchemy": ">=1.7"}}])
    assert not next(f for f in loaded(tmp_path / "c").findings.seen if f.name == "odd").mended, "it goes on"
    monkeypatch.setattr(support, "LEDGER", [first, {**ALSO, "versions": {}}])
    finding = next(f for f in loaded(tmp_path / "d").findings.seen if f.name == "odd")
    assert finding.mended == (("advanced-alchemy 1.7", ("odd-one",)), ("", ("also-odd",)))
    assert finding.mended_in == "advanced-alchemy 1.7 (a part of it)"


REPORTED = {"upstream": "litestar-org/advanced-alchemy#543", "upstream_as_of": "2025-10-26"}


@pytest.mark.parametrize(
    ("more", "told", "sentence"),
    [
        ({"upstream_state": "open"}, "reported, open", "open as of 2025-10-26"),
        (
            {"upstream_state": "closed", "upstream_by": "#580"},
            "reported, closed by #580, still there in 1.12.0",
            "closed by #580, still there in 1.12.0",
        ),
        ({"upstream_state": "merged"}, "reported, merged, still there in 1.12.0", "merged, still there in 1.12.0"),
        ({"upstream_state": "unknown"}, "reported, state not known", "state not known"),
        ({}, "reported, state not known", "state not known"),
        (
            {"upstream_state": "answered", "upstream_by": "#9", "versions": {"advanced-alchemy": "<1.13"}},
            "reported, and closed",
            "answered by #9, mended in advanced-alchemy 1.13",
        ),
    ],
)
def test_a_report_says_whether_it_is_open_and_the_fault_still_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any], told: str, sentence: str
) -> None:
    monkeypatch.setattr(support, "LEDGER", [{**LOSS, **REPORTED, **more}])
    report = loaded(tmp_path, versions={"advanced-alchemy": "1.12.0"})
    finding = next(f for f in report.findings.seen if f.name == "loss")
    assert finding.reports.told == told
    assert finding.reports.sentence == f"litestar-org/advanced-alchemy#543, {sentence}"
    page, summary = html.render(report), markdown.render(report)
    assert f"</a>, {sentence}" in page.partition('id="finding-loss"')[2].partition("</dl>")[0]
    assert f"(https://github.com/litestar-org/advanced-alchemy/issues/543), {sentence}" in summary
    assert told in terminal.render(report, tmp_path, 200, False)


def test_what_a_newer_page_no_longer_says_is_not_shown_as_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its checks fail all the same, as they are about the older page; who reads the page of today does not meet it."""
    older = {**LOSS, "fault": "documentation", "edition": "1.6.0", "mended_in": "1.11.0"}
    monkeypatch.setattr(support, "LEDGER", [UNSEEN, TYPO, ALSO, ENTRY, older])
    newer = loaded(tmp_path / "a", versions={"advanced-alchemy": "1.12.0"})
    assert [f.name for f in newer.findings.outdated] == ["loss"]
    assert "loss" not in [f.name for f in newer.findings.seen]
    assert newer.answers[HERE] == (
        "1 of 4 features hold entirely; 1 wrong answer, 1 mistake of the documentation, "
        "1 mistake of an older edition of the documentation, mended since"
    )
    page = html.render(newer)
    assert "1 of older editions of the documentation only, mended since" in page
    assert 'id="finding-loss"' in page
    assert "Of older editions of the documentation only, and mended since: `loss`." in markdown.render(newer)
    for version in ("1.10.0", ""):
        current = loaded(tmp_path / f"b{version}", versions={"advanced-alchemy": version} if version else {"x": "1"})
        assert current.findings.seen[0].name == "loss"
        assert "1 way to lose data" in current.answers[HERE]


def test_what_holds_of_some_entries_is_not_said_of_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = {**ENTRY, "edition": "1.6.0", "mended_in": "1.9.0"}
    second = {**ALSO, "upstream": "unreported", "edition": "1.6.0", "still_in": "1.12.0"}
    monkeypatch.setattr(support, "LEDGER", [first, second])
    page = html.render(loaded(tmp_path))
    assert "(of a part of it)" in page
    said = page.partition('id="finding-odd"')[2].partition("</dl>")[0]
    for text, name in (
        ("claimed by the page of 1.6.0, mended in the page of 1.9.0", "odd-one"),
        ("claimed by the page of 1.6.0, and still by the page of 1.12.0", "also-odd"),
    ):
        assert re.search(rf"<p>{text} <span[^>]*>{name}</span></p>", said)
    monkeypatch.setattr(support, "LEDGER", [first, {**first, "id": "also-odd"}])
    page = html.render(loaded(tmp_path / "other"))
    assert "(of a part of it)" not in page
    said = page.partition('id="finding-odd"')[2].partition("</dl>")[0]
    assert "<p>claimed by the page of 1.6.0, mended in the page of 1.9.0</p>" in said


def test_a_finding_shows_what_helps_even_where_its_page_does_not(tmp_path: Path) -> None:
    """Every entry has it, and every format for people takes it from there."""
    report = loaded(tmp_path)
    page, summary = html.render(report), markdown.render(report)
    for finding in report.findings.seen:
        assert f'id="finding-{finding.name}"' in page
        assert finding.workaround in page
        assert finding.workaround in summary
    assert "What helps: Even it out. (for odd-one)" in page
    assert "not reported" in page.partition('id="finding-typo"')[2].partition("</details>")[0]


def test_a_ledger_that_did_not_know_of_impacts_still_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A results file of an older Assay."""
    old = ("impact", "workaround")
    monkeypatch.setattr(support, "LEDGER", [{k: v for k, v in e.items() if k not in old} for e in (ENTRY, LOSS, TYPO)])
    report = loaded(tmp_path)
    assert report.answers[HERE] == "1 of 4 features hold entirely; 3 known issues"
    assert "known issue" in html.render(report)


def test_cells_say_how_many_of_their_checks_hold(tmp_path: Path) -> None:
    report = loaded(tmp_path)
    assert [report.cells[f, HERE].tally for f in ("a.holds", "a.odd", "a.loss")] == ["2/2", "1/2", "0/1"]
    assert report.cells["a.elsewhere", THERE].tally == ""
    assert "known <b>1/2</b>" in html.render(report)
    assert "known 1/2" in markdown.render(report)


def of_store(store: str, verdict: Verdict, **more: Any) -> Any:
    return support.line("files.sign", HERE, verdict, "no server for it", store=store, check="t.py::test_it", **more)


STORES: dict[tuple[str, str], Any] = {
    ("a.holds", HERE): support.PASS,
    ("files.sign", HERE): [
        of_store("memory", support.PASS),
        *(of_store("s3", support.NOT_RUN, cause=Cause.NO_SERVER) for _ in "ab"),
    ],
}


def asked(report: Report, **selection: Any) -> Report:
    """The report of a run that was asked for something else."""
    about = msgspec.structs.replace(
        report.about_run, selection=msgspec.structs.replace(report.about_run.selection, **selection)
    )
    return Report(report.run, report.cells, report.features, report.targets, report.context, about)


def test_a_store_that_nobody_asked_for_makes_no_target_partial(tmp_path: Path) -> None:
    report = loaded(tmp_path, STORES, targets=[HERE])
    stores = ("memory", "s3")
    assert asked(report, stores=stores).state(HERE) == "complete"
    for named in ({"stores": stores, "part": ("--store memory,s3",)}, {"stores": stores, "require": ("s3",)}):
        found = asked(report, **named)
        assert found.state(HERE) == "partial"
        assert found.partial(HERE) == "2 checks not seen: no server for it"
        assert found.answers[HERE].endswith("; 2 checks not seen: no server for it")


def test_partial_says_of_what(tmp_path: Path) -> None:
    lines = [support.line("a.holds", HERE, support.NOT_RUN, why, check="t.py::x") for why in ("lost", "lost", "slow")]
    report = loaded(tmp_path, {("a.holds", HERE): lines, ("a.other", HERE): support.PASS}, targets=[HERE])
    assert report.partial(HERE) == "3 checks not seen: 2: lost, and 1 for other reasons"


def test_what_was_not_asked_for_is_shown_if_it_is_asked_for(tmp_path: Path) -> None:
    not_selected = support.line("b.not-asked", HERE, support.NOT_RUN, "not selected")
    cells = {**CELLS, ("b.not-asked", HERE): not_selected, ("a.holds", THIRD): support.NOT_RUN}
    report = loaded(tmp_path, cells)
    assert report.shown.targets == [HERE, THERE]
    assert "b.not-asked" not in report.shown.features
    assert left_out(report, report.shown).startswith("1 target and 1 feature that nobody asked for")
    assert "b.not-asked" not in html.render(report).partition("<script")[0]
    report = loaded(tmp_path, cells)
    report.everything = True
    assert "b.not-asked" in html.render(report).partition("<script")[0]
    assert left_out(report, report.shown) == ""


def changed(tmp_path: Path) -> tuple[Report, Report]:
    """An earlier run, and the one after it that is compared with it."""
    before = {
        **CELLS,
        ("a.loss", HERE): support.PASS,
        ("a.holds", THERE): support.FAIL,
        ("a.other", HERE): known("a.other", HERE, "unseen"),
    }
    base = model.load(support.write_run(tmp_path / "base", before, "base", started="2025-12-31T00:00:00+00:00"))
    report = loaded(tmp_path, {**CELLS, ("a.other", HERE): support.PASS})
    report.before = make(base, 0)
    return base, report


def test_what_changed_since_the_baseline_is_said(tmp_path: Path) -> None:
    _, report = changed(tmp_path)
    found = since(report.shown, report.findings)
    assert found is not None
    assert found.lines == [
        f"held, and no more: a.loss[{HERE}]",
        f"failed, and holds now: a.holds[{THERE}], a.other[{HERE}]",
        "known, and not seen before: loss",
        "known, and no longer seen: unseen",
    ]
    for text in (markdown.render(report), terminal.render(report, tmp_path, 80, False)):
        for part in ("held, and no more: a.loss", "known, and no longer seen: unseen", "ince run "):
            assert part in text
    page = html.render(report)
    for part in ("<li>held, and no more: ", "<li>known, and no longer seen: ", "Since run "):
        assert part in page


def test_a_run_is_not_compared_with_itself(tmp_path: Path) -> None:
    report = loaded(tmp_path)
    report.before = make(report, 0)
    assert since(report, report.findings) is None
    assert "no earlier whole run" in html.render(report)
    assert "no earlier whole run" in markdown.render(report), "silence would read as: nothing is new"


def test_a_report_keeps_what_it_was_compared_with(tmp_path: Path) -> None:
    base, report = changed(tmp_path)
    write.write(base, tmp_path / "base")
    assert report.folder is not None
    run = str(report.folder)
    done = CliRunner().invoke(main, ["report", run, "--baseline", str(tmp_path / "base")])
    assert done.exit_code == 0, done.output
    assert "since run base" in done.output
    assert "since run base" in CliRunner().invoke(main, ["report", run]).output, "it is beside the report"
    assert json.loads((report.folder / own_files.BASELINE).read_text())["run"] == "base"
    refused = CliRunner().invoke(main, ["report", run, "--baseline", str(tmp_path / "none")])
    assert refused.exit_code == 2
    assert refused.output.startswith("assay: --baseline ")
    assert refused.output.count("\n") == 1


def test_the_last_whole_run_is_the_one_to_compare_with(tmp_path: Path) -> None:
    base, _ = changed(tmp_path)
    folder = tmp_path / "base"
    assert baseline_file.last_whole(tmp_path / "nothing") is None
    assert (found := baseline_file.last_whole(folder)) is not None
    assert found.run == "base"
    write.write(base, folder)
    part = msgspec.structs.replace(make(base, (folder / "results.jsonl").stat().st_size), part="--feature a")
    (folder / "digest.json").write_bytes(msgspec.json.encode(part))
    assert baseline_file.last_whole(folder) is None, "a part is no baseline"
    baseline_file.keep(msgspec.structs.replace(part, run="earlier", part=""), folder)
    assert (kept := baseline_file.last_whole(folder)) is not None
    assert kept.run == "earlier", "the one before it is"


MANY = ("sqlite-aiosqlite", "sqlite-sqlite3", "postgres-asyncpg", "postgres-psycopg", "mysql-asyncmy")


def of_many() -> dict[tuple[str, str], Any]:
    """A run on more targets than have a sentence each; the last one did not see all."""
    cells: dict[tuple[str, str], Any] = {("a.holds", target): support.PASS for target in MANY}
    cells |= {("a.odd", target): known("a.odd", target, "odd-one") for target in MANY[:2]}
    cells |= {("a.odd", target): support.PASS for target in MANY[2:]}
    cells["a.loss", MANY[0]] = known("a.loss", MANY[0], "loss")
    cells["a.fails", MANY[3]] = support.FAIL
    cells["a.unseen", MANY[4]] = support.line("a.unseen", MANY[4], support.NOT_RUN, "lost", check="t.py::x")
    return cells


def test_many_targets_have_a_row_each_and_a_sentence_together(tmp_path: Path) -> None:
    report = loaded(tmp_path, of_many(), targets=list(MANY))
    assert together(report, report.findings) == (
        "1 of 5 features hold entirely on every target that can have them; 1 way to lose data, 1 wrong answer"
    )
    shown = columns(report.standings)
    assert [column.heading for column in shown] == [
        "fail",
        "data loss",
        "security",
        "wrong answer",
        "error",
        "documentation",
    ]
    rows = {one.target: [one.holds, *(column.count(one) for column in shown)] for one in report.standings}
    assert rows[MANY[0]] == ["1 of 3", 0, 1, 0, 1, 0, 0]
    assert rows[MANY[3]] == ["2 of 3", 1, 0, 0, 0, 0, 0]
    assert [one.target for one in report.standings if one.not_seen.any] == [MANY[4]]
    assert [column.heading for column in columns(report.standings, narrow=True)] == [
        "fail",
        "data loss",
        "wrong answer",
    ]


def test_every_format_has_the_table_and_the_sentences_are_there_too(tmp_path: Path) -> None:
    report = loaded(tmp_path, of_many(), targets=list(MANY))
    page, summary = html.render(report), markdown.render(report)
    assert f"| {MANY[0]} | 1 of 3 | 0 | 1 | 0 | 1 | 0 | 0 |  |" in summary
    for text in (page, summary):
        assert all(f"{said}" in text for said in report.answers.values())
        assert "Each target in a sentence" in text
        assert COUNTING in text
    assert f'data-on="{MANY[0]}" data-impact="data-loss">1</a>' in page
    assert f'data-target="{MANY[3]}" data-verdict="fail">1</a>' in page
    lines = terminal.render(report, tmp_path, 80, False).splitlines()
    assert any(line.split() == [MANY[0], "1/3", "1", "1"] for line in lines)
    assert not [line for line in lines if line.startswith(f"{MANY[0]}: ")]


@pytest.mark.parametrize("width", [80, 100, 120])
def test_the_table_of_targets_fits_a_terminal(tmp_path: Path, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every impact there is, and names as long as they get."""
    names = ["cockroachdb-psycopg-async", *MANY]
    entries = [{**LOSS, "id": impact.value, "impact": impact.value, "reason": impact.value} for impact in Impact]
    monkeypatch.setattr(support, "LEDGER", entries)
    cells = {
        (f"a.{e['id']}", name): known(f"a.{e['id']}", name, e["id"], check=f"t.py::{e['id']}")
        for e in entries
        for name in names
    }
    lines = terminal.render(loaded(tmp_path, cells, targets=names), tmp_path, width, False).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("what is known, by target"))
    table = lines[start + 1 : start + 4 + len(names)]
    assert max(map(len, table)) <= width
    words = " ".join(table).split()
    assert {"loss", "security", "wrong", "crash", "error"} <= {*words}
    assert not [word for word in words if word.endswith("…")]


def test_what_changed_comes_first_and_leads_to_what_it_names(tmp_path: Path) -> None:
    _, report = changed(tmp_path)
    page, summary = html.render(report), markdown.render(report)
    assert page.index("What changed") < page.index("What holds") < page.index("The worst of what is known")
    assert summary.index("## What changed") < summary.index("## The answer") < summary.index("## Findings")
    assert f'href="#cell=a.loss%40{HERE}">a.loss</a>' in page
    assert '<a href="#finding-loss">loss</a>' in page
    assert terminal.render(report, tmp_path, 80, False).startswith("since run base")


def test_the_summary_names_findings_and_says_where_they_are_reported(tmp_path: Path) -> None:
    summary = markdown.render(loaded(tmp_path))
    (odd,) = (line for line in summary.splitlines() if "| `odd` |" in line)
    assert odd.endswith(
        "Even it out. (for odd-one) | [https://example.org/issues/7](https://example.org/issues/7), state not known |"
    )
    (typo,) = (line for line in summary.splitlines() if "| `typo` |" in line)
    assert typo.endswith("| no |")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({("a.holds", HERE): support.PASS}, "the run is as it should be: checks: 1 pass"),
        ({("a.fails", HERE): support.FAIL}, "the run fails: checks: 1 fail"),
        ({("a.fixed", HERE): support.FIXED}, "the run fails: checks: 1 fixed"),
        ({("a.broken", HERE): support.ERROR}, "the run fails: checks: 1 error"),
        ({("a.loss", HERE): known("a.loss", HERE, "loss")}, "the run is as it should be: checks: 1 known"),
        ({("a.cannot", HERE): support.UNSUPPORTED}, "the run is as it should be: checks: 1 unsupported"),
        ({("a.missing", HERE): support.NOT_RUN}, "nothing ran: checks: no check"),
        ({}, "nothing ran: checks: no check"),
    ],
)
def test_every_format_says_what_came_of_the_run(tmp_path: Path, cells: dict[tuple[str, str], Any], said: str) -> None:
    report = loaded(tmp_path, cells)
    for text in (html.render(report), markdown.render(report), terminal.render(report, tmp_path, 80, False)):
        assert said in text


def broken_run() -> dict[tuple[str, str], Any]:
    """Two causes: one on two targets, and an error; and what is known."""
    said = "1 is not 2 | <b>"
    return {
        ("a.one", HERE): support.line("a.one", HERE, Verdict.FAIL, said),
        ("a.one", THERE): support.line("a.one", THERE, Verdict.FAIL, said),
        ("a.two", THERE): support.line("a.two", THERE, Verdict.FAIL, said),
        ("a.ours", HERE): support.line("a.ours", HERE, Verdict.ERROR, "it was killed"),
        ("a.loss", HERE): known("a.loss", HERE, "loss"),
        ("a.holds", THERE): support.PASS,
    }


def test_what_broke_is_named_first_once_for_each_cause(tmp_path: Path) -> None:
    report = loaded(tmp_path, broken_run())
    assert [(str(one.verdict.value), one.where, one.first) for one in broken(report)] == [
        ("fail", f"a.one[{HERE}, {THERE}], a.two[{THERE}]", ("a.one", HERE)),
        ("error", f"a.ours[{HERE}]", ("a.ours", HERE)),
    ]
    page, summary = html.render(report), markdown.render(report)
    assert page.index("<h2>What broke</h2>") < page.index("1 is not 2 | &lt;b&gt;") < page.index("<h2>What holds</h2>")
    assert f'href="#cell=a.one%40{HERE}">a.one[{HERE}, {THERE}], a.two[{THERE}]</a>' in page
    said = markdown.escape("1 is not 2 | <b>")
    assert summary.index("## What broke") < summary.index(said) < summary.index("## The answer")
    lines = terminal.render(report, tmp_path, 80, False).splitlines()
    assert [line for line in lines if line.startswith(("fail ", "error "))] == [
        f"error  a.ours[{HERE}]: it was killed",
        f"fail   a.one[{HERE}, {THERE}], a.two[{THERE}]: 1 is not 2 | <b>",
    ]


def test_a_run_of_which_nothing_broke_does_not_speak_of_it(tmp_path: Path) -> None:
    report = loaded(tmp_path, {key: line for key, line in CELLS.items() if line is not support.FAIL})
    assert broken(report) == []
    assert "What broke" not in html.render(report) + markdown.render(report)


def test_of_many_causes_the_first_are_named_and_the_others_counted(tmp_path: Path) -> None:
    cells: dict[tuple[str, str], Any] = {
        (f"a.f{n}", HERE): support.line(f"a.f{n}", HERE, Verdict.FAIL, f"reason {n} holds") for n in range(SHOWN + 5)
    }
    report = loaded(tmp_path, cells)
    page, summary = html.render(report), markdown.render(report)
    assert f"and {SHOWN} more causes</summary>" in page
    assert page.count('class="id" href="#cell=a.f') == SHOWN + 5
    assert "And 5 other causes: see below." in summary
    assert "and 5 other causes: see the report" in terminal.render(report, tmp_path, 80, False)
