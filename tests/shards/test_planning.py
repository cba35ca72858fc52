"""A plan has each feature on each target in one shard, as JSON that a strategy matrix takes."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.domain.catalogue import Catalogue
from assay.domain.cuts import CUTS, JOBS
from assay.domain.shards import read_plan
from assay.products.registry import TARGETS
from assay.running.options import Options
from assay.running.selection import Selection
from assay.running.suite_files import repository_file
from assay.shards.planning import plan

CATALOGUE = Catalogue.load(repository_file("catalogue.toml"))
EVERY_CUT = [cuts for size in range(len(CUTS) + 1) for cuts in itertools.combinations(CUTS, size)]


def printed(*arguments: str) -> list[dict[str, str]]:
    """The matrix that the command prints."""
    done = CliRunner().invoke(main, ["ci", "plan", *arguments])
    assert done.exit_code == 0, done.output
    found: list[dict[str, str]] = json.loads(done.stdout)["include"]
    return found


@pytest.mark.parametrize("cuts", EVERY_CUT, ids="-".join)
@pytest.mark.parametrize("target", [(), ("sqlite", "postgres-asyncpg")])
@pytest.mark.parametrize("feature", [(), ("crud", "cli", "db-session")])
def test_each_feature_on_each_target_is_in_one_shard(
    cuts: tuple[str, ...], target: tuple[str, ...], feature: tuple[str, ...]
) -> None:
    selection = Selection.of(Options(target=target, feature=feature), CATALOGUE)
    shards = plan(selection, CATALOGUE, cuts)
    planned = [
        (one.id, where.id)
        for shard in shards
        for one in CATALOGUE
        if not shard.features or {one.id, one.chapter} & {*shard.features}
        for where in one.targets(TARGETS)
        if where.id in shard.targets
    ]
    wanted = [
        (one.id, where.id)
        for one in CATALOGUE
        if selection.features is None or one.id in selection.features
        for where in one.targets(TARGETS)
        if where in selection.targets
    ]
    assert sorted(planned) == sorted(wanted)
    assert len({shard.name for shard in shards}) == len(shards)


def test_what_a_shard_names_has_checks_there() -> None:
    """Else its run would fail: asked for a target, and no check of it was selected."""
    for shard in plan(Selection.of(Options(), CATALOGUE), CATALOGUE, ["backend", "chapter"]):
        for name in shard.targets:
            there = [f for f in CATALOGUE if f.chapter == shard.feature for t in f.targets(TARGETS) if t.id == name]
            assert there, shard


def test_the_matrix_is_by_backend_unless_it_is_said() -> None:
    found = printed("--target", "sqlite,postgres")
    assert found == [
        {"name": "sqlite", "target": "sqlite-aiosqlite,sqlite-sqlite3", "feature": ""},
        {
            "name": "postgres",
            "target": "postgres-asyncpg,postgres-psycopg,postgres-psycopg-async",
            "feature": "",
        },
    ]
    assert [one["name"] for one in printed("--target", "sqlite", "--by", "driver")] == found[0]["target"].split(",")


def test_more_than_a_matrix_may_have_is_split_or_refused(tmp_path: Path) -> None:
    cut = ["ci", "plan", "--by", "driver", "--by", "chapter"]
    done = CliRunner().invoke(main, cut)
    assert done.exit_code == 2
    assert "give --parts" in done.output
    assert not done.stdout
    found = printed(*cut[2:], "--parts", "--output", str(tmp_path / "plans" / "plan.json"))
    sizes = [len(json.loads(part["matrix"])["include"]) for part in found]
    assert sizes[0] == JOBS
    assert max(sizes) <= JOBS
    assert sum(sizes) == len(read_plan(tmp_path / "plans" / "plan.json")) > JOBS


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--target", "sqlit"], "unknown target"),
        (["--feature", "crd"], "unknown feature"),
        (["--target", "postgres-psycopg", "--feature", "cli.custom-plugin-alongside"], "the plan is empty"),
        (["--output", "/proc/none/plan.json"], "the plan cannot be written"),
    ],
)
def test_a_plan_of_nothing_is_refused(arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(main, ["ci", "plan", *arguments])
    assert done.exit_code == 2, done.output
    assert said in done.output
    assert not done.stdout
