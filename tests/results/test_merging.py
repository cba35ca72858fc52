"""One run of the runs of shards: what nobody ran is not-run, and what does not belong together is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assay.cli import main
from assay.domain.causes import Cause
from assay.domain.shards import Shard, matrix, parts, read_plan
from assay.domain.verdicts import Verdict
from assay.reporting import model
from assay.reporting.comparing.changes import Change
from assay.reporting.comparing.comparison import compare
from assay.reporting.history.runs import history
from tests.support import reports as support
from tests.support.reports import ERROR, FAIL, KNOWN, PASS

TARGETS = ("sqlite-sqlite3", "postgres-asyncpg")
FEATURES = ("crud.create", "crud.delete", "files.store")
PLAN = [
    Shard("sqlite.crud", "sqlite-sqlite3", "crud"),
    Shard("sqlite.files", "sqlite-sqlite3", "files"),
    Shard("postgres", "postgres-asyncpg"),
]


def edit(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest in the first line of a results file."""
    first, *rest = (folder / "results.jsonl").read_bytes().splitlines(keepends=True)
    data = json.loads(first)
    change(data["manifest"])
    # As Assay writes it: the id of the run is read from the first bytes.
    (folder / "results.jsonl").write_bytes(json.dumps(data, separators=(",", ":")).encode() + b"\n" + b"".join(rest))


def shard(folder: Path, target: str, features: Iterable[str] | str, verdict: Verdict = PASS, **fields: Any) -> Path:
    """Write the run of a shard, as a run of some features on one target leaves it."""
    asked = FEATURES if features == "all" else tuple(features)
    cells: dict[tuple[str, str], Any] = {}
    for feature in FEATURES:
        for where in TARGETS:
            mine = feature in asked and where == target
            cells[feature, where] = (
                verdict if mine else support.line(feature, where, Verdict.NOT_RUN, "not selected", check="", nodeid="")
            )
    server = {target.partition("-")[0]: {"state": "ready", "version": "17", "source": "local"}}
    given = {"features": FEATURES, "targets": TARGETS, "servers": server, **fields}
    support.write_run(folder, cells, run=f"run-{folder.name}", **given)

    def select(manifest: dict[str, Any]) -> None:
        manifest["selection"] = {"targets": [target], "features": features if features == "all" else list(asked)}

    edit(folder, select)
    return folder


def three(folder: Path, **fields: Any) -> list[Path]:
    """The runs of the plan."""
    return [
        shard(folder / "a", "sqlite-sqlite3", FEATURES[:2], **fields),
        shard(folder / "b", "sqlite-sqlite3", FEATURES[2:]),
        shard(folder / "c", "postgres-asyncpg", "all"),
    ]


def plan_file(folder: Path, shards: list[Shard] = PLAN) -> Path:
    (folder / "plan.json").write_text(matrix(shards))
    return folder / "plan.json"


def merge(folder: Path, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["merge", *map(str, arguments), "--output", str(folder / "merged")])


def test_the_shards_of_a_plan_are_one_whole_run(tmp_path: Path) -> None:
    done = merge(tmp_path, *three(tmp_path / "shards"), "--plan", plan_file(tmp_path))
    assert done.exit_code == 0, done.output
    found = model.load(tmp_path / "merged")
    assert {key: cell.verdict for key, cell in found.cells.items()} == {(f, t): PASS for f in FEATURES for t in TARGETS}
    assert [found.state(target) for target in TARGETS] == ["complete", "complete"]
    assert found.whole
    assert not found.part
    assert not found.problems
    assert len({line.run for line in found.run.results}) == 1
    assert {*found.servers} == {"sqlite", "postgres"}
    assert [one["name"] for one in found.manifest["shards"]] == [one.name for one in PLAN]
    assert {"index.html", "summary.md", "manifest.json", "digest.json"} <= {
        p.name for p in (tmp_path / "merged").iterdir()
    }
    assert [run.run for run in history(tmp_path / "merged").runs] == [found.id]


def test_a_folder_of_shards_is_taken_as_they_are(tmp_path: Path) -> None:
    three(tmp_path / "shards")
    assert merge(tmp_path, tmp_path / "shards", "--plan", plan_file(tmp_path)).exit_code == 0


