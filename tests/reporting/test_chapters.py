"""Whether a chapter can be used: the answer of a run, on its page, in its summary and on the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.reporting import model, write
from assay.reporting.chapters import usable
from assay.reporting.formats import html, markdown
from tests.support import reports as support
from tests.support.reports import ERROR, FAIL, KNOWN, NOT_RUN, PASS, UNSUPPORTED, line

HERE, THERE, THIRD = support.TARGETS
LOSS = {**support.LEDGER[0], "id": "loss", "impact": "data-loss", "finding": "", "reason": "A row is gone."}
TYPO = {**support.LEDGER[0], "id": "typo", "impact": "documentation", "finding": ""}
OLD = {**LOSS, "id": "old", "fault": "documentation", "edition": "1.6.0", "mended_in": "1.9.0", "reason": "It was."}
CELLS: dict[tuple[str, str], Any] = {
    ("good.a", HERE): PASS,
    ("good.a", THERE): PASS,
    ("good.b", HERE): PASS,
    ("good.b", THERE): PASS,
    ("lossy.a", HERE): line("lossy.a", HERE, KNOWN, issue="loss"),
    ("lossy.a", THERE): line("lossy.a", THERE, KNOWN, issue="typo"),
    ("lossy.b", HERE): line("lossy.b", HERE, KNOWN, issue="loss"),
    ("lossy.b", THERE): PASS,
    ("broken.a", HERE): FAIL,
    ("broken.a", THERE): ERROR,
    ("dated.a", HERE): line("dated.a", HERE, KNOWN, issue="old"),
    ("none.a", HERE): UNSUPPORTED,
    ("good.a", THIRD): NOT_RUN,
}


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> model.Report:
    monkeypatch.setattr(support, "LEDGER", [LOSS, TYPO, OLD])
    return model.load(support.write_run(tmp_path / "run", CELLS))


SAID = {
    "good": [
        ((HERE, THERE), "yes: 2 of 2 features hold entirely"),
        ((THIRD,), "not known: nothing of it was run"),
    ],
    "lossy": [
        ((HERE,), "yes, but 1 way to lose data; 0 of 2 features hold entirely"),
        ((THERE,), "yes: 1 of 2 features hold entirely; 1 mistake of the documentation"),
    ],
    "broken": [
        (
            (HERE, THERE),
            "not as it is: 1 check of it fails, and nobody knows why; 0 of 1 feature holds entirely",
        )
    ],
    "dated": [
        (
            (HERE,),
            "yes: 0 of 1 feature holds entirely; 1 mistake of an older edition of the documentation, mended since",
        )
    ],
    "none": [((HERE,), "not known: nothing of it was run")],
}


def test_each_chapter_has_an_answer_for_each_target(report: model.Report) -> None:
    found = {chapter: [(t, one.sentence) for t, one in answers] for chapter, answers in usable(report).items()}
    assert found == SAID
    (finding,) = usable(report)["lossy"][0][1].worst
    assert finding.name == "loss"


def test_the_page_and_the_summary_have_them(report: model.Report, tmp_path: Path) -> None:
    page, summary = html.render(report), markdown.render(report)
    assert page.index('id="chapters"') < page.index("The worst of what is known")
    assert '<a href="#finding-loss">A row is gone</a>' in page.partition('id="chapters"')[2].partition("</details>")[0]
    for text in (page, summary):
        assert "yes, but 1 way to lose data; 0 of 2 features hold entirely" in text
    shown = CliRunner().invoke(main, ["show", f"lossy@{HERE}", "--report", str(tmp_path / "run")]).stdout
    assert shown.startswith(f"lossy on {HERE}: yes, but 1 way to lose data; 0 of 2 features hold entirely\n")


def test_targets_are_named(report: model.Report) -> None:
    """Nobody can do anything with "3 targets"."""
    page = html.render(report)
    head = page.partition("<h1>")[2].partition("</p>")[0]
    assert f"features on {HERE}, {THERE}." in head


def test_only_targets_that_were_asked_for_have_badges(tmp_path: Path) -> None:
    """A badge of one that could not run, and that nobody named, says nothing."""
    lines: dict[tuple[str, str], Any] = {("a.b", HERE): PASS, ("a.b", THIRD): line("a.b", THIRD, NOT_RUN, "no engine")}
    servers = {
        "sqlite": {"state": "ready", "version": "3.45"},
        "postgres": {"state": "unavailable", "reason": "no engine"},
    }
    folder = support.write_run(tmp_path / "run", lines, servers=servers)
    (folder / f"badge-{THIRD}.svg").write_text("")  # of a run before
    found = model.load(folder)
    write.write(found, folder)
    for pattern in ("badge-*.svg", "shields-*.json"):
        assert [file.stem.partition("-")[2] for file in folder.glob(pattern)] == [HERE]
    found = model.load(folder)
    found.everything = True
    write.write(found, folder)
    assert (folder / f"badge-{THIRD}.svg").exists()


def test_a_program_gets_what_the_last_lines_say(report: model.Report, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["report", str(tmp_path / "run"), "--json"])
    found = json.loads(done.stdout)
    assert found["report"] == str(tmp_path / "run" / "index.html")
    assert found["verdict"].startswith("the run fails: checks: 1 fail, 1 error")
    assert {one["verdict"] for one in found["broken"]} == {"fail", "error"}
    assert found["targets"][HERE]["findings"]["data-loss"] == 1
    assert found["targets"][HERE]["sentence"] == report.answers[HERE]
    merged = tmp_path / "merged"
    done = CliRunner().invoke(main, ["merge", str(tmp_path / "run"), "--output", str(merged), "--json"])
    found = json.loads(done.stdout)
    assert found["report"] == str(merged / "index.html")
    assert found["shards"] == [str(tmp_path / "run")]
