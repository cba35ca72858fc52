"""A plan of 24 shards, each a process of its own, put together; one is lost on the way, and one is cut off."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from assay.domain.causes import Cause
from assay.domain.verdicts import Verdict
from assay.reporting import model
from tests.conftest import ROOT, RunModule
from tests.support import sharded_suite

CHAPTERS = 12
LOST, CUT = "sqlite-sqlite3.part07", "sqlite-aiosqlite.part03"


@pytest.mark.timeout(600)
def test_a_plan_of_many_shards_comes_together_and_what_is_lost_is_named(tmp_path: Path, run_module: RunModule) -> None:
    suite = sharded_suite.write(tmp_path, CHAPTERS)

    def assay(*arguments: str) -> subprocess.CompletedProcess[str]:
        variables = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
        return run_module("assay", *arguments, environment=variables, timeout=500)

    chosen = ("--suite-dir", str(suite))
    made = assay(
        "ci", "plan", *chosen, "--by", "driver", "--by", "chapter", "--target", "sqlite", "--output", "plan.json"
    )
    names = [one["name"] for one in json.loads(made.stdout)["include"]]
    assert len(names) == 2 * CHAPTERS
    ran = assay("ci", "run", "plan.json", "--output", "shards", "--jobs", "2", *chosen, str(suite))
    assert ran.returncode == 0, ran.stderr
    assert sorted(folder.name for folder in (tmp_path / "shards").iterdir()) == sorted(names)
    whole = assay("merge", "shards", "--plan", "plan.json", "--output", "whole")
    assert whole.returncode == 0, whole.stdout + whole.stderr
    found = model.load(tmp_path / "whole")
    assert len({line.run for line in found.run.results}) == 1
    assert [cell.verdict for cell in found.cells.values()] == [Verdict.PASS] * 2 * CHAPTERS
    assert [found.state(target) for target in found.targets] == ["complete", "complete"]
    assert len({one["run"] for one in found.manifest["shards"]}) == 2 * CHAPTERS, "each had a run of its own"

    shutil.rmtree(tmp_path / "shards" / LOST)
    file = tmp_path / "shards" / CUT / "results.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(line for line in lines[:-1] if b'"kind":"result"' not in line))
    less = assay("merge", "shards", "--plan", "plan.json", "--output", "less")
    assert less.returncode == 1
    assert f"problem: shard {LOST}: is missing: nobody ran it (1 x not-run)" in less.stdout
    assert f"problem: shard {CUT}: was cut off: its run was killed before its end (1 x not-run)" in less.stdout
    found = model.load(tmp_path / "less")
    not_run = {key: cell.cause for key, cell in found.cells.items() if cell.verdict is not Verdict.PASS}
    assert not_run == {
        ("part07.holds", "sqlite-sqlite3"): Cause.NO_RUN,
        ("part03.holds", "sqlite-aiosqlite"): Cause.CUT_OFF,
    }
    compared = assay("compare", "whole", "less")
    assert compared.returncode == 1
    assert "2 held, not run" in compared.stdout
