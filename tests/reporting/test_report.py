"""The report of one run, in every format, from its results file alone."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
import zlib
from base64 import b64decode
from pathlib import Path
from typing import Any

import jsonschema
import junitparser
import msgspec
import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.domain.catalogue import Catalogue
from assay.domain.causes import Cause
from assay.domain.errors import UsageError
from assay.domain.failures import Failure
from assay.domain.ledger import Ledger
from assay.domain.secrets import redacted
from assay.domain.subject import Subject
from assay.domain.verdicts import Verdict
from assay.products.registry import TARGETS
from assay.reporting import model, pages, terminal, write
from assay.reporting.comparing import formats as comparison_formats
from assay.reporting.comparing.comparison import compare
from assay.reporting.formats import markdown, report_json
from assay.reporting.matrix import combinations as matrix
from assay.reporting.matrix import formats as matrix_formats
from assay.results import context
from assay.results.context import SubjectInfo
from assay.running.suite_files import repository_file
from tests.conftest import ROOT, RunSuite
from tests.support import reports as support

NASTY = "</script><script>alert(1)</script><!-- & \u2028 ]]> | `x` \x00\x1b[31m"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    folder = support.write_run(tmp_path / "r", support.everything(), problems=("1 x fail",))
    write.write(model.load(folder), folder)
    return folder


def evidence(page: str) -> list[Any]:
    packed = page.partition('id="evidence-data">')[2].partition("</script>")[0].split("\n")
    return [json.loads(zlib.decompress(b64decode(part))) for part in packed]


def test_every_format_is_written(written: Path) -> None:
    names = {p.name for p in written.iterdir()}
    ran = ("sqlite-aiosqlite", "sqlite-sqlite3")  # nothing of the third was asked for by its name, or could run
    badges = {name for t in ran for name in (f"badge-{t}.svg", f"shields-{t}.json")}
    others = {"index.html", "summary.md", "junit.xml", "report.json", "digest.json", "manifest.json"}
    assert names == {"results.jsonl"} | others | badges


def test_the_page_fetches_nothing(written: Path) -> None:
    page = (written / "index.html").read_text()
    assert not re.findall(r"(?:src|(?<!<a )href)=\"(?!data:|#)[^\"]+\"", page.partition("<script")[0])
    assert "default-src 'none'" in page
    assert not re.search(r"@import|url\((?!data:)", page)


def test_the_evidence_is_complete(written: Path) -> None:
    found = evidence((written / "index.html").read_text())
    failed = found[0][1][0]
    assert failed["verdict"] == "fail"
    assert failed["error"][0] == "AssertionError"
    assert failed["error"][2] == "Traceback: somewhere"
    assert failed["sql"] == ["SELECT 1", "SELECT :password"]
    assert failed["seconds"] == 0.25
    assert (
        failed["command"]
        == "assay run 'suites/test_it.py::test_it[sqlite-sqlite3]' --target sqlite-sqlite3 --report-dir reports/again"
    )


def test_nothing_in_a_result_can_break_the_page(tmp_path: Path) -> None:
    bad = support.line(
        "crud.create",
        NASTY,
        Verdict.FAIL,
        NASTY,
        error=Failure(NASTY, NASTY, NASTY),
        sql=(NASTY,),
        check=NASTY,
        nodeid=NASTY,
    )
    folder = support.write_run(
        tmp_path / "r",
        {("crud.create", NASTY): bad},
        problems=(NASTY,),
        targets=[NASTY],
        servers={NASTY: {"version": NASTY}},
    )
    write.write(model.load(folder), folder)
    page = (folder / "index.html").read_text()
    assert page.count("<script") == 3
    assert "alert(1)</script>" not in page
    assert evidence(page)[0][0][0]["error"] == [NASTY, NASTY, NASTY, []]
    junitparser.JUnitXml.fromfile(str(folder / "junit.xml"))
    for picture in folder.glob("*.svg"):
        assert picture.parent == folder
        assert "<script" not in picture.read_text()
    assert "<script" not in (folder / "summary.md").read_text()


def test_the_counts_are_the_same_everywhere(written: Path) -> None:
    report = json.loads((written / "report.json").read_text())
    for target in report["targets"]:
        cells = [f["cells"][target["id"]]["verdict"] for f in report["features"] if target["id"] in f["cells"]]
        assert {v: n for v, n in target["counts"].items() if n} == {v: cells.count(v) for v in set(cells)}
    page = (written / "index.html").read_text()
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    rows = {f[0]: f[6] for f in data["features"]}
    assert rows == {"crud.create": "PF", "crud.delete": "KX", "files.store": "UE"}, "one target could not run"


def test_report_json_follows_its_published_schema(written: Path) -> None:
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text())
    assert schema == json.loads(json.dumps(report_json.schema())), (
        "python -m assay.reporting.formats.report_json > docs/report.schema.json"
    )
    jsonschema.Draft202012Validator.check_schema(schema)
    report = json.loads((written / "report.json").read_text())
    jsonschema.validate(report, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**report, "format": "assay-report/2"}, schema)


def test_junit_is_read_by_an_independent_parser(written: Path) -> None:
    suites = {suite.name: suite for suite in junitparser.JUnitXml.fromfile(str(written / "junit.xml"))}
    assert set(suites) == {*support.TARGETS, "run"}
    first = suites["sqlite-sqlite3"]
    assert (first.tests, first.failures, first.errors, first.skipped) == (3, 2, 1, 0)
    cases = {case.name: case for case in first}
    (failure,) = cases["crud.create (test_it.py::test_it)"].result
    assert isinstance(failure, junitparser.Failure)
    assert failure.message == "fail: seen 1, not 2"
    assert "Traceback: somewhere" in failure.text
    (skipped,) = next(iter(suites["postgres-asyncpg"])).result
    assert isinstance(skipped, junitparser.Skipped)
    assert [case.name for case in suites["run"]] == ["1 x fail"]


@pytest.mark.parametrize(
    ("server", "options"),
    [
        ({}, ""),
        ({"source": "container", "promised_version": "17", "options": []}, ""),
        ({"source": "container", "options": ["--server-version", "postgres=15"]}, " --server-version postgres=15"),
        # of an older Assay, which did not say: the images of today say nothing of its run
        ({"source": "container", "promised_version": "17"}, " --server-version postgres=17"),
        ({"source": "local", "promised_version": ""}, ""),
        ({"source": "url"}, " --database-url URL-OF-THE-SERVER"),
    ],
)
def test_the_command_leads_to_the_same_server(tmp_path: Path, server: dict[str, Any], options: str) -> None:
    line = support.line(
        "a.b", "postgres-asyncpg", support.FAIL, "no", nodeid="suites/a/test_b.py::test_c[postgres-asyncpg]"
    )
    folder = support.write_run(tmp_path, {("a.b", "postgres-asyncpg"): line}, servers={"postgres": server})
    report = model.load(folder)
    start = "assay run 'suites/a/test_b.py::test_c[postgres-asyncpg]' --target postgres-asyncpg"
    assert report.again(report.run.results[0]) == f"{start}{options} --report-dir reports/again"


def test_the_command_draws_as_many_examples(tmp_path: Path) -> None:
    line = support.line("a.b", "sqlite-sqlite3", support.FAIL, "no", nodeid="suites/a/test_b.py::test_c")
    folder = support.write_run(tmp_path, {("a.b", "sqlite-sqlite3"): line}, profile="nightly")
    report = model.load(folder)
    assert "--profile nightly" in report.again(report.run.results[0])


def test_a_results_file_of_an_older_assay_still_reads(tmp_path: Path) -> None:
    """Its servers say less, and may say what nobody reads any more."""
    folder = support.write_run(tmp_path, {("a.b", "postgres-asyncpg"): support.PASS}, "old", servers={})
    server = {"state": "ready", "version": "17.2", "settings": {"isolation": "X"}, "unheard": {"of": 1}}
    lines = (folder / "results.jsonl").read_text().splitlines()
    lines.insert(1, json.dumps({"kind": "server", "run": "old", "backend": "postgres", "server": server}))
    (folder / "results.jsonl").write_text("\n".join(lines) + "\n")
    report = model.load(folder)
    assert not report.run.damage
    found = report.server("postgres-asyncpg")
    assert (found.version, found.settings, found.source, found.options) == ("17.2", {"isolation": "X"}, "", None)
    assert report.server("sqlite-sqlite3").version == ""


MENDED = "claimed by the page of 1.6.0, mended in the page of 1.9.0"


def test_every_format_says_which_editions_have_a_fault_of_the_documentation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = {**support.LEDGER[0], "fault": "documentation", "edition": "1.6.0"}
    monkeypatch.setattr(support, "LEDGER", [entry | {"mended_in": "1.9.0"}])
    folder = support.write_run(tmp_path / "r", support.everything(), versions={"advanced-alchemy": "1.8.2"})
    report = model.load(folder)
    write.write(report, folder)
    for name in ("index.html", "summary.md", "junit.xml"):
        assert MENDED in (folder / name).read_text(), name
    assert f"    {MENDED}\n" in terminal.render(report, folder, 200, False)
    (issue,) = json.loads((folder / "report.json").read_text())["issues"]
    assert (issue["edition"], issue["mended_in"], issue["still_in"]) == ("1.6.0", "1.9.0", "")

    monkeypatch.setattr(support, "LEDGER", [entry | {"still_in": "1.12.0"}])
    report = model.load(support.write_run(tmp_path / "s", support.everything()))
    assert "page of 1.6.0, and still by the page of 1.12.0\n" in terminal.render(report, folder, 200, False)


def test_nothing_that_did_not_hold_passes_in_junit(written: Path) -> None:
    root = ET.parse(written / "junit.xml").getroot()
    passed = {case.get("name") for case in root.iter("testcase") if len(case) == 0}
    assert passed == {"crud.create (test_it.py::test_it)"}


def test_badges_are_green_only_for_a_complete_target(tmp_path: Path) -> None:
    cells = {
        ("a.b", "sqlite-aiosqlite"): Verdict.PASS,
        ("a.b", "sqlite-sqlite3"): Verdict.PASS,
        ("a.c", "sqlite-sqlite3"): Verdict.NOT_RUN,
        ("a.c", "sqlite-aiosqlite"): Verdict.KNOWN,
        ("a.b", "postgres-asyncpg"): Verdict.NOT_RUN,
    }
    folder = support.write_run(tmp_path / "r", cells)
    (folder / "badge-gone.svg").touch()
    report = model.load(folder)
    report.everything = True
    write.write(report, folder)
    text = {target: (folder / f"badge-{target}.svg").read_text() for target in support.TARGETS}
    assert "1 pass, 1 known" in text["sqlite-aiosqlite"]
    assert "#17643a" in text["sqlite-aiosqlite"]
    assert "1 pass, partial" in text["sqlite-sqlite3"]
    assert "#17643a" not in text["sqlite-sqlite3"]
    assert "not run" in text["postgres-asyncpg"]
    assert not (folder / "badge-gone.svg").exists()


def test_summary_fits_a_job_summary(tmp_path: Path) -> None:
    folder = support.large(tmp_path / "r", 1500, 16, broken=2)
    text = markdown.render(model.load(folder))
    assert len(text.encode()) < markdown.LIMIT
    assert "more lines: see index.html" in text
    assert "chapter19.feature-number-1499" in text
    wide = {(f"c{n % 3}.{'x' * 400}{n}", f"t-{t}"): Verdict.UNSUPPORTED for n in range(3000) for t in range(4)}
    text = markdown.render(model.load(support.write_run(tmp_path / "wide", wide, targets=[f"t-{n}" for n in range(4)])))
    assert len(text.encode()) < markdown.LIMIT
    assert "| `c1` | 1000 unsupported |" in text


def test_a_killed_run_says_so_and_shows_what_it_did_not_come_to(tmp_path: Path) -> None:
    folder = support.write_run(
        tmp_path / "r", {("a.b", "sqlite-aiosqlite"): Verdict.PASS}, features=["a.b", "a.later"], end=False
    )
    with (folder / "results.jsonl").open("ab") as file:
        file.write(b'{"kind":"result","run":"run1","feat')
    done = CliRunner().invoke(main, ["report", str(folder)])
    assert done.exit_code == 0, done.output
    assert "killed" in done.output
    report = json.loads((folder / "report.json").read_text())
    assert report["killed"]
    later = next(f for f in report["features"] if f["id"] == "a.later")
    assert {cell["verdict"] for cell in later["cells"].values()} == {"not-run"}
    assert later["cells"]["sqlite-aiosqlite"]["reason"] == Cause.CUT_OFF.sentence
    page = (folder / "index.html").read_text()
    assert page.index('id="killed"') < page.index('id="summary"')
    assert "it was killed" in (folder / "summary.md").read_text()
    assert "killed" in (folder / "junit.xml").read_text()


def test_the_features_are_grouped_by_chapter_in_the_order_of_the_page(tmp_path: Path) -> None:
    names = ["setup.b", "crud.a", "setup.a", "crud.z"]
    folder = support.write_run(
        tmp_path / "r", {(f, "sqlite-aiosqlite"): Verdict.PASS for f in reversed(names)}, features=names
    )
    assert model.load(folder).features == ["setup.b", "setup.a", "crud.a", "crud.z"]


def test_a_results_file_of_before_the_catalogue_was_in_it_is_rendered(tmp_path: Path) -> None:
    folder = support.write_run(tmp_path / "r", support.everything())
    lines = (folder / "results.jsonl").read_bytes().splitlines()
    first = msgspec.json.decode(lines[0])
    for key in ("catalogue", "ledger", "targets"):
        del first["manifest"][key]
    (folder / "results.jsonl").write_bytes(b"\n".join([msgspec.json.encode(first), *lines[1:]]))
    found = model.load(folder)
    write.write(found, folder)
    assert found.target("sqlite-aiosqlite").backend == "sqlite"


def test_a_report_leads_to_no_file_that_a_copy_of_it_would_not_have(tmp_path: Path) -> None:
    """The page of a finding is in the report: a link to it in the checkout is dead where the report was sent."""
    folder = support.write_run(tmp_path / "r", support.everything())
    write.write(model.load(folder), folder)
    page = (folder / "index.html").read_text()
    assert "docs/findings/" in page
    assert not re.findall(r'href="[^"]*docs/findings', page)
    assert "../docs/findings" not in page


def test_a_page_of_a_suite_s_findings_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "odd.md").write_text("It is odd.")
    subject = Subject(findings="pages")
    assert [subject.finding(tmp_path, name) for name in ("odd.md", "gone.md", "")] == ["It is odd.", "", ""]
    assert Subject().finding(tmp_path, "odd.md") == ""


def test_markdown_is_safe_in_a_page() -> None:
    shown = pages.markdown(
        "# T\n\n<script>x</script> [a](other.md) [b](https://example.org) [c](javascript:x)\n\n    <b>"
    )
    assert "<h1>T</h1>" in shown
    assert "&lt;script&gt;" in shown
    assert '<a href="https://example.org" rel="noreferrer noopener">b</a>' in shown
    assert " a " in shown
    assert 'href="other.md' not in shown
    assert 'href="javascript' not in shown
    assert "&lt;b&gt;" in shown


def test_every_finding_of_the_ledger_travels_with_a_run() -> None:
    catalogue = Catalogue.load(repository_file("catalogue.toml"))
    ledger = Ledger.load(repository_file("known_issues.toml"), catalogue, TARGETS)
    found = context.describe(catalogue, ledger, (), Subject.load(repository_file("")), repository_file(""))["findings"]
    assert set(found) == {entry.finding for entry in ledger if entry.finding}
    assert found["total-past-the-end.md"].startswith("# ")


SECTIONS = {
    *("litestar-integration", "key-features", "basic-setup", "sqlalchemy-models", "pydantic-schemas", "controllers"),
    *("repository-and-service-layer", "application-configuration", "database-sessions", "sessions-in-controllers"),
    *("sessions-in-application", "database-migrations", "command-list", "initializing-a-new-project"),
    *("generate-new-migrations", "upgrading-a-database", "session-middleware", "overview", "quick-setup"),
    *("session-model-configuration", "advanced-configuration", "using-sessions-in-routes", "database-schema"),
    *("security-considerations", "performance-optimization", "complete-example", "file-object-storage"),
    "alternative-patterns",
}
"""The anchors of the documentation page's headings."""


