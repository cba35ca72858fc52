"""Checks and features that say what they were called before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assay.domain import golden
from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.reporting.comparing.changes import Change
from assay.reporting.comparing.comparison import compare_files
from assay.results.file import read_results
from assay.running import former_names
from tests.conftest import RunSuite
from tests.support import suite_template as template

T = "sqlite-aiosqlite"
OLD, NEW = "demo/test_demo.py::test_old", "demo/test_demo.py::test_new"
CHECKS = """
import pytest
from assay.checking import proves

@proves("demo.holds"{former})
@pytest.mark.parametrize("n", [1, 2], ids=["one", "two"])
def {name}(target, n):
    assert n != {wrong}

@proves("demo.holds")
def test_stays(target):
    pass
"""


def suite_of(folder: Path, name: str, former: str = "", wrong: int = 0, recorded: str = "") -> Path:
    checks = CHECKS.format(name=name, former=former, wrong=wrong)
    names = [f"{name}[one]", f"{name}[two]", "test_stays"]
    listed = "".join(f"demo.holds demo/test_demo.py::{n}\n" for n in names)
    return template.write_suite(folder, checks, listed + recorded)


@pytest.mark.parametrize(("wrong", "change"), [(0, Change.SAME), (2, Change.REGRESSED)])
def test_a_comparison_follows_a_check_that_says_what_it_was(
    tmp_path: Path, run_suite: RunSuite, wrong: int, change: Change
) -> None:
    assert run_suite(suite_of(tmp_path / "1", "test_old"), "--target", T).returncode == 0
    shutil.move(tmp_path / "report", tmp_path / "base")
    said = f', formerly=("{OLD}",)'
    done = run_suite(suite_of(tmp_path / "2", "test_new", said, wrong, f"formerly {NEW} {OLD}\n"), "--target", T)
    assert done.returncode == (1 if wrong else 0), done.stdout
    plan = read_results(tmp_path / "report").plan
    assert plan is not None
    assert plan.former == {f"{NEW}[{n}]": (f"{OLD}[{n}]",) for n in ("one", "two")}
    (pair,) = [
        p
        for p in compare_files(tmp_path / "base", tmp_path / "report").pairs
        if (p.feature, p.target) == ("demo.holds", T)
    ]
    assert pair.change is change
    assert pair.checks.regressed == ((f"{NEW}[two]",) if wrong else ())
    assert not pair.checks.renamed, "nothing had to be guessed"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ('("demo/test_demo.py::test_stays",)', "there is such a check"),
        (f'("{NEW}",)', "there is such a check"),
        ('("test_old",)', "is no check such as"),
        ('"demo/test_demo.py::test_old"', "has to be a tuple"),
        ("(1,)", "is no check such as"),
    ],
)
def test_a_name_of_before_that_is_none_is_refused(
    tmp_path: Path, run_suite: RunSuite, given: str, message: str
) -> None:
    done = run_suite(suite_of(tmp_path, "test_new", f", formerly={given}"), "--target", T)
    assert done.returncode == 4
    assert message in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_two_checks_cannot_have_been_one(tmp_path: Path, run_suite: RunSuite) -> None:
    suite = suite_of(tmp_path, "test_new", f', formerly=("{OLD}",)')
    file = suite / "demo" / "test_demo.py"
    file.write_text(
        file.read_text().replace('@proves("demo.holds")\n', f'@proves("demo.holds", formerly=("{OLD}",))\n')
    )
    done = run_suite(suite, "--target", T)
    assert done.returncode == 4
    assert "claims it too" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("said", "recorded", "message"),
    [
        (f', formerly=("{OLD}",)', "", f"not in the golden list: {NEW} was {OLD}; run `assay golden`"),
        ("", f"formerly {NEW} {OLD}\n", f"in the golden list only: {NEW} was {OLD}; run `assay golden`"),
    ],
)
def test_what_the_golden_list_has_otherwise_fails_the_run(
    tmp_path: Path, run_suite: RunSuite, said: str, recorded: str, message: str
) -> None:
    done = run_suite(suite_of(tmp_path, "test_new", said, recorded=recorded), "--target", T)
    assert done.returncode == 1
    assert message in done.stdout


def test_the_golden_list_keeps_names_of_before_and_takes_none_that_it_never_had(tmp_path: Path) -> None:
    file = tmp_path / "golden.txt"
    golden.save(file, [("demo.holds", f"{NEW}[a b]")], [(NEW, OLD), ("demo.holds", "demo.held")])
    assert golden.load(file) == {("demo.holds", f"{NEW}[a b]")}
    assert golden.former(file) == {(NEW, OLD), ("demo.holds", "demo.held")}
    pairs = [("demo.held", f"{OLD}[a b]")]
    former_names.refuse_unknown([(NEW, OLD), ("demo.holds", "demo.held")], pairs, [])
    former_names.refuse_unknown([("demo/t.py::test_x", OLD)], [("demo.holds", NEW)], [(NEW, OLD)])
    with pytest.raises(UsageError, match="the golden list never had it"):
        former_names.refuse_unknown([(NEW, "demo/test_demo.py::test_odl")], pairs, [])


@pytest.mark.parametrize(
    ("was", "message"), [("demo.fails", "there is such a feature"), ("demo", "is no id"), ("demo.old", "claims it too")]
)
def test_a_feature_that_was_called_what_cannot_be_is_refused(tmp_path: Path, was: str, message: str) -> None:
    text = template.CATALOGUE.replace('claim = "One is one."', f'claim = "One is one."\nformerly = ["{was}"]')
    text = text.replace('claim = "Nobody has looked yet."', 'claim = "Nobody."\nformerly = ["demo.old"]')
    (tmp_path / "catalogue.toml").write_text(text)
    with pytest.raises(UsageError, match=message):
        Catalogue.load(tmp_path / "catalogue.toml")
