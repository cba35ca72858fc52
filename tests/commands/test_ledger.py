"""Help with the known issues: what of a run's failures the ledger knows, and the text of a report for upstream."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assay.cli import main
from assay.commands.suite_facts import SuiteFacts, paragraphs, scripts
from assay.commands.upstream_report import UpstreamReport, upstreams
from assay.domain.errors import UsageError
from assay.reporting.ledger_edit import add_targets
from tests.conftest import RunSuite
from tests.support import reports as support
from tests.support import suite_template as template
from tests.support.reports import FAIL, PASS, line

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CHECK = "demo/test_demo.py::test_fails"
FAILURE = "seen 1, not 2"


def assay(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def suggested(suite: Path, report: Path, *more: str) -> dict[str, Any]:
    done = assay("ledger", "suggest", "--suite-dir", str(suite), "--report", str(report), *more, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def suite_of(folder: Path, *, targets: str = '["sqlite-aiosqlite"]', also: str = "") -> Path:
    """A suite whose ledger knows the failing check on some targets."""
    known = template.KNOWN.replace('["sqlite-*"]', targets).replace('seen = "', f'{also}seen = "')
    catalogue = template.CATALOGUE.replace('varies = ["none"]', 'varies = ["driver"]')
    suite = template.write_suite(folder, template.CHECKS + template.FAILING, template.GOLDEN_FAILING, known)
    (suite / "catalogue.toml").write_text(catalogue)
    return suite


def failing(folder: Path, *targets: str, reason: str = FAILURE, check: str = CHECK, **more: Any) -> Path:
    cells = {("demo.fails", t): [line("demo.fails", t, FAIL, reason, check=check, **more)] for t in targets}
    names = ["sqlite-aiosqlite", *targets]
    return support.write_run(folder / "report", {("demo.holds", names[0]): PASS, **cells}, targets=names)


def test_what_is_known_on_other_targets_is_added_to_the_ledger(tmp_path: Path, run_suite: RunSuite) -> None:
    """A real run that fails; with the suggestion written, the same run is as it should be."""
    suite = suite_of(tmp_path)
    assert run_suite(suite, "--target", "sqlite").returncode == 1
    report = tmp_path / "report"
    before = (suite / "known_issues.toml").read_text()
    found = suggested(suite, report)
    assert found["sentence"] == "1 of 1 failures are in the ledger for other targets: add sqlite-*"
    assert [(one["issue"], one["targets"]) for one in found["extend"]] == [("one-is-not-two", ["sqlite-*"])]
    assert found["drafts"] == ""
    assert (suite / "known_issues.toml").read_text() == before, "nothing is written without --write"
    done = assay("ledger", "suggest", "--suite-dir", str(suite), "--report", str(report), "--write")
    assert f"written: {suite / 'known_issues.toml'}" in done.stdout
    after = (suite / "known_issues.toml").read_text()
    assert after == before.replace('["sqlite-aiosqlite"]', '["sqlite-aiosqlite", "sqlite-*"]')
    done_run = run_suite(suite, "--target", "sqlite")
    assert done_run.returncode == 0, done_run.stdout
    assert suggested(suite, report)["failed"] == 0, "the ledger as it is now counts"


def test_a_pattern_only_where_every_target_has_it(tmp_path: Path) -> None:
    suite = suite_of(tmp_path)
    every = suggested(suite, failing(tmp_path / "a", "mariadb-aiomysql", "mariadb-asyncmy", "mariadb-pymysql"))
    assert every["sentence"] == "3 of 3 failures are in the ledger for other targets: add mariadb-*"
    some = suggested(suite, failing(tmp_path / "b", "mariadb-aiomysql", "spanner"))
    assert some["extend"][0]["targets"] == ["mariadb-aiomysql", "spanner"]


def test_what_else_does_not_fit_is_to_be_looked_at(tmp_path: Path) -> None:
    old = suite_of(tmp_path / "old", also='versions = { advanced-alchemy = "<1" }\n')
    (one,) = suggested(old, failing(tmp_path / "a", "sqlite-aiosqlite"))["look_at"]
    assert one["why"] == "it is of other versions (advanced-alchemy <1)"
    checks = suite_of(tmp_path / "checks", also='checks = ["demo/test_demo.py::test_other"]\n')
    (one,) = suggested(checks, failing(tmp_path / "b", "spanner"))["look_at"]
    assert one["why"] == f"it does not name the check {CHECK}"
    stores = suite_of(tmp_path / "stores", also='stores = ["s3"]\n')
    (one,) = suggested(stores, failing(tmp_path / "c", "spanner", store="memory"))["look_at"]
    assert one["why"] == "it does not name the store memory"


def test_the_rest_has_drafts(tmp_path: Path) -> None:
    suite = suite_of(tmp_path)
    report = failing(tmp_path, "spanner", "mysql-pymysql", reason="the colour is wrong")
    found = suggested(suite, report, "--write")
    assert found["sentence"] == "0 of 2 failures are in the ledger for other targets; 2 in no entry"
    (entry,) = tomllib.loads((report / "ledger-draft.toml").read_text())["issue"]
    assert entry["targets"] == ["mysql-pymysql", "spanner"]
    assert entry["seen"] == r"the\ colour\ is\ wrong"
    assert found["written"] == [str(report / "ledger-draft.toml")]
    text = assay("ledger", "suggest", "--suite-dir", str(suite), "--report", str(report))
    assert "[[issue]]" in text.stdout
    assert text.stderr == "--write does it\n"


def test_a_run_without_failures_needs_nothing(tmp_path: Path) -> None:
    report = support.write_run(tmp_path / "report", {("demo.holds", "sqlite-aiosqlite"): PASS})
    done = assay("ledger", "suggest", "--suite-dir", str(suite_of(tmp_path)), "--report", str(report))
    assert done.stdout == "no check fails without an entry of the ledger: there is nothing to suggest\n"


TEXT = """# A comment that stays.
[[issue]]
id = "one"
targets = ["a-*"] # why
reason = "targets = []"