def test_every_section_of_the_catalogue_has_an_anchor_on_the_page() -> None:
    catalogue = Catalogue.load(ROOT / "suites" / "catalogue.toml")
    found = {feature.section for feature in catalogue if not feature.page}
    assert {
        SubjectInfo.of(Subject.load(ROOT / "suites")).section_link(section).partition("#")[2] for section in found
    } <= SECTIONS


def test_comparison_and_matrix_lead_only_where_the_evidence_is(tmp_path: Path) -> None:
    sides = []
    for name, other in (("old", "a.gone"), ("new", "a.came")):
        cells = {("a.b", "sqlite-sqlite3"): Verdict.PASS, (other, "sqlite-sqlite3"): Verdict.PASS}
        sides.append(model.load(support.write_run(tmp_path / name, cells, name, targets=["sqlite-sqlite3"])))
        (tmp_path / name / "index.html").touch()
    steps = [matrix.Combination({"x": n}, side) for n, side in zip("12", sides, strict=True)]
    shown = [
        comparison_formats.html(compare(*sides), tmp_path),
        matrix_formats.html(matrix.Matrix({"x": ["1", "2"]}, steps, ["sqlite-sqlite3"]), tmp_path),
    ]
    for page in shown:
        assert set(re.findall(r'href="(\w+)/index.html#cell=(a\.\w+)', page)) == {("old", "a.gone"), ("new", "a.came")}
        assert page.count(">absent<") == 2


