"""Runs of a part of the checks: where their report goes, and that nobody takes them for whole ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.reporting import model, write
from assay.reporting.history import runs as history
from tests.conftest import RunModule, suite_process
from tests.support import reports as support
from tests.support import suite_template as template
from tests.support.reports import FAIL, KNOWN, PASS

T = "sqlite-aiosqlite"


@pytest.mark.parametrize(
    "asked", [("--feature", "demo.holds"), ("-k", "holds"), ("--store", "memory"), ("--target", T)], ids=lambda a: a[0]
)
def test_the_report_of_a_part_leaves_that_of_the_whole(
    tmp_path: Path, run_module: RunModule, asked: tuple[str, str]
) -> None:
    suite = template.write_suite(tmp_path)
    latest = tmp_path / "reports" / "latest" / "results.jsonl"
    latest.parent.mkdir(parents=True)
    latest.write_text("the whole run's\n")
    process = suite_process(suite, Path("unused"), *asked, "--source", "container", DOCKER_HOST="unix:///nope.sock")
    at = process["args"].index("--report-dir")
    del process["args"][at : at + 2]
    done = run_module(*process["args"][2:], environment=process["env"])
    assert latest.read_text() == "the whole run's\n"
    assert f"{tmp_path}/reports/part/index.html" in done.stdout
    found = model.load(tmp_path / "reports" / "part")
    assert found.part == ("" if asked[0] == "--target" else " ".join(asked)), "of its target that run says all"
    assert f"its report goes to: {tmp_path}/reports/part" in done.stdout
    if not found.part:
        assert f"only some of the targets: --target {T}" in done.stdout
    else:
        assert f"only a part of the suites: {found.part}" in done.stdout
        for name in ("summary.md", "index.html"):
            assert "a part of the checks" in (tmp_path / "reports" / "part" / name).read_text()


def test_a_path_is_a_part_and_the_suites_are_the_whole(tmp_path: Path, run_module: RunModule) -> None:
    suite = template.write_suite(tmp_path)
    process = suite_process(suite, tmp_path / "report", "--target", T)
    at = process["args"].index(str(suite), process["args"].index("--report-dir"))
    for path, part in ((suite, ""), (suite / "demo", "demo"), (f"{suite}/demo/test_demo.py::test_holds", "demo")):
        process["args"][at] = str(path)
        done = run_module(*process["args"][2:], environment=process["env"])
        found = model.load(tmp_path / "report").part
        assert found == (part if "::" not in str(path) else "demo/test_demo.py::test_holds"), done.stdout


def part_of(folder: Path, day: int, cells: dict[str, object], **changed: object) -> Path:
    """A run of a day, whose first line says of its selection what was changed."""
    at = {(f, T): v for f, v in cells.items()}
    made = support.write_run(folder, at, f"run{day}", started=f"2026-01-0{day}T00:00:00+00:00")  # type: ignore[arg-type]
    lines = (made / "results.jsonl").read_text().splitlines(keepends=True)
    header = json.loads(lines[0])
    header["manifest"]["selection"] |= changed
    (made / "results.jsonl").write_text("".join([json.dumps(header, separators=(",", ":")) + "\n", *lines[1:]]))
    return made


@pytest.mark.parametrize("digests", [True, False], ids=["digests", "results"])
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"part": ["--feature crud"]}, "--feature crud"),
        ({"features": ["crud.a"]}, "--feature crud.a"),  # as an older Assay wrote it
        ({"narrowed": ["-k holds"]}, "-k holds"),
    ],
)
def test_a_history_does_not_take_a_part_for_progress(
    tmp_path: Path, asked: dict[str, object], said: str, digests: bool
) -> None:
    made = [
        part_of(tmp_path / "1", 1, {"crud.a": PASS, "files.b": FAIL}),
        part_of(tmp_path / "2", 2, {"crud.a": KNOWN}, **asked),
        part_of(tmp_path / "3", 3, {"crud.a": PASS, "files.b": FAIL}, part=[]),
    ]
    for folder in made if digests else ():
        write.write(model.load(folder), folder)
    found = history.history(tmp_path)
    assert [p.share for p in found.points[T]] == [0.5, 0.5]
    assert not found.events
    assert [(r.run, r.part) for r in found.parts] == [("run2", said)]
    shown = CliRunner().invoke(main, ["history", str(tmp_path)]).output
    assert "1 runs of a part of the checks count for nothing above" in shown
    assert f"run run2 ({said}): {T} 0 of 1" in shown
    data = json.loads(CliRunner().invoke(main, ["history", str(tmp_path), "--format", "json"]).output)
    assert {r["run"]: r["part"] for r in data["runs"]} == {"run1": "", "run2": said, "run3": ""}
    assert said in CliRunner().invoke(main, ["history", str(tmp_path), "--format", "html"]).output


def test_a_history_of_parts_alone_has_no_chart(tmp_path: Path) -> None:
    part_of(tmp_path / "1", 1, {"crud.a": PASS}, part=["-k x"])
    for name in ("terminal", "html"):
        done = CliRunner().invoke(main, ["history", str(tmp_path), "--format", name])
        assert done.exit_code == 0, done.output
        assert "no run of all checks" in done.output


def test_a_killed_run_is_no_point(tmp_path: Path) -> None:
    support.write_run(tmp_path / "1", {("a.b", T): FAIL, ("a.c", T): PASS}, "run1", started="2026-01-01")
    support.write_run(tmp_path / "2", {("a.c", T): PASS}, "run2", started="2026-01-02", end=False, plan=True)
    assert [p.position for p in history.history(tmp_path).points[T]] == [0]


def test_a_history_goes_on_when_a_feature_gets_another_name(tmp_path: Path) -> None:
    part_of(tmp_path / "1", 1, {"a.old": PASS})
    later = part_of(tmp_path / "2", 2, {"a.new": FAIL})
    text = (later / "results.jsonl").read_text().replace('"id":"a.new"', '"id":"a.new","formerly":["a.old"]')
    (later / "results.jsonl").write_text(text)
    (event,) = history.history(tmp_path).events
    assert (event.feature, event.before, event.after, event.ids) == ("a.new", "pass", "fail", ("a.old", "a.new"))