[[issue]]
id = "two"  # the second
targets = [
    "a-b",
]
seen = "x"
"""


def test_only_the_targets_of_the_entry_are_changed(tmp_path: Path) -> None:
    file = tmp_path / "ledger.toml"
    file.write_text(TEXT)
    assert add_targets([file], {"two": ["c", "a-b"]}) == [file]
    assert file.read_text() == TEXT.replace('[\n    "a-b",\n]', '["a-b", "c"]')
    add_targets([file], {"two": [f"backend{n}-*" for n in range(12)]})
    changed = tomllib.loads(file.read_text())["issue"]
    assert changed[1]["targets"][:3] == ["a-b", "c", "backend0-*"]
    assert max(map(len, file.read_text().splitlines())) < 120


@pytest.mark.parametrize("name", ["one", "three"])
def test_what_cannot_be_changed_is_refused_and_nothing_is(tmp_path: Path, name: str) -> None:
    file = tmp_path / "ledger.toml"
    file.write_text(TEXT)
    said = "its targets cannot be changed here; add c by hand" if name == "one" else "'three': it is in none of"
    with pytest.raises(UsageError, match=said):
        add_targets([file], {"two": ["c"], name: ["c"]})
    assert file.read_text() == TEXT


def report_of(*words: str) -> dict[str, Any]:
    done = assay("ledger", "issue", *words, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_report_for_upstream_has_what_its_form_asks_for() -> None:
    found = report_of("total-past-the-end")
    assert found["upstream"] == "advanced-alchemy"
    assert found["title"] == "Bug: The total is 0 on a page past the last one"
    fields = found["fields"]
    assert [*fields] == [
        "Description",
        "URL to code causing the issue",
        "MCVE",
        "Steps to reproduce",
        "Screenshots",
        "Logs",
        "Package Version",
        "Platform",
    ]
    assert fields["Description"].startswith('The documentation lists "all authors with pagination"')
    assert "On a page past the end `total` is 0" in fields["Description"]
    assert "Until then: Set count_with_window_function=False" in fields["Description"]
    page = Path("docs/findings/total-past-the-end.md")
    script = scripts((Path(__file__).parents[2] / page).read_text(encoding="utf-8"))[0]
    assert fields["MCVE"] == f"```python\n{script}\n```"
    assert "pip install advanced-alchemy==" in fields["Steps to reproduce"]
    assert fields["Package Version"].startswith("advanced-alchemy 1.")
    text = assay("ledger", "issue", "total-past-the-end").stdout
    assert all(f"### {heading}\n" in text for heading in fields)


def test_where_it_goes_follows_from_the_issue(tmp_path: Path) -> None:
    assert report_of("asyncpg-dates-at-the-ends")["upstream"] == "other"
    other = report_of("total-past-the-end", "--to", "sqlalchemy")
    assert other["fields"]["SQLAlchemy Version in Use"].startswith("sqlalchemy 2.")
    assert any("asks for a discussion" in note for note in other["notes"])
    file = tmp_path / "report.md"
    done = assay("ledger", "issue", "total-past-the-end", "--output", str(file))
    assert done.stdout == ""
    assert file.read_text().startswith("# Bug: The total is 0")


def test_every_known_issue_has_a_report() -> None:
    facts = SuiteFacts()
    for name in dict.fromkeys(entry.finding or entry.id for entry in facts.ledger):
        entries = [entry for entry in facts.ledger if name in (entry.finding, entry.id)]
        made = UpstreamReport.of(facts, entries, upstreams(facts.folder))
        assert made.title.strip()
        first = next(iter(made.fields.values()))
        assert first != "(none)", name
        assert scripts(made.text) or any("there is no script" in note for note in made.notes), name


WRONG = {
    "an issue": (["issue", "total-past-end"], "no known issue; did you mean 'total-past-the-end'?"),
    "a form": (["issue", "total-past-the-end", "--to", "sqlalchmy"], "unknown; did you mean 'sqlalchemy'?"),
    "a file": (["issue", "total-past-the-end", "--output", "/nowhere/x.md"], "/nowhere/x.md: cannot be written"),
    "a report": (["suggest", "--report", "nowhere"], "nowhere: there is no such report"),
    "a command": (["sugest"], "No such command 'sugest'"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_there_is_not_is_one_clear_line(name: str) -> None:
    words, said = WRONG[name]
    done = assay("ledger", *words)
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_page_is_read_by_its_paragraphs() -> None:
    page = "# T\n\n**The page says** that it is.\nIt goes on.\n\n**Where.** All.\n\n```python\n**x = 1\n```\nAfter.\n"
    assert paragraphs(page) == {"The page says": "that it is.\nIt goes on.", "Where": "All."}
    assert scripts(page) == ["**x = 1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "missing required field `upstream`"),
        ("upstream = []", r"has no \[\[upstream\]\]"),
        ('[[upstream]]\nname = "x"\ntitle = "t"\nfields = [{ heading = "a", content = ["claims"] }]', "'claims'"),
        ('[[upstream]]\nname = "x"\ntitle = "t"\nfields = []\nmango = 1', "mango"),
    ],
)
def test_a_form_that_is_wrong_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "upstreams.toml").write_text(text)
    with pytest.raises(UsageError, match=said):
        upstreams(tmp_path)
    with pytest.raises(UsageError, match=r"upstreams.toml: cannot be read"):
        upstreams(tmp_path / "nowhere")
