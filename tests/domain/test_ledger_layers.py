"""Ledgers beside the suite's: those of plug-ins, a user's own laid over them, and entries that speak of a family."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.domain.ledger import Ledger
from assay.domain.targets import Target
from assay.domain.verdicts import Verdict
from assay.products.backends.mysql import MySQL
from assay.products.backends.sqlite import SQLite
from tests.conftest import ReadReport, RunSuite
from tests.support import suite_template as template


class Like(MySQL):
    name = "like"
    family = "mysql"
    drivers = MySQL.drivers[1:]


OWN = [Target(Like(), driver) for driver in Like.drivers]
KNOWN = [*(Target(backend, driver) for backend in (SQLite(), MySQL()) for driver in backend.drivers), *OWN]


def issue(id_: str, targets: str, feature: str = "crud.create", reason: str = "So it is.") -> str:
    return f"""
[[issue]]
id = "{id_}"
features = ["{feature}"]
targets = ["{targets}"]
fault = "server"
impact = "error"
workaround = "none known"
reason = "{reason}"
upstream = "unreported"
review_by = 2027-01-01
seen = "1, not 2"
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    file = tmp_path / "catalogue.toml"
    claim = 'section = "s"\nclaim = "c"\nvaries = ["driver"]\n'
    file.write_text(f'[[feature]]\nid = "crud.create"\n{claim}[[feature]]\nid = "crud.get"\n{claim}', encoding="utf-8")
    return Catalogue.load(file)


def written(path: Path, *issues: str) -> Path:
    path.write_text("".join(issues), encoding="utf-8")
    return path


def test_an_entry_of_a_family_names_each_of_its_targets(tmp_path: Path, catalogue: Catalogue) -> None:
    file = written(tmp_path / "a.toml", issue("all", "family:mysql-*"), issue("one", "family:mysql-asyncmy"))
    everywhere, one = Ledger.load(file, catalogue, KNOWN)
    assert everywhere.targets == ("mysql-aiomysql", "mysql-asyncmy", "mysql-pymysql", "like-asyncmy", "like-pymysql")
    assert one.targets == ("mysql-asyncmy", "like-asyncmy")
    assert one.names("crud.create", "x", "like-asyncmy")
    assert not one.names("crud.create", "x", "sqlite-aiosqlite")


@pytest.mark.parametrize("pattern", ["family:mariadb-*", "family:like-*", "family:mysql-sqlite3"])
def test_an_unknown_family_is_refused(pattern: str, tmp_path: Path, catalogue: Catalogue) -> None:
    file = written(tmp_path / "a.toml", issue("x", pattern))
    said = f"{file}: issue 'x': {pattern!r} is no target of any family; known are family:sqlite-*, family:mysql-*"
    with pytest.raises(UsageError, match=re.escape(said)):
        Ledger.load(file, catalogue, KNOWN)


def test_a_file_laid_over_takes_the_place_of_entries_with_its_ids(tmp_path: Path, catalogue: Catalogue) -> None:
    first = written(tmp_path / "a.toml", issue("x", "mysql-*"), issue("y", "mysql-*"))
    over = written(tmp_path / "b.toml", issue("y", "like-*", reason="Another."), issue("z", "like-*"))
    ledger = Ledger.load(first, catalogue, KNOWN).laid_over(over, catalogue, KNOWN)
    assert [(e.id, e.reason) for e in ledger] == [("x", "So it is."), ("y", "Another."), ("z", "So it is.")]
    with pytest.raises(UsageError, match=r"issue 'v': unknown feature 'crud\.fly'"):
        ledger.laid_over(written(tmp_path / "c.toml", issue("v", "*", "crud.fly")), catalogue, KNOWN)


def test_lines_of_a_plugin_that_cannot_be_used_are_problems(tmp_path: Path, catalogue: Catalogue) -> None:
    suite = Ledger.load(written(tmp_path / "a.toml", issue("x", "mysql-*")), catalogue, KNOWN)
    file = written(
        tmp_path / "plugin.toml",
        issue("good", "like-*"),
        issue("unknown", "like-*", "crud.fly"),
        issue("others", "*-asyncmy"),
        issue("x", "like-*"),
    )
    ledger = suite.with_plugin(file, "plug-in assay-like 1.0", OWN, catalogue, KNOWN)
    assert [entry.id for entry in ledger] == ["x", "good"]
    begin, end = f"plug-in assay-like 1.0: {file}: issue ", "; the issue is not used"
    assert list(ledger.problems) == [
        f"{begin}'unknown': unknown feature 'crud.fly': it is not in the catalogue{end}",
        f"{begin}'others': it speaks of mysql-asyncmy, and may speak only of like-asyncmy, like-pymysql{end}",
        f"{begin}'x': its id is that of another ledger's issue; rename it{end}",
    ]


def test_a_plugins_ledger_that_cannot_be_read_is_one_problem(tmp_path: Path, catalogue: Catalogue) -> None:
    file = written(tmp_path / "plugin.toml", "[[issue]\n")
    ledger = Ledger([]).with_plugin(file, "plug-in assay-like 1.0", OWN, catalogue, KNOWN)
    (problem,) = ledger.problems
    assert problem.startswith(f"plug-in assay-like 1.0: {file}: not valid TOML")
    assert problem.endswith("; none of its issues is used")


def test_the_option_lays_a_file_over_the_suites(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    suite = template.write_suite(tmp_path, template.CHECKS + template.FAILING, template.GOLDEN_FAILING)
    over = written(tmp_path / "over.toml", template.KNOWN)
    done = run_suite(suite, "--ledger", str(over), "--target", "sqlite", "-n", "0")
    assert done.returncode == 0, done.stdout
    assert {(line.verdict, line.issue) for line in report().results if line.feature == "demo.fails"} == {
        (Verdict.KNOWN, "one-is-not-two")
    }
    written(over, issue("x", "*", "crud.fly"))
    refused = run_suite(suite, "--ledger", str(over))
    assert refused.returncode == 4
    assert f"{over}: issue 'x': unknown feature 'crud.fly'" in refused.stderr