def test_a_merged_run_is_compared_as_any_other(tmp_path: Path) -> None:
    assert merge(tmp_path / "old", *three(tmp_path / "1")).exit_code == 0
    assert merge(tmp_path / "new", *three(tmp_path / "2", verdict=FAIL)).exit_code == 1
    found = compare(model.load(tmp_path / "old" / "merged"), model.load(tmp_path / "new" / "merged"))
    assert found.counts[Change.REGRESSED] == 2
    assert found.counts[Change.SAME] == 4


@pytest.mark.parametrize("lost", ["removed", "empty folder", "empty file", "half a line"])
def test_a_shard_that_is_not_there_is_named_and_fails_the_merge(tmp_path: Path, lost: str) -> None:
    folders = three(tmp_path / "shards")
    file = folders[1] / "results.jsonl"
    content = {"empty file": b"", "half a line": file.read_bytes()[:60]}
    if lost == "removed":
        del folders[1]
    elif lost == "empty folder":
        file.unlink()
    else:
        file.write_bytes(content[lost])
    done = merge(tmp_path, *folders, "--plan", plan_file(tmp_path))
    assert done.exit_code == 1, done.output
    assert "shard sqlite.files: is missing: nobody ran it (1 x not-run)" in done.output
    assert ("shard b: is empty" in done.output) == (lost != "removed")
    found = model.load(tmp_path / "merged")
    cell = found.cells["files.store", "sqlite-sqlite3"]
    assert (cell.verdict, cell.cause) == (Verdict.NOT_RUN, Cause.NO_RUN)
    assert "sqlite.files is missing" in cell.reason
    assert [found.state(target) for target in TARGETS] == ["partial", "complete"]
    assert found.stopped
    assert merge(tmp_path / "base", *three(tmp_path / "whole")).exit_code == 0
    compared = compare(model.load(tmp_path / "base" / "merged"), found)
    assert compared.counts[Change.LOST] == 1, "a comparison must not take it for a pass"
    assert compared.fails()


def test_without_a_plan_an_empty_shard_fails_too(tmp_path: Path) -> None:
    folders = three(tmp_path / "shards")
    (folders[2] / "results.jsonl").unlink()
    done = merge(tmp_path, *folders)
    assert done.exit_code == 1
    assert "shard c: is empty" in done.output


def test_a_shard_that_was_killed_is_named_and_what_it_did_not_come_to_is_not_run(tmp_path: Path) -> None:
    folders = three(tmp_path / "shards")
    file = folders[2] / "results.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    plan = next(line for line in lines if b'"kind":"plan"' in line)
    first = next(line for line in lines if b"crud.create" in line and b'"pass"' in line)
    file.write_bytes(b"".join([lines[0], plan, first]))
    done = merge(tmp_path, *folders, "--plan", plan_file(tmp_path))
    assert done.exit_code == 1
    assert "shard postgres: was cut off: its run was killed before its end (2 x not-run)" in done.output
    found = model.load(tmp_path / "merged")
    verdicts = [found.cells[feature, "postgres-asyncpg"].verdict for feature in FEATURES]
    assert verdicts == [PASS, Verdict.NOT_RUN, Verdict.NOT_RUN]
    assert found.cells["crud.delete", "postgres-asyncpg"].cause is Cause.CUT_OFF
    assert [found.state(target) for target in TARGETS] == ["complete", "partial"]


def test_a_damaged_line_of_a_shard_is_not_run_and_named(tmp_path: Path) -> None:
    folders = three(tmp_path / "shards")
    file = folders[1] / "results.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"verdict":"pass"', b'"verdict":"best"'))
    done = merge(tmp_path, *folders, "--plan", plan_file(tmp_path))
    assert done.exit_code == 1
    assert "shard sqlite.files: line" in done.output
    cell = model.load(tmp_path / "merged").cells["files.store", "sqlite-sqlite3"]
    assert (cell.verdict, cell.cause) == (Verdict.NOT_RUN, Cause.NO_LINE)


@pytest.mark.parametrize(("verdict", "code"), [(FAIL, 1), (ERROR, 1), (Verdict.FIXED, 1), (KNOWN, 0)])
def test_what_fails_in_a_shard_fails_the_merged_run(tmp_path: Path, verdict: Verdict, code: int) -> None:
    done = merge(tmp_path, *three(tmp_path / "shards", verdict=verdict), "--plan", plan_file(tmp_path))
    assert done.exit_code == code, done.output
    assert (f"problem: 2 x {verdict.value}" in done.output) == bool(code)


