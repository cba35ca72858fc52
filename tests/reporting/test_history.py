"""The history of many runs."""

from __future__ import annotations

import json
import re
import shutil
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.domain.verdicts import Verdict
from assay.reporting import model, write
from assay.reporting.formats.digest import Digest
from assay.reporting.history import formats as history_formats
from assay.reporting.history import runs as history
from assay.reporting.history import terminal as history_terminal
from assay.reporting.history import wording as history_wording
from tests.support import reports as support
from tests.support.reports import ERROR, FAIL, KNOWN, NOT_RUN, PASS, UNSUPPORTED

T = "sqlite-aiosqlite"


def runs(folder: Path, *days: dict[str, Verdict], digests: bool = True, **about: Any) -> Path:
    """One run a day, with the verdicts of its features on one target."""
    for n, day in enumerate(days, start=1):
        versions = {"SQLAlchemy": f"2.0.{n}", "advanced-alchemy": "1.12.0"}
        run = support.write_run(
            folder / f"{9 - n}-any-order",
            {(f, T): v for f, v in day.items()},
            f"run{n}",
            started=f"2026-01-{n:02d}T00:00:00+00:00",
            versions=versions,
            **about,
        )
        if digests:
            write.write(model.load(run), run)
    return folder


def changes(found: history.History) -> list[tuple[str, str, str, int, list[str]]]:
    return [
        (e.feature, e.before.value, e.after.value, e.position, [f"{v.name} {v.base}-{v.candidate}" for v in e.versions])
        for e in found.events
    ]


@pytest.mark.parametrize("digests", [True, False], ids=["digests", "results"])
def test_changes_are_found_with_what_changed_meanwhile(tmp_path: Path, digests: bool) -> None:
    folder = runs(
        tmp_path,
        {"a.b": PASS, "a.c": PASS},
        {"a.b": PASS, "a.c": NOT_RUN},
        {"a.b": FAIL, "a.c": ERROR},
        {"a.b": FAIL, "a.c": KNOWN, "a.d": PASS},
        {"a.d": PASS, "a.b": UNSUPPORTED, "a.c": KNOWN},
        digests=digests,
    )
    found = history.history(folder)
    assert [run.run for run in found.runs] == ["run1", "run2", "run3", "run4", "run5"]
    assert changes(found) == [
        ("a.b", "pass", "fail", 2, ["SQLAlchemy 2.0.2-2.0.3"]),
        ("a.c", "pass", "known", 3, ["SQLAlchemy 2.0.1-2.0.4"]),  # not-run and errors say nothing
        ("a.b", "fail", "unsupported", 4, ["SQLAlchemy 2.0.4-2.0.5"]),
    ]
    assert [(p.passed, p.ran, p.offered) for p in found.points[T]] == [
        (2, 2, 2),
        (1, 1, 2),
        (0, 1, 2),
        (1, 3, 3),
        (1, 2, 2),
    ]


@pytest.mark.parametrize(("started", "label"), [(("06:05", "07:10"), ">06:05<"), ((), ">2026-01-01<")])
def test_charts_of_one_day_have_times(tmp_path: Path, started: tuple[str, ...], label: str) -> None:
    for n in range(2):
        when = f"2026-01-01T{started[n]}:00+00:00" if started else f"2026-01-0{n + 1}T00:00:00+00:00"
        support.write_run(tmp_path / str(n), {("a.b", T): PASS}, f"run{n}", started=when)
    assert label in history_formats.html(history.history(tmp_path))


def test_a_feature_that_was_away_for_a_while(tmp_path: Path) -> None:
    found = history.history(runs(tmp_path, {"a.b": PASS, "a.c": PASS}, {"a.c": PASS}, {"a.c": PASS, "a.b": FAIL}))
    assert changes(found) == [("a.b", "pass", "fail", 2, ["SQLAlchemy 2.0.1-2.0.3"])]


def test_a_server_counts_only_for_its_own_targets(tmp_path: Path) -> None:
    for n, verdict in ((1, PASS), (2, FAIL)):
        servers = {"sqlite": {"version": f"3.{n}"}, "postgres": {"version": f"17.{n}"}}
        support.write_run(tmp_path / str(n), {("a.b", T): verdict}, f"run{n}", started=f"2026-01-0{n}", servers=servers)
    assert changes(history.history(tmp_path))[0][4] == ["sqlite server 3.1-3.2"]


