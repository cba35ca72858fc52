"""Results files that no run of this Assay wrote so: damaged, cut off, edited; and outputs that are no plain files."""

from __future__ import annotations

import json
import os
import resource
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.cli import INTERNAL_ERROR, TRACEBACK, main
from assay.commands import reports
from assay.domain.causes import Cause
from assay.domain.errors import UsageError
from assay.domain.verdicts import Verdict
from assay.reporting import model, own_files, write
from assay.reporting.formats import markdown
from assay.reporting.history import runs as history
from assay.results.file import Writer, read_results
from assay.results.lines import FORMAT, End, Header, Plan
from tests.support import reports as support
from tests.support.reports import FAIL, NOT_RUN, PASS, UNSUPPORTED

T = "sqlite-aiosqlite"
Spot: TypeAlias = tuple[str | int, ...]
PATHS: dict[int, list[Spot]] = {
    0: [
        *(("manifest", k) for k in support.manifest("x")),
        *(("manifest", "selection", k) for k in ("targets", "stores", "features")),
        *(("manifest", "catalogue", 0, k) for k in ("id", "section", "targets")),
        *(("manifest", "targets", 0, k) for k in ("id", "backend", "distribution")),
        *(("manifest", "ledger", 0, k) for k in ("id", "upstream", "finding")),
        *((k,) for k in ("kind", "format", "run", "manifest")),
    ],
    1: [
        *(("server", k) for k in ("state", "reason", "version", "source", "detail", "settings", "image_digest")),
        *((k,) for k in ("kind", "run", "backend", "server")),
    ],
    3: [
        *(("error", k) for k in ("type", "message", "traceback", "causes")),
        *((k,) for k in ("kind", "run", "verdict", "check", "store", "seconds", "error", "sql", "nodeid")),
    ],
    -2: [("kind",), ("run",), ("checks",), ("checks", "crud.create"), ("former",)],
    -1: [("kind",), ("run",), ("seconds",), ("problems",)],
}
SPOTS = [(line, *path) for line, paths in PATHS.items() for path in paths]
"""Where a results file holds something that a reader relies on."""
DEEP: Any = []
for _ in range(200):
    DEEP = [DEEP]
VALUES = st.sampled_from(
    [None, 5, -1, 10**9, 1e308, True, "x", "", "\x1b[31m\n", [], [1], [None], {}, {"a": 1}, ["a"], [["a", "b"]], DEEP]
)


def lines_of(folder: Path, *, end: bool = True, plan: bool | None = None) -> list[dict[str, Any]]:
    support.write_run(folder, support.everything(), end=end, plan=plan)
    return [json.loads(line) for line in (folder / "results.jsonl").read_bytes().splitlines()]