def test_what_a_shard_says_is_wrong_with_it_is_said_of_the_merged_run(tmp_path: Path) -> None:
    folders = three(tmp_path / "shards", problems=("asked for postgres: no check ran (no engine)", "2 x fail"))
    done = merge(tmp_path, *folders, "--plan", plan_file(tmp_path))
    assert done.exit_code == 1
    assert "problem: shard sqlite.crud: asked for postgres: no check ran (no engine)" in done.output
    assert "2 x fail" not in done.output, "counts are those of all shards together"


def test_a_shard_that_left_something_out_is_not_whole(tmp_path: Path) -> None:
    folders = three(tmp_path / "shards")
    edit(folders[0], lambda manifest: manifest["selection"].update(part=["--feature crud", "-k create"]))
    done = merge(tmp_path, *folders, "--plan", plan_file(tmp_path))
    assert done.exit_code == 1
    assert "shard sqlite.crud: is not whole: its run was asked for -k create" in done.output
    assert model.load(tmp_path / "merged").part == "-k create"


def test_a_check_that_a_shard_did_not_collect_is_named(tmp_path: Path) -> None:
    folders = three(tmp_path / "shards")
    file = folders[1] / "results.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    mine = next(line for line in lines if b'"pass"' in line)
    other = json.loads(mine) | {"verdict": "not-run", "cause": "not-selected", "check": "files/test_it.py::test_gone"}
    end = next(n for n, line in enumerate(lines) if b'"kind":"end"' in line)
    file.write_bytes(b"".join([*lines[:end], json.dumps(other).encode() + b"\n", *lines[end:]]))
    done = merge(tmp_path, *folders, "--plan", plan_file(tmp_path))
    assert done.exit_code == 1
    assert "1 checks of it were not collected: files/test_it.py::test_gone" in done.output
    assert model.load(tmp_path / "merged").cells["files.store", "sqlite-sqlite3"].verdict is Verdict.NOT_RUN


def test_what_no_shard_was_asked_for_is_not_selected_and_the_run_is_one_of_a_part(tmp_path: Path) -> None:
    folders = three(tmp_path / "shards")
    done = merge(tmp_path, *folders[:2], "--plan", plan_file(tmp_path, PLAN[:2]))
    assert done.exit_code == 0, done.output
    found = model.load(tmp_path / "merged")
    assert not found.part, "all that there is of the target that was asked for"
    assert found.about_run.selection.targets == ("sqlite-sqlite3",)
    assert found.cells["crud.create", "postgres-asyncpg"].cause is Cause.NOT_SELECTED
    assert merge(tmp_path, *folders[1:]).exit_code == 0
    found = model.load(tmp_path / "merged")
    assert found.part == "shards of 4 of 6 features by target"
    assert found.cells["crud.create", "sqlite-sqlite3"].cause is Cause.NOT_SELECTED
    assert found.state("sqlite-sqlite3") == "partial"


def test_a_part_is_named_as_it_would_be_asked_for(tmp_path: Path) -> None:
    shards = [
        shard(tmp_path / "a", "sqlite-sqlite3", ["crud.create", "files.store"]),
        shard(tmp_path / "b", "postgres-asyncpg", ["crud.create", "files.store"]),
    ]
    assert merge(tmp_path, *shards).exit_code == 0
    assert model.load(tmp_path / "merged").part == "--feature crud.create,files"


def refused(tmp_path: Path, folders: list[Path], *arguments: object) -> str:
    done = merge(tmp_path, *folders, *arguments)
    assert done.exit_code == 2, done.output
    assert not (tmp_path / "merged" / "results.jsonl").exists()
    assert done.output.count("\n") == 1, "one line"
    return done.output


def test_the_same_checked_twice_is_refused(tmp_path: Path) -> None:
    folders = [*three(tmp_path / "shards"), shard(tmp_path / "shards" / "d", "sqlite-sqlite3", FEATURES[1:2])]
    said = refused(tmp_path, folders, "--plan", plan_file(tmp_path))
    assert "a and" in said
    assert "shards/d cannot be merged: both were asked for crud.delete on sqlite-sqlite3" in said