SECRETS = [
    "postgresql+asyncpg://me:hunter2@db:5432/x",
    "could not connect: mysql://root:hunter2@127.0.0.1/db?charset=utf8",
    "dsn host=db password=hunter2 user=me",
    "AccountName=a;AccountKey=hunter2;EndpointSuffix=x",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_are_in_no_format(tmp_path: Path, secret: str) -> None:
    bad = support.line(
        "a.b",
        "sqlite-aiosqlite",
        Verdict.FAIL,
        secret,
        sql=(secret,),
        error=Failure("E", secret, secret, (("C", secret),)),
    )
    folder = support.write_run(
        tmp_path / "r",
        {("a.b", "sqlite-aiosqlite"): bad},
        problems=(secret,),
        servers={"sqlite": {"detail": secret, "settings": {"admin_password": "hunter2"}}},
    )
    for path in write.write(model.load(folder), folder):
        text = path.read_text()
        assert "hunter2" not in text, path.name
        if path.name == "index.html":
            assert "hunter2" not in json.dumps(evidence(text))


@pytest.mark.parametrize(
    "sql", ["SELECT * FROM u WHERE password=?", "UPDATE u SET password=:p, token=%s", "SELECT 'http://x/y'"]
)
def test_statements_stay_as_they_were_sent(sql: str) -> None:
    assert redacted(sql) == sql


def bad_files(tmp_path: Path) -> dict[str, tuple[Path, str]]:
    good = support.write_run(tmp_path / "good", support.everything())
    lines = (good / "results.jsonl").read_bytes().splitlines(keepends=True)

    def file(name: str, content: bytes) -> Path:
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return {
        "missing": (tmp_path / "nowhere", "cannot be read"),
        "directory without results": (tmp_path, "cannot be read"),
        "empty": (file("empty", b""), "is empty"),
        "cut off in its first line": (file("cut", lines[0][:40]), "cut off inside its first line"),
        "foreign": (file("foreign", b"\x89PNG\r\n\x1a\n\x00"), "is not a results file"),
        "foreign JSON": (file("json", b'{"kind":"run","format":"assay-results/1"}\n'), "is not a results file"),
        "another manifest": (
            file("list", b'{"kind":"run","format":"assay-results/1","run":"x","manifest":{"catalogue":7}}\n'),
            "is not one of Assay's",
        ),
        "newer": (
            file("newer", lines[0].replace(b"assay-results/1", b"assay-results/9")),
            "use the Assay that wrote it",
        ),
        "nothing but its first line is ours": (file("middle", lines[0] + b"{x\n{y\n"), "nor is any other after"),
        "two runs in one": (file("two", b"".join([*lines, *lines])), "a second run starts here"),
        "lines of another run": (
            file("mixed", lines[0] + lines[2].replace(b'"run1"', b'"run2"')),
            "holds lines of run run2",
        ),
    }


@pytest.mark.parametrize(
    "name",
    [
        "missing",
        "directory without results",
        "empty",
        "cut off in its first line",
        "foreign",
        "foreign JSON",
        "another manifest",
        "newer",
        "nothing but its first line is ours",
        "two runs in one",
        "lines of another run",
    ],
)
def test_a_bad_file_is_one_clear_line(tmp_path: Path, name: str) -> None:
    path, message = bad_files(tmp_path)[name]
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    for arguments in (
        ["report", str(path)],
        ["compare", str(path), str(tmp_path / "good")],
        ["compare", str(tmp_path / "good"), str(path)],
    ):
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 2, done.output
        assert message in done.output
        assert len(done.output.strip().splitlines()) == 1
        assert "Traceback" not in done.output
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before, "nothing may be lost"


def test_an_unwritable_directory_is_one_clear_line_and_loses_nothing(tmp_path: Path) -> None:
    folder = support.write_run(tmp_path / "r", support.everything())
    before = (folder / "results.jsonl").read_bytes()
    (folder / "index.html").mkdir()
    done = CliRunner().invoke(main, ["report", str(folder)])
    assert done.exit_code == 2
    assert len(done.output.strip().splitlines()) == 1
    assert "cannot be written" in done.output
    assert (folder / "results.jsonl").read_bytes() == before
    assert not list(folder.glob(".*.part"))
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write.write(model.load(folder), tmp_path / "file")


def test_a_run_leaves_every_format_and_its_catalogue(tmp_path: Path, run_suite: RunSuite) -> None:
    from tests.support import suite_template as template

    done = run_suite(template.write_suite(tmp_path), "--target", "sqlite")
    assert done.returncode == 0, done.stdout
    report = json.loads((tmp_path / "report" / "report.json").read_text())
    assert {f["id"]: f["claim"] for f in report["features"]}["demo.holds"] == "One is one."
    manifest = json.loads((tmp_path / "report" / "manifest.json").read_text())
    assert "catalogue" not in manifest
    for name in ("index.html", "summary.md", "junit.xml", "badge-sqlite-aiosqlite.svg"):
        assert (tmp_path / "report" / name).stat().st_size > 0
    assert "index.html" in done.stdout


@pytest.mark.parametrize("whole", [True, False])
def test_a_run_of_which_nobody_knows_what_it_was_to_do_is_not_complete(tmp_path: Path, whole: bool) -> None:
    """As where the disk was full before the plan was written: one check of 177 ran, and passed."""
    cells = {("a.b", "sqlite-aiosqlite"): Verdict.PASS}
    folder = support.write_run(tmp_path / "r", cells, targets=["sqlite-aiosqlite"], plan=False)
    if not whole:
        text = (folder / "results.jsonl").read_text().replace('"whole":true', '"whole":false')
        (folder / "results.jsonl").write_text(text)
    done = CliRunner().invoke(main, ["report", str(folder)])
    assert "complete" not in done.output
    assert "nobody knows what it was to run" in done.output
    assert "#17643a" not in (folder / "badge-sqlite-aiosqlite.svg").read_text()
    for name in ("index.html", "summary.md", "junit.xml", "report.json"):
        assert "nobody knows what it was to run" in (folder / name).read_text(), name
    verdict = model.load(folder).cells["a.b", "sqlite-aiosqlite"].verdict
    assert verdict is (Verdict.PASS if whole else Verdict.NOT_RUN), "there may have been more checks"


def test_entries_that_were_to_be_looked_at_again_are_named_in_one_line(tmp_path: Path) -> None:
    late = support.write_run(tmp_path / "late", support.everything(), started="2027-01-02T00:00:00+00:00")
    report = model.load(late)
    write.write(report, late)
    said = "ledger entries past their review_by: 1: odd-one (2027-01-01)"
    for shown in (terminal.render(report, late, 120, False), (late / "index.html").read_text()):
        assert said in shown
    assert said in (late / "summary.md").read_text()
    on_the_day = model.load(support.write_run(tmp_path / "day", {}, started="2027-01-01T23:00:00+00:00"))
    assert on_the_day.overdue_line == ""


def test_of_what_was_not_seen_checks_and_features_are_counted_apart(tmp_path: Path) -> None:
    """Of a feature as a whole nobody knows how many checks it has."""
    target = "sqlite-aiosqlite"
    lines = [support.line("a.b", target, support.NOT_RUN, "no server", check=f"c{n}") for n in range(2)]
    cells: dict[tuple[str, str], Any] = {("a.b", target): lines, ("a.c", target): support.NOT_RUN}
    folder = support.write_run(tmp_path, {**cells, ("a.d", target): Verdict.PASS}, targets=[target])
    report = model.load(folder)
    assert str(report.not_seen[target]) == "2 checks and 1 feature"
    write.write(report, folder)
    assert "2 checks and 1 feature not seen" in (folder / "index.html").read_text()