def put(folder: Path, lines: list[Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    texts = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    (folder / "results.jsonl").write_bytes(b"\n".join(texts) + b"\n")
    return folder


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def holds(folder: Path, good: Path) -> None:
    """Whatever is in a directory: its report is rendered, or one line says why not; and nobody's files are lost."""
    before = (folder / "results.jsonl").read_bytes()
    for arguments in (
        ["history", folder],
        ["report", folder],
        ["compare", good, folder],
        ["compare", folder, good, "--format", "markdown"],
        ["history", folder, "--format", "html"],
    ):
        done = call(*arguments)
        assert done.exit_code in (0, 1, 2), (arguments, done.output)
        assert done.exit_code != 1 or arguments[0] == "compare"
        if done.exit_code == 2:
            assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert "\x1b" not in done.output
    assert (folder / "results.jsonl").read_bytes() == before


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return support.write_run(tmp_path_factory.mktemp("good"), support.everything(), "good")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spot=st.sampled_from(SPOTS), value=VALUES, gone=st.booleans(), end=st.booleans())
def test_a_value_of_any_shape(
    tmp_path: Path, good: Path, spot: tuple[Any, ...], value: Any, gone: bool, end: bool
) -> None:
    lines = lines_of(tmp_path / "r")
    number, *path, last = spot
    place = lines[number]
    for key in path:
        place = place[key]
    if gone:
        place.pop(last, None)
    else:
        place[last] = value
    shutil.rmtree(tmp_path / "r")
    holds(put(tmp_path / "r", lines if end else lines[:-1]), good)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_bytes_in_any_place(tmp_path: Path, good: Path, data: st.DataObject) -> None:
    shutil.rmtree(tmp_path / "r", ignore_errors=True)
    lines_of(tmp_path / "r")
    file = tmp_path / "r" / "results.jsonl"
    raw = file.read_bytes()
    start = data.draw(st.integers(0, len(raw)))
    stop = start + data.draw(st.sampled_from([0, 1, 7, 300, len(raw)]))
    put_in = data.draw(st.sampled_from([b"", b"\0" * 9, b"\n", b"\n\n", b"\xff", b"[" * 5000, b"\r\n", b'"', b"}"]))
    file.write_bytes(raw[:start] + put_in + raw[stop:])
    holds(tmp_path / "r", good)


@pytest.mark.parametrize("value", [None, [], 5])
def test_distributions_of_the_wrong_shape_are_named(tmp_path: Path, value: Any) -> None:
    lines = lines_of(tmp_path / "r")
    lines[0]["manifest"]["distributions"] = value
    done = call("report", put(tmp_path / "r", lines))
    assert done.exit_code == 2
    assert "results.jsonl" in done.output
    assert "$.distributions" in done.output


@pytest.mark.parametrize(
    ("key", "value"), [("settings", 5), ("version", 5), ("source", []), ("detail", {}), ("settings", {"a": DEEP})]
)
def test_a_server_line_of_the_wrong_shape_is_passed_over(tmp_path: Path, key: str, value: Any) -> None:
    lines = lines_of(tmp_path / "r")
    lines[1]["server"][key] = value
    found = model.load(put(tmp_path / "r", lines))
    assert "line 2 of the results file" in found.problems[0]


@pytest.mark.parametrize("value", [5, True, [1], {"a": 1}])
def test_what_a_killed_run_was_asked_for(tmp_path: Path, value: Any) -> None:
    for key in ("features", "targets"):
        lines = lines_of(tmp_path / key, end=False)
        lines[0]["manifest"]["selection"][key] = value
        done = call("report", put(tmp_path / key, lines))
        assert done.exit_code == 2
        assert f"$.selection.{key}" in done.output


def test_a_bad_line_in_the_middle_costs_that_line_alone(tmp_path: Path) -> None:
    cells = {("a.b", T): PASS, ("a.c", T): PASS, ("a.d", T): PASS}
    folder = support.write_run(tmp_path / "r", cells, targets=[T])
    lines = (folder / "results.jsonl").read_bytes().splitlines()
    glued = lines[3][:80] + lines[4]
    put(folder, [*lines[:3], glued, *lines[5:]])
    found = model.load(folder)
    assert [found.cells[f, T].verdict for f in ("a.b", "a.c", "a.d")] == [PASS, NOT_RUN, NOT_RUN]
    assert found.cells["a.c", T].reason == Cause.NO_LINE.sentence
    assert found.state(T) == "partial"
    done = call("report", folder)
    assert done.exit_code == 0
    assert "problem: line 4 of the results file cannot be read" in done.output
    for name in ("index.html", "summary.md", "junit.xml", "report.json"):
        assert "line 4 of the results file" in (folder / name).read_text(), name
    assert "#17643a" not in (folder / f"badge-{T}.svg").read_text(), "a damaged run is not green"
    compared = call("compare", folder, folder)
    assert f"{folder}: line 4 of the results file" in compared.stderr
    assert json.loads(call("history", folder, "--format", "json").output)["runs"][0]["damaged"]


def test_damage_after_which_nothing_seems_to_be_missing_is_not_green(tmp_path: Path) -> None:
    lines = [b"\0" * 20 if n == 1 else line for n, line in enumerate(lines_of(tmp_path / "r"))]
    found = model.load(put(tmp_path / "r", lines))
    assert {found.state(t) for t in found.targets} == {"partial", "not run"}


def test_what_was_planned_and_is_lost_is_not_run(tmp_path: Path) -> None:
    lines = lines_of(tmp_path / "r", plan=False)
    plan = Plan(run="run1", checks={"crud.create": {"other": [T]}, "crud.lost": {"it": [f"{T} s3"]}})
    found = model.load(put(tmp_path / "r", [lines[0], msgspec.json.encode(plan), b"{", *lines[1:]]))
    assert [r.reason for r in found.cells["crud.create", T].results] == ["", Cause.NO_LINE.sentence]
    assert [(r.check, r.store, r.verdict) for r in found.cells["crud.lost", T].results] == [("it", "s3", NOT_RUN)]


@pytest.mark.parametrize("tail", [b"\n", b"\n\n", b"  \n", b"\r\n"])
def test_blank_lines_are_nothing(tmp_path: Path, tail: bytes) -> None:
    folder = support.write_run(tmp_path / "r", support.everything())
    with (folder / "results.jsonl").open("ab") as file:
        file.write(tail)
    found = model.load(folder)
    assert (found.killed, found.problems) == (False, ())


def test_a_file_that_is_cut_off_in_its_first_line_says_so(tmp_path: Path) -> None:
    first = (support.write_run(tmp_path / "r", {}) / "results.jsonl").read_bytes().splitlines()[0]
    for length in (3, 30, len(first) - 1):
        (tmp_path / "r" / "results.jsonl").write_bytes(first[:length])
        for command in ("report", "history"):
            assert "cut off inside its first line" in call(command, tmp_path / "r").output
    (tmp_path / "r" / "results.jsonl").write_text(json.dumps(json.loads(first))[:-1])
    assert "cut off inside its first line" in call("report", tmp_path / "r").output


@pytest.mark.parametrize("command", ["report", "history"])
def test_two_runs_in_one_file_are_refused(tmp_path: Path, command: str) -> None:
    folder = support.write_run(tmp_path / "r", support.everything())
    raw = (folder / "results.jsonl").read_bytes()
    (folder / "results.jsonl").write_bytes(raw * 2)
    assert "a second run starts here" in call(command, folder).output
    other = raw.partition(b"\n")[2].replace(b'"run1"', b'"run2"')
    (folder / "results.jsonl").write_bytes(raw + other)
    assert "lines of run run2" in call(command, folder).output


@pytest.mark.parametrize("name", ["results.jsonl", "digest.json"])
def test_a_pipe_in_a_directory_is_not_waited_for(tmp_path: Path, name: str) -> None:
    (tmp_path / "r").mkdir()
    os.mkfifo(tmp_path / "r" / name)
    for command in ("report", "history"):
        done = call(command, tmp_path / "r")
        assert done.exit_code == 2
        assert len(done.output.strip().splitlines()) == 1


@pytest.fixture
def room() -> Iterator[Any]:
    """Limits how long files may become, as a full disk does: the last write is a short one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_whole_lines_and_no_end(tmp_path: Path, room: Any) -> None:
    file = tmp_path / "results.jsonl"
    writer = Writer(file, Header(format=FORMAT, run="run1", manifest=support.manifest("run1")))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    full = file.stat().st_size + 1000
    written = 0
    message = ""
    for n in range(9):
        room(full)
        try:
            writer.write(support.line(f"a.b{n}", T, PASS, run="run1"))
            written += 1
        except UsageError as error:
            message = str(error)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert 0 < written < 9
    assert f"{file}: cannot be written any further" in message
    with pytest.raises(UsageError, match="any further"):  # there is room again, but a line is missing
        writer.write(End(run="run1", seconds=1))
    found = read_results(file)
    assert [r.feature for r in found.results] == [f"a.b{n}" for n in range(written)]
    assert (found.damage, found.end) == ([], None)
    assert file.read_bytes().endswith(b"}\n")


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = Writer(tmp_path / "results.jsonl", Header(format=FORMAT, run="run1", manifest={}))
    file = writer._file

    class Short:
        def write(self, data: Any) -> int:
            return file.write(data[:10]) or 0

    monkeypatch.setattr(writer, "_file", Short())
    writer.write(End(run="run1", seconds=1))
    assert read_results(tmp_path).end is not None


def test_history_says_what_the_report_says(tmp_path: Path) -> None:
    stores = [support.line("a.b", T, v, check="c", store=s) for s, v in (("memory", PASS), ("s3", UNSUPPORTED))]
    folder = support.write_run(tmp_path / "r", {("a.b", T): stores, ("a.c", T): FAIL})
    scanned = history.scan(folder / "results.jsonl")
    found = model.load(folder)
    write.write(found, folder)
    assert found.cells["a.b", T].verdict is PASS
    assert scanned.rows == history.read(folder).rows == {T: "PF"}
    assert scanned.features == found.features


def test_outputs_that_are_no_plain_files(tmp_path: Path) -> None:
    folder = support.write_run(tmp_path / "r", support.everything())
    (tmp_path / "kept.html").write_text("old")
    (tmp_path / "kept.html").chmod(0o640)
    (tmp_path / "link.html").symlink_to("kept.html")
    (tmp_path / "circle").symlink_to("circle")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    for command in (["compare", folder, folder], ["history", folder]):
        for name in ("", ".", "/", tmp_path, folder, tmp_path / "circle"):
            done = call(*command, "--output", name)
            assert done.exit_code == 2, done.output
            assert len(done.stderr.strip().splitlines()) == 1, done.stderr
            assert "cannot be written" in done.stderr
        call(*command, "--format", "html", "--output", tmp_path / "link.html")
        assert (tmp_path / "link.html").is_symlink()
        assert "<html" in (tmp_path / "kept.html").read_text()
        assert (tmp_path / "kept.html").stat().st_mode & 0o777 == 0o640
    write.save(pipe, "through")
    reader.join(10)
    assert read == ["through"]
    assert pipe.is_fifo()
    assert "run1" in call("history", folder, "--format", "json", "--output", "/dev/stdout").output


REPORT = own_files.of_report()
MINE = {"badge-build.svg": '<svg fill="red"/>', "index.html": "<html>My home.</html>", "report.json": "{}"}


def test_what_assay_did_not_write_stays(tmp_path: Path) -> None:
    folder = support.write_run(tmp_path / "r", support.everything())
    call("report", folder)
    for name, text in MINE.items():
        (folder / name).write_text(text)
    own_files.clear(folder, REPORT)
    left = {p.name: p.read_text() for p in folder.iterdir() if p.name not in ("results.jsonl", "manifest.json")}
    assert left == MINE
    done = call("report", folder)
    assert done.exit_code == 2
    assert "index.html: was not written by Assay" in done.output
    (folder / "index.html").unlink()
    (folder / "report.json").unlink()
    assert call("report", folder).exit_code == 0
    assert (folder / "badge-build.svg").read_text() == MINE["badge-build.svg"]


def test_every_file_of_a_report_is_known_as_ours(tmp_path: Path) -> None:
    folder = support.write_run(tmp_path / "r", support.everything())
    (folder / own_files.DRAFT).write_text('[[issue]]\nid = "x"\n')
    call("report", folder)
    assert len(list(folder.iterdir())) > 8
    own_files.clear(folder, REPORT)
    assert {p.name for p in folder.iterdir()} == {"results.jsonl", "manifest.json"}


def test_a_report_does_not_go_beside_another_run(tmp_path: Path) -> None:
    one = support.write_run(tmp_path / "one", {("a.b", T): PASS}, "run1")
    two = support.write_run(tmp_path / "two", {("a.b", T): FAIL}, "run2")
    done = call("report", one, "--output", two)
    assert done.exit_code == 2
    assert "holds the results of run run2" in done.output
    write.write(model.load(one), two)  # as older versions did
    found = history.read(two)
    assert (found.run, found.rows[T]) == ("run2", "F")


def test_several_results_files_in_one_directory_have_a_report_each(tmp_path: Path) -> None:
    for n, verdict in enumerate((PASS, FAIL)):
        run = support.write_run(tmp_path / "r", {("a.b", T): verdict}, f"run{n}", started=f"2026-01-0{n + 1}")
        (run / "results.jsonl").rename(tmp_path / f"nightly-{n}.jsonl")
        done = call("report", tmp_path / f"nightly-{n}.jsonl")
        assert done.exit_code == 0, done.output
        assert "results.jsonl" not in done.output
        assert f"nightly-{n}/index.html, and beside it summary.md" in done.output
        assert json.loads((tmp_path / f"nightly-{n}" / "manifest.json").read_text())["run"] == f"run{n}"
        assert "and results.jsonl" not in (tmp_path / f"nightly-{n}" / "index.html").read_text().replace("</span>", "")
    assert not (tmp_path / "index.html").exists()
    assert len(history.history(tmp_path).events) == 1


def test_a_pipe_has_no_place_for_a_report(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "give --output" in call("report", tmp_path / "pipe").output


STEERS = "a\x1b]0;x\x07\\|b\x9b\u202e`c`\nd"


def test_nothing_steers_the_terminal_or_breaks_a_table(tmp_path: Path) -> None:
    assert markdown.escape("a\\|b") == "a\\\\\\|b"
    bad = support.line(STEERS, STEERS, Verdict.FAIL, STEERS, check=STEERS)
    good = support.line(STEERS, STEERS, PASS, check=STEERS)
    sides = [
        support.write_run(tmp_path / str(n), {(STEERS, STEERS): line}, STEERS, targets=[STEERS], problems=(STEERS,))
        for n, line in enumerate((good, bad))
    ]
    texts = [markdown.render(model.load(side)) for side in sides]
    texts += [call("compare", *sides, "--format", "markdown").output]
    for text in texts:
        assert "\x1b" not in text
        assert "\x9b" not in text
        assert "\u202e" not in text
    rows = [line for line in texts[0].splitlines() if "<code>" in line]
    assert rows
    assert all("`" not in row.replace("\\`", "") for row in rows)


def test_errors_are_one_line_whatever_they_quote(tmp_path: Path) -> None:
    (tmp_path / "new\nline\x1b[31m").write_text('{"format":"assay-results/\\u001b[31m\\n2"}\n')
    for name in ("new\nline\x1b[31m", "gone\n\x1b"):
        done = call("report", tmp_path / name)
        assert done.exit_code == 2
        assert len(done.output.strip().splitlines()) == 1
        assert "\x1b" not in done.output


def test_a_fault_of_our_own_is_one_line_and_no_regression(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise LookupError("odd")

    monkeypatch.setattr(reports, "compare_files", fails)
    done = call("compare", tmp_path, tmp_path)
    assert done.exit_code == INTERNAL_ERROR == 3
    assert done.output.startswith("assay: internal error: LookupError: odd; please report it")
    assert len(done.output.strip().splitlines()) == 1
    monkeypatch.setenv(TRACEBACK, "1")
    assert "Traceback" in call("compare", tmp_path, tmp_path).output
    assert call("compare").exit_code == 2, "click's own errors are click's"


def test_a_second_plan_does_not_make_a_run_whole(tmp_path: Path) -> None:
    lines = lines_of(tmp_path / "r")
    plan = Plan(run="run1", checks={})
    found = model.load(put(tmp_path / "r", [*lines[:-1], msgspec.json.encode(plan), lines[-1]]))
    assert "two plans" in found.problems[0]
    assert {found.state(t) for t in found.targets} <= {"partial", "not run"}