def _versions(manifest: dict[str, Any]) -> None:
    manifest["distributions"]["advanced-alchemy"] = "1.11.0"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_versions, "they ran with other versions: advanced-alchemy 1.12.0 and 1.11.0"),
        (lambda m: m["distributions"].pop("aiosqlite"), "aiosqlite 0.20.0 and (none)"),
        (lambda m: m.update(python="3.10.0"), "they differ in python: 3.12.1 and 3.10.0"),
        (lambda m: m["catalogue"][0].update(claim="Another."), "they differ in catalogue"),
        (lambda m: m["ledger"].clear(), "they differ in ledger"),
        (lambda m: m["targets"].pop(), "they differ in targets"),
        (
            lambda m: m["selection"].update(profile="nightly"),
            "they drew other examples, with --profile default and nightly",
        ),
    ],
)
def test_clashing_manifests_are_refused(tmp_path: Path, change: Callable[[dict[str, Any]], None], said: str) -> None:
    folders = three(tmp_path / "shards")
    edit(folders[2], change)
    assert said in refused(tmp_path, folders)


@pytest.mark.parametrize(
    ("key", "value"), [("version", "16"), ("image_digest", "sha256:other"), ("settings", {"collation": "C"})]
)
def test_two_servers_under_one_name_are_refused(tmp_path: Path, key: str, value: object) -> None:
    folders = three(tmp_path / "shards")
    other = {"sqlite": {"state": "ready", "version": "17", "source": "local", key: value}}
    folders[1] = shard(tmp_path / "shards" / "b", "sqlite-sqlite3", FEATURES[2:], servers=other)
    assert f"their servers of sqlite differ in {key}" in refused(tmp_path, folders)


def test_a_server_that_was_lost_is_told_as_that(tmp_path: Path) -> None:
    folders = three(tmp_path / "shards")
    lost = {"sqlite": {"state": "lost", "version": "17", "source": "local", "reason": "it died"}}
    folders[0] = shard(tmp_path / "shards" / "a", "sqlite-sqlite3", FEATURES[:2], servers=lost)
    assert merge(tmp_path, *folders).exit_code == 0
    assert model.load(tmp_path / "merged").servers["sqlite"].reason == "it died"


def test_a_run_that_is_not_of_the_plan_is_refused(tmp_path: Path) -> None:
    folders = three(tmp_path / "shards")
    said = refused(tmp_path, folders, "--plan", plan_file(tmp_path, PLAN[:2]))
    assert "c: is not a shard of the plan: it was asked for crud.create on postgres-asyncpg and 2 more" in said
    said = refused(tmp_path, folders, "--plan", plan_file(tmp_path, [Shard("x", "sqlite-sqlite3", "unknown")]))
    assert "shard x of the plan names unknown, which the runs' suites do not have" in said


def test_nothing_to_merge_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shards" / "a").mkdir(parents=True)
    assert "there is nothing to be merged" in refused(tmp_path, [tmp_path / "shards"])
    assert "is no directory with the report of a shard" in refused(tmp_path, [tmp_path / "none"])


def test_the_output_replaces_no_shard_and_no_file_of_the_user(tmp_path: Path) -> None:
    folders = three(tmp_path / "shards")
    arguments = ["merge", *map(str, folders), "--output", str(folders[0])]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert "is one of the shards" in done.output
    (tmp_path / "merged").mkdir()
    (tmp_path / "merged" / "index.html").write_text("mine")
    assert "was not written by Assay" in refused(tmp_path, folders)
    assert (tmp_path / "merged" / "index.html").read_text() == "mine"


def test_a_plan_is_read_in_both_forms_and_nothing_else_is(tmp_path: Path) -> None:
    many = [Shard(f"s{n}", "sqlite-sqlite3", f"c{n}") for n in range(600)]
    file = tmp_path / "plan.json"
    file.write_text(parts(many))
    assert read_plan(file) == many
    two_levels = json.loads(parts(many))["include"]
    assert [len(json.loads(part["matrix"])["include"]) for part in two_levels] == [256, 256, 88]
    for text, said in (("{}", "is not a plan"), (matrix([PLAN[0], PLAN[0]]), "two shards are called sqlite.crud")):
        file.write_text(text)
        done = CliRunner().invoke(main, ["merge", str(tmp_path), "--plan", str(file), "--output", str(tmp_path / "o")])
        assert done.exit_code == 2
        assert said in done.output
