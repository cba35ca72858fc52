"""How many processes run the checks where nobody says it: as many as have enough to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assay.domain import golden
from assay.domain.catalogue import Catalogue
from assay.running.options import Options
from assay.running.process_count import ENOUGH, ProcessCount, usable_cores
from assay.running.selection import Selection
from assay.running.suite_files import repository_file
from tests.conftest import RunModule
from tests.support import suite_template as template

SUITES = repository_file("")
CATALOGUE = Catalogue.load(SUITES / "catalogue.toml")


def count(target: str = "", feature: str = "", named: tuple[str, ...] = (), cores: int = 64) -> ProcessCount:
    options = Options.parse(target=[target] if target else [], feature=[feature] if feature else [])
    return ProcessCount.of(Selection.of(options, CATALOGUE), CATALOGUE, SUITES, named, cores)


def test_a_chapter_on_one_target_runs_in_the_process_itself() -> None:
    found = count("sqlite-aiosqlite", "schemas")
    pairs = golden.load(SUITES / "golden.txt")
    assert found == ProcessCount(0, len({check for feature, check in pairs if feature.startswith("schemas.")}))
    assert "in this process" in str(found)


def test_all_checks_take_all_cores_and_no_more() -> None:
    assert count(cores=8).processes == 8
    assert count(cores=1).processes == 0
    assert count().checks > 20 * count("sqlite-aiosqlite", "schemas").checks


def test_each_process_has_enough_to_do() -> None:
    found = count("postgres", "crud,filters")
    assert 2 <= found.processes == found.checks // ENOUGH


def test_what_costs_more_is_shared_out_sooner() -> None:
    """Of a slow database, and of a feature whose checks start processes."""
    assert 1 < count("postgres", "crud").processes < count("spanner", "crud").processes
    dear, cheap = count("", "cli"), count("", "schemas")
    assert dear.processes * cheap.checks > 2 * cheap.processes * dear.checks


@pytest.mark.parametrize(
    "named",
    [
        "schemas",
        "schemas/test_create.py",
        "schemas/test_create.py::test_name_is_required",
        "schemas/test_create.py::test_name_is_required[sqlite-aiosqlite-null]",
        "schem",
    ],
)
def test_a_path_takes_in_what_lies_below_it(named: str) -> None:
    below = (f"{named}/", f"{named}::", f"{named.partition('[')[0]}[")
    expected = {check for _, check in golden.load(SUITES / "golden.txt") if check.startswith(below) or check == named}
    assert count("sqlite-aiosqlite", named=(named,)).checks == len(expected)
    assert bool(expected) == (named != "schem")


def test_without_a_golden_list_all_cores_are_used(tmp_path: Path) -> None:
    selection = Selection.of(Options.parse(), CATALOGUE)
    assert ProcessCount.of(selection, CATALOGUE, tmp_path, cores=3) == ProcessCount(3, 0)
    assert usable_cores() >= 1


@pytest.mark.parametrize(
    ("given", "workers", "said"), [((), 1, True), (("-n", "2"), 2, False), (("-n", "1"), 1, False)]
)
def test_the_header_says_what_was_chosen_and_the_option_wins(
    tmp_path: Path, run_module: RunModule, given: tuple[str, ...], workers: int, said: bool
) -> None:
    suite = template.write_suite(tmp_path)
    options = ("--suite-dir", str(suite), "--report-dir", str(tmp_path / "report"), str(suite))
    done = run_module("assay", "run", *given, "--target", "sqlite", *options)
    assert ("checks run: in this process, for 2 checks; -n says another number" in done.stdout) == said, done.stdout
    manifest = json.loads((tmp_path / "report" / "manifest.json").read_text())
    assert manifest["selection"]["workers"] == workers
