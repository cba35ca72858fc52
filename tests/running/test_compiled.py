"""What a run without a server says of the statements that the server would have got."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from assay.checking.recorder import Recorder
from assay.domain.catalogue import REFERENCE_TARGET
from assay.domain.verdicts import Verdict
from assay.products.registry import backend
from assay.reporting import model
from assay.results.file import read_results
from assay.running.compiled import Compiling
from tests.conftest import ROOT, RunSuite

OPTIONS = ("--feature", "repo.add", "--allow-missing", "-n", "0", "--source", "local")


def test_statements_are_compiled_for_a_database_without_a_server(tmp_path: Path, run_suite: RunSuite) -> None:
    """It is evidence beside a check that was not run, and no verdict."""
    run_suite(ROOT / "suites", "--target", "sqlite-aiosqlite,oracle", *OPTIONS)
    report = model.load(tmp_path / "report")
    lines = [line for cell in report.cells.values() for line in cell.results if line.target.startswith("oracle")]
    asked = [line for line in lines if line.check.startswith("library/repo/test_add.py")]
    assert asked
    assert {line.verdict for line in asked} == {Verdict.NOT_RUN}
    compiled = [report.compiled(line) for line in asked]
    assert all(found is not None and found.count > 0 for found in compiled)
    assert any("created_at is DATE" in said for found in compiled if found for said in found.problems)
    assert "checks compiled for it, of which 1 would go wrong" in report.compiled_in_all("oracle-oracledb-async")
    written = json.loads((tmp_path / "report" / "report.json").read_text())
    (feature,) = (feature for feature in written["features"] if feature["id"] == "repo.add")
    assert all(check["compiled"]["count"] for check in feature["cells"]["oracle-oracledb"]["checks"])
    assert all(check["compiled"] is None for check in feature["cells"]["sqlite-aiosqlite"]["checks"])
    assert "checks compiled for it" in (tmp_path / "report" / "summary.md").read_text()


def test_nothing_is_compiled_for_what_nobody_asked_for(tmp_path: Path, run_suite: RunSuite) -> None:
    run_suite(ROOT / "suites", "--target", "sqlite-aiosqlite", *OPTIONS)
    results = read_results(tmp_path / "report").results
    assert any(line.verdict is Verdict.PASS for line in results)
    assert not any(line.compiled for line in results)


def test_a_builder_that_fails_says_so_and_costs_no_check_its_verdict() -> None:
    recorder = Recorder()
    try:
        recorder.keep_elements()
        recorder.elsewhere(lambda dialect: sa.table(dialect).c["no-such-column"])
        pool: Any = SimpleNamespace(state=lambda _name: SimpleNamespace(state="unavailable"))
        check: Any = SimpleNamespace(target=SimpleNamespace(id=REFERENCE_TARGET))
        found = Compiling([backend("oracle")], pool, recorder).of(check)
    finally:
        recorder.close()
    assert found["oracle"].problems == ("cannot be built: KeyError: 'no-such-column'",)
