"""What was asked for by name and did not run fails the run; a run of nothing has an exit code of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assay.domain.catalogue import Catalogue
from assay.domain.exit_codes import FAILED, NOTHING_RAN
from assay.domain.verdicts import Verdict
from assay.running.options import Options
from assay.running.selection import Selection
from tests.conftest import ReadReport, RunSuite
from tests.support import suite_template as template

STORED = """
[[feature]]
id = "demo.stored"
section = "Demo"
claim = "One is one, whatever the store."
varies = ["storage"]
"""


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a container engine: there is no Oracle, and no S3."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nope.sock")


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return template.write_suite(tmp_path)


@pytest.mark.parametrize("name", ["oracle", "oracle-oracledb"])
@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
def test_a_run_of_nothing_is_not_green(
    suite: Path, run_suite: RunSuite, report: ReadReport, name: str, workers: Sequence[str]
) -> None:
    done = run_suite(suite, "--target", name, *workers)
    assert done.returncode == NOTHING_RAN, done.stdout
    assert {r.verdict for r in report().results} == {Verdict.NOT_RUN}
    end = report().end
    assert end is not None
    problems = end.problems
    assert problems[0] == "nothing ran: no check came to a verdict"
    assert any(p.startswith("asked for target oracle-oracledb: no check ran (oracle: container: ") for p in problems)
    assert any("--allow-missing" in problem for problem in problems)


def test_what_is_allowed_to_be_missing_may_be(suite: Path, run_suite: RunSuite, report: ReadReport) -> None:
    done = run_suite(suite, "--target", "oracle-oracledb", "--allow-missing")
    assert done.returncode == 0, done.stdout
    end = report().end
    assert end is not None
    assert end.problems == ()
    assert report().header.manifest["selection"]["allow_missing"] is True
    done = run_suite(suite, "--target", "oracle-oracledb", "--allow-missing", "--require", "oracle-oracledb")
    assert done.returncode == FAILED, "what is required is not allowed to be missing"
    assert "required target oracle-oracledb: no check ran (oracle: " in done.stdout


def test_a_selection_of_no_check_is_a_run_of_nothing(suite: Path, run_suite: RunSuite) -> None:
    for options in (("-k", "no_such_check"), ("--feature", "demo.unchecked")):
        done = run_suite(suite, "--target", "sqlite", "--allow-missing", *options)
        assert done.returncode == NOTHING_RAN, done.stdout
        assert "problem: nothing ran: no check came to a verdict" in done.stdout


@pytest.mark.parametrize(("stores", "code"), [("s3", NOTHING_RAN), ("memory,s3", FAILED), ("memory", 0)])
def test_a_store_that_was_asked_for(tmp_path: Path, run_suite: RunSuite, stores: str, code: int) -> None:
    check = (
        "from assay.checking import proves\n\n"
        "@proves('demo.stored')\ndef test_stored(target, store):\n    assert store\n"
    )
    golden = "demo.stored demo/test_demo.py::test_stored\n"
    suite = template.write_suite(tmp_path, check, golden, catalogue=template.CATALOGUE + STORED)
    given = ("--target", "sqlite-aiosqlite", "--feature", "demo.stored", "--store", stores)
    done = run_suite(suite, *given)
    assert done.returncode == code, done.stdout
    assert ("problem: asked for store s3: no check ran (s3: " in done.stdout) is (code != 0)
    assert run_suite(suite, *given, "--allow-missing").returncode == 0
    assert run_suite(suite, *given[:4], "--require", "s3-fsspec").returncode == FAILED


def test_what_the_profile_says_that_it_cannot_is_not_missing(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport
) -> None:
    checks = template.CHECKS.replace('"demo.holds"', '"demo.holds", needs=("empty-string-is-not-null",)')
    suite = template.write_suite(tmp_path, checks)
    done = run_suite(suite, "--target", "sqlite")
    assert {r.verdict for r in report().results if r.check} <= {Verdict.PASS, Verdict.UNSUPPORTED}
    assert done.returncode == 0, done.stdout


def test_require_takes_targets_backends_and_stores() -> None:
    options = Options.parse(target=["mysql,sqlite"], require=["mysql-pymysql,sqlite", "s3-fsspec", "azure"])
    chosen = Selection.of(options, Catalogue([]))
    assert chosen.required == {"mysql-pymysql", "sqlite", "s3-fsspec", "azure"}
    assert [s.name for s in chosen.servers_of(chosen.required)] == ["sqlite", "mysql", "s3", "azure"]


@pytest.mark.parametrize("option", ["--target", "--store", "--feature", "--require"])
def test_an_option_that_names_nothing_is_not_taken_for_all(tmp_path: Path, run_suite: RunSuite, option: str) -> None:
    done = run_suite(template.write_suite(tmp_path), f"{option}=")
    assert done.returncode == 4
    assert "which names nothing: leave the option away" in done.stdout + done.stderr
    assert not (tmp_path / "report").exists()