def test_a_digest_that_is_older_than_its_results_is_not_believed(tmp_path: Path) -> None:
    folder = runs(tmp_path, {"a.b": PASS}) / "8-any-order"
    support.write_run(folder, {("a.b", T): FAIL, ("a.c", T): FAIL}, "run1")
    assert history.read(folder).rows[T] == "FF"
    (folder / "digest.json").write_text("{")
    assert history.read(folder).rows[T] == "FF"


def test_a_digest_alone_is_enough(tmp_path: Path) -> None:
    folder = runs(tmp_path, {"a.b": PASS}, {"a.b": FAIL})
    for results in folder.rglob("results.jsonl"):
        results.unlink()
    assert len(history.history(folder).events) == 1


def test_digest_and_results_say_the_same(tmp_path: Path) -> None:
    folder = support.write_run(tmp_path / "r", support.everything())
    scanned = history.scan(folder / "results.jsonl")
    write.write(model.load(folder), folder)
    kept = history.read(folder)
    for target, row in kept.rows.items():
        there = dict(zip(kept.features, row, strict=True))
        assert dict(zip(scanned.features, scanned.rows[target], strict=True)) == {f: there[f] for f in scanned.features}
    assert scanned.versions == kept.versions
    assert scanned.servers == kept.servers


def test_every_format_of_the_command(tmp_path: Path) -> None:
    folder = runs(tmp_path / "runs", {"a.b": PASS}, {"a.b": FAIL}, {"a.b": FAIL})
    done = CliRunner().invoke(main, ["history", str(folder)])
    assert done.exit_code == 0, done.output
    assert "a.b[sqlite-aiosqlite]: pass → fail; SQLAlchemy 2.0.1 → 2.0.2" in done.output
    data = json.loads(CliRunner().invoke(main, ["history", str(folder), "--format", "json"]).output)
    assert data["format"] == "assay-history/1"
    assert [c["run"] for c in data["changes"]] == ["run2"]
    page = CliRunner().invoke(main, ["history", str(folder), "--format", "html"]).output
    assert page.count("<svg") == 1
    assert "<script" not in page
    assert "href=" not in page.replace('href="data:,"', "")
    assert "SQLAlchemy 2.0.1 → 2.0.2" in page


def test_bad_directories_are_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    folder = runs(tmp_path / "bad", {"a.b": PASS})
    shutil.rmtree(folder / "8-any-order")
    (folder / "x").mkdir()
    (folder / "x" / "results.jsonl").write_text("hello")
    clash = runs(tmp_path / "clash", {"a.b": PASS})
    support.write_run(clash / "edited", {("a.b", T): PASS}, "run1", started="2027-01-01T00:00:00+00:00")
    for name, message in (
        ("nowhere", "is not a directory"),
        ("empty", "holds no run"),
        ("bad", "is not a results file"),
        ("clash", "claim to be run run1"),
    ):
        done = CliRunner().invoke(main, ["history", str(tmp_path / name)])
        assert done.exit_code == 2
        assert message in done.output
        assert len(done.output.strip().splitlines()) == 1


def test_one_bad_file_among_good_ones_is_named_and_left_out(tmp_path: Path) -> None:
    folder = runs(tmp_path, {"a.b": PASS}, {"a.b": FAIL})
    shutil.copytree(folder / "8-any-order", folder / "a-copy")
    for name, content in (("newer", '{"format":"assay-results/9","run":"x"}'), ("empty", ""), ("foreign", "\x89PNG")):
        (folder / name).mkdir()
        (folder / name / "results.jsonl").write_text(content)
    found = history.history(folder)
    assert len(found.runs) == 2, "a copy of a run is the same run"
    assert len(found.skipped) == 3
    assert "skipped: " in history_terminal.render(found)


def test_a_dip_is_not_lost_when_points_are_thinned() -> None:
    points = [history.Point(n, 50 if n == 777 else 100, 100, 100) for n in range(1000)]
    thin = history_wording.thinned(points, 240)
    assert len(thin) <= 241
    assert min(p.share for p in thin) == 0.5
    assert thin[-1] is points[-1]


def points(*passed: int) -> list[history.Point]:
    return [history.Point(n, share, 1000, 1000) for n, share in enumerate(passed)]


def test_a_dip_is_seen_on_every_scale() -> None:
    assert history_terminal.sparkline(points(640, 640, 600, 640)) == "██▂█"
    assert history_terminal.sparkline(points(1000, 900, 1000)) == "█▂█"
    assert history_terminal.sparkline(points(640, 640)) == history_terminal.sparkline(points(1000, 1000)) == "██"
    assert history_terminal.sparkline(points(999, 998, 999)) == "█▇█", "noise is no collapse"
    assert history_wording.scale(points(640, 600)) == pytest.approx((0.596, 0.64))


