"""Where and how a run is started makes no difference to it; what cannot be meant ends in one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.errors import UsageError
from assay.pool_options import make_pool
from assay.selection import as_named, check_servers
from assay.verdicts import Verdict
from tests import suite_template as template

SQLITE = ("--target", "sqlite")
MYSQL = "mysql://me:secret@db.example/x"


CONTRADICTIONS = {
    "version kept": ("dir", {}, [], {"postgres": "15"}, "--server-version is for servers that are yet to start"),
    "url kept": ("dir", {}, [MYSQL], {}, "--database-url is for servers"),
    "source kept": ("dir", {"all": "local"}, [], {}, "--source is for servers"),
    "source": (None, {"mysql": "container"}, [MYSQL], {}, "--source mysql=container: mysql has a --database-url"),
    "every source": (None, {"all": "local"}, [MYSQL], {}, "--source local: mysql has a --database-url"),
    "version": (None, {}, [MYSQL], {"mysql": "8.0"}, "--server-version mysql=8.0: only containers have versions"),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_no_option_takes_away_what_another_asks_for(name: str) -> None:
    *options, message = CONTRADICTIONS[name]
    with pytest.raises(UsageError, match=f"^{message}"):
        check_servers(*options)


def test_options_that_go_together_do() -> None:
    check_servers("dir", {}, [], {})
    check_servers(None, {"mysql": "url", "all": "container"}, [MYSQL], {"postgres": "15"})


def test_the_other_commands_refuse_them_too() -> None:
    given = {"target": (), "source": ("mysql=local",), "database_url": (MYSQL,), "server_version": ()}
    with pytest.raises(UsageError, match="--source mysql=local"):
        make_pool(given)


@pytest.mark.parametrize("kept", [True, False])
def test_a_run_refuses_them_before_it_starts_anything(tmp_path, run_suite, kept: bool) -> None:
    options = ("--servers-from", ".") if kept else ("--source", "mysql=container")
    done = run_suite(template.write_suite(tmp_path), "--database-url", MYSQL, *options)
    assert done.returncode == 4, done.stdout + done.stderr
    assert "ERROR: --" in done.stderr
    assert "secret" not in done.stderr
    assert not (tmp_path / "report").exists()


def test_it_runs_without_xdist(tmp_path: Path, run_suite, report) -> None:
    suite = template.write_suite(tmp_path)
    done = run_suite(suite, *SQLITE, "-p", "no:xdist")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [r.verdict for r in report().results if r.check] == [Verdict.PASS] * 2


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
@pytest.mark.parametrize("part", ["", "demo"])
def test_a_symbolic_link_to_the_suites_is_the_suites(tmp_path: Path, run_suite, report, workers, part: str) -> None:
    checks = template.CHECKS + template.FAILING
    template.write_suite(tmp_path / "real", checks, template.GOLDEN_FAILING)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    done = run_suite(
        tmp_path / "link" / "suite", *SQLITE, *workers, *([str(tmp_path / "link/suite/demo")] if part else [])
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 x fail" in done.stdout, "a fail is a fail"
    found = [(r.check, r.target, r.verdict) for r in report().results if r.check]
    assert sorted(found) == [
        ("demo/test_demo.py::test_fails", "sqlite-aiosqlite", Verdict.FAIL),
        ("demo/test_demo.py::test_holds", "sqlite-aiosqlite", Verdict.PASS),
        ("demo/test_demo.py::test_holds", "sqlite-sqlite3", Verdict.PASS),
    ]


def test_a_link_past_the_folder_of_the_suites_is_refused(tmp_path: Path) -> None:
    suites = tmp_path / "suites"
    (suites / "crud").mkdir(parents=True)
    link = tmp_path / "link"
    link.symlink_to(suites / "crud")
    (tmp_path / "again").symlink_to(suites)
    assert as_named(suites, [suites / "crud", suites]) == suites
    assert as_named(suites, [tmp_path / "again" / "crud"]) == tmp_path / "again"
    assert as_named(suites, [tmp_path, tmp_path / "elsewhere"]) == suites
    with pytest.raises(UsageError, match="a link into the suites; name"):
        as_named(suites, [link])
    with pytest.raises(UsageError, match="are one folder"):
        as_named(suites, [suites, tmp_path / "again"])


def test_a_list_of_fixtures_is_no_run(tmp_path: Path, run_suite) -> None:
    done = run_suite(template.write_suite(tmp_path), "--fixtures")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (tmp_path / "report").exists()


def test_what_leaves_checks_out_is_said(tmp_path: Path, run_suite, report) -> None:
    done = run_suite(template.write_suite(tmp_path), *SQLITE, "-n2", "-k", "holds")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "only a part of the suites: -k holds" in done.stdout
    assert report().header.manifest["selection"]["narrowed"] == ["-k holds"]


@pytest.mark.parametrize("option", ["--setup-only", "--setup-plan"])
def test_what_runs_no_check_is_no_run(tmp_path: Path, run_suite, option: str) -> None:
    done = run_suite(template.write_suite(tmp_path), *SQLITE, option)
    assert done.returncode == 4, done.stdout + done.stderr
    assert "--setup-only and --setup-plan run no check" in done.stderr
    assert not (tmp_path / "report").exists()
