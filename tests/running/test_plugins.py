"""A run with plug-ins: one that serves, one that is refused, and lines of a ledger that cannot be used."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from assay.domain.verdicts import Verdict
from assay.results.file import read_results
from tests.conftest import ROOT, RunModule
from tests.support.distributions import environment, install

FINE = """
from assay.domain.targets import Driver
from assay.products.backends.sqlite import SQLite

class Fine(SQLite):
    name = "fine"
    title = "Fine"
    drivers = (Driver("sqlite3", "sqlite+pysqlite", is_async=False, distribution="python"),)

    def claims(self, server):
        return False
"""
ISSUE = """
[[issue]]
id = "{id}"
features = ["{feature}"]
targets = ["{targets}"]
fault = "server"
impact = "error"
workaround = "none known"
reason = "So it is."
upstream = "unreported"
review_by = 2027-01-01
seen = "1, not 2"
"""


def plugins(folder: Path) -> Path:
    install(folder, "assay-broken", "[assay.backends]\nbroken = broken:Mine\n", broken="import nix_da\n")
    install(folder, "assay-fine", "[assay.backends]\nfine = assay_fine.fine:Fine\n", **{"assay_fine.fine": FINE})
    issues = (("nobody", "crud.fly", "fine-*"), ("greedy", "crud.get", "*"))
    text = "".join(ISSUE.format(id=id_, feature=feature, targets=targets) for id_, feature, targets in issues)
    (folder / "assay_fine" / "known_issues.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path, run_module: RunModule) -> RunModule:
    """Run a command with the plug-ins."""

    def said(*command: str) -> subprocess.CompletedProcess[str]:
        options = ("--target", "fine,sqlite-sqlite3", "--feature", "crud.get", "--report-dir", str(tmp_path / "report"))
        given = environment(plugins(tmp_path))
        return run_module(*command, *options, cwd=ROOT, environment=given, timeout=300)

    return said


def test_the_other_targets_run_and_each_fault_is_one_line(tmp_path: Path, run: RunModule) -> None:
    done = run("assay", "run", "-n", "0")
    found = read_results(tmp_path / "report")
    ran = {(r.target, r.verdict) for r in found.results if r.feature == "crud.get" and r.verdict.ran}
    assert ran == {("fine-sqlite3", Verdict.PASS), ("sqlite-sqlite3", Verdict.PASS)}
    assert done.returncode == 1
    assert found.end is not None
    ledger = tmp_path / "assay_fine" / "known_issues.toml"
    begin, end = f"plug-in assay-fine 1.0: {ledger}: issue ", "; the issue is not used"
    wrong = [problem for problem in found.end.problems if problem.startswith("plug-in ")]
    assert wrong[0] == f"{begin}'nobody': unknown feature 'crud.fly': it is not in the catalogue{end}"
    assert wrong[1].startswith(f"{begin}'greedy': it speaks of sqlite-")
    assert len(wrong) == 2
    assert [line for line in done.stderr.splitlines() if "assay-broken" in line] == [
        line for line in done.stderr.splitlines() if line.startswith("assay: plug-in assay-broken 1.0 ")
    ]
    assert done.stderr.count("assay-broken") == 1
    assert json.loads((tmp_path / "report" / "manifest.json").read_text())["distributions"]["assay-fine"] == "1.0"


def test_pytest_names_the_refused_in_its_first_lines(run: RunModule) -> None:
    done = run("pytest", "-n", "0", "-p", "no:cacheprovider", "suites/crud/test_get.py")
    (line,) = [line for line in done.stdout.splitlines() if "assay-broken" in line]
    assert line.startswith(
        "refused: plug-in assay-broken 1.0 (assay.backends: broken = broken:Mine): cannot be imported"
    )