def test_charts_say_their_values_without_a_script(tmp_path: Path) -> None:
    page = history_formats.html(history.history(runs(tmp_path, {"a.b": PASS, "a.c": FAIL}, {"a.b": PASS, "a.c": PASS})))
    assert "<title>2026-01-01 00:00: 50.0 %, 1 of 2</title>" in page
    assert "<title>2026-01-02 00:00: 100.0 %, 2 of 2</title>" in page
    assert "<script" not in page


def test_changes_lead_to_the_reports_of_their_runs(tmp_path: Path) -> None:
    folder = runs(tmp_path / "runs", {"a.b": PASS}, {"a.b": FAIL}, {"a.b": PASS})
    (folder / "6-any-order" / "index.html").unlink()
    output = tmp_path / "out" / "history.html"
    done = CliRunner().invoke(main, ["history", str(folder), "--format", "html", "--output", str(output)])
    assert done.exit_code == 0, done.output
    links = re.findall(r'href="(\S+)#(\S+)"><span class="v" data-v="(\S+)"', output.read_text())
    assert links == [
        ("../runs/7-any-order/index.html", f"cell=a.b%40{T}", "fail"),
        ("../runs/8-any-order/index.html", f"cell=a.b%40{T}", "pass"),
        ("../runs/7-any-order/index.html", f"cell=a.b%40{T}", "fail"),
    ], "the newest change has no report of its own any more"


@pytest.mark.parametrize("digests", [True, False], ids=["digests", "results"])
def test_targets_are_in_the_order_of_the_newest_manifest(tmp_path: Path, digests: bool) -> None:
    for n, found in enumerate([["postgres-asyncpg"], list(reversed(support.TARGETS))]):
        folder = tmp_path / str(n)
        support.write_run(folder, {("a.b", t): PASS for t in found}, f"run{n}", started=f"2026-01-0{n + 1}")
        if digests:
            write.write(model.load(folder), folder)
    assert tuple(history.history(tmp_path).points) == support.TARGETS


def test_a_thousand_runs_take_seconds(tmp_path: Path) -> None:
    first = support.large(tmp_path / "0000", 300, 11)
    write.write(model.load(first), first)
    digest = msgspec.json.decode((first / "digest.json").read_bytes(), type=Digest)
    shutil.rmtree(first)
    for n in range(1000):
        rows = {t: row[: n % 300] + ("F" if n % 7 else "P") + row[n % 300 + 1 :] for t, row in digest.rows.items()}
        changed = msgspec.structs.replace(
            digest, run=f"run{n}", started=f"2026-{n:04d}", rows=rows, versions={"SQLAlchemy": str(n // 50)}
        )
        (tmp_path / f"{n:04d}").mkdir()
        (tmp_path / f"{n:04d}" / "digest.json").write_bytes(msgspec.json.encode(changed))
    started = time.process_time()
    found = history.history(tmp_path)
    page = history_formats.html(found)
    assert len(found.runs) == 1000
    assert found.events
    assert time.process_time() - started < 20
    assert len(page) < 5_000_000


@pytest.mark.parametrize("digests", [True, False], ids=["digests", "results"])
def test_a_run_that_was_stopped_is_no_point_and_says_so(tmp_path: Path, digests: bool) -> None:
    """Ctrl-C gives it an end, and no more than what it came to."""
    for n, whole in enumerate((True, False, True)):
        folder = support.write_run(
            tmp_path / str(n), {("a.b", T): FAIL if n else PASS}, f"run{n}", started=f"2026-01-0{n + 1}", whole=whole
        )
        if digests:
            write.write(model.load(folder), folder)
    found = history.history(tmp_path)
    assert [point.position for point in found.points[T]] == [0, 2]
    assert [event.position for event in found.events] == [1], "what it did say counts"
    assert "run run1 (stopped)" in history_terminal.render(found)
    assert [run["stopped"] for run in json.loads(history_formats.json(found))["runs"]] == [False, True, False]


def test_a_digest_that_does_not_say_whether_its_run_was_stopped_is_made_again(tmp_path: Path) -> None:
    folder = support.write_run(tmp_path, {("a.b", T): PASS}, whole=False)
    write.write(model.load(folder), folder)
    old = json.loads((folder / "digest.json").read_text())
    del old["stopped"]
    (folder / "digest.json").write_text(json.dumps(old))
    assert history.read(folder).stopped
