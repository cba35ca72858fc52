"""Where and how a run is started makes no difference to it; what cannot be meant ends in one clear line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.domain.errors import UsageError
from assay.domain.verdicts import Verdict
from assay.results.file import read_results
from assay.running.scope import as_spelled
from assay.running.start import SETTINGS, check_suite_folder
from reference_app.database import create_config
from reference_app.settings import MIGRATIONS, Settings
from tests.conftest import ROOT, ReadReport, RunSuite
from tests.support import suite_template as template
from tests.support.warm import WarmProcess

SQLITE = ("--target", "sqlite")
CHOICE = ("--target", "sqlite-aiosqlite", "--feature", "schemas")
MYSQL = "mysql://me:secret@db.example/x"

Assay = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def assay(tmp_path: Path, warm: WarmProcess) -> Assay:
    """Run a command of Assay as a user would, in a directory of no meaning."""

    def run(*arguments: str, cwd: Path = tmp_path, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        environment |= {"PYTHONPATH": str(ROOT), **variables}
        if warm.serves(environment):
            return warm.run("assay", *arguments, cwd=cwd, environment=environment)
        command = [sys.executable, "-m", "assay", *arguments]
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)

    return run


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """All that a command said, which ended with a mistake of the user's."""
    assert done.returncode in {2, 4}, done.stdout + done.stderr
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    assert len(lines) == 1, lines
    return lines[0]


def test_there_is_one_configuration() -> None:
    assert (ROOT / "pytest.ini").resolve() == SETTINGS
    assert "[tool.pytest" not in (ROOT / "pyproject.toml").read_text()


SOURCE = {"assay", "docs", "reference_app", "suites", "pyproject.toml", "README.md", "LICENSE"}
"""What a wheel is built from."""

HOSTILE = """
[tool.pytest.ini_options]
addopts = "-k openapi"
python_files = ["check_*.py"]
filterwarnings = ["error"]
timeout = 0.001
"""


def test_the_project_that_has_assay_installed_has_no_part_in_a_run(tmp_path: Path) -> None:
    """A wheel in its .venv, its pytest configured for tests of its own, and its conftest above the suites."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    assert uv is not None
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text(HOSTILE)
    (project / "conftest.py").write_text("raise SystemExit('this is the conftest of the project')")
    source = shutil.copytree(
        ROOT, tmp_path / "source", ignore=lambda folder, names: {n for n in names if Path(folder) == ROOT} - SOURCE
    )
    subprocess.run([uv, "build", "--quiet", "--wheel", "--out-dir", str(tmp_path), str(source)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    python = project / ".venv" / "bin" / "python"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(project / ".venv")], check=True)
    subprocess.run([uv, "pip", "install", "--quiet", "--no-deps", "--python", str(python), str(wheel)], check=True)
    (packages,) = project.glob(".venv/lib/*/site-packages")
    (packages / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n")  # what it depends on

    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_") and k != "PYTHONPATH"}
    environment |= {"PYTEST_ADDOPTS": "-k openapi", "PYTEST_PLUGINS": "no_such_plugin", "PYTEST_TIMEOUT": "0.001"}
    command = [str(python.with_name("assay")), "run", "-n", "2", *CHOICE, "suites/schemas"]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"rootdir: {packages / 'alchemy_assay'}" in done.stdout
    assert "timeout: 120.0s" in done.stdout
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_TIMEOUT"):
        assert f"assay: {name} is set and not used" in done.stderr
    ran = [r for r in read_results(project / "reports" / "part").results if r.check]
    assert len(ran) >= 60
    assert {r.verdict for r in ran} <= {Verdict.PASS, Verdict.KNOWN}
    assert all(r.nodeid.startswith("suites/schemas/test_") for r in ran), "as in a checkout"


@pytest.mark.parametrize("folder", [ROOT / "suites" / "crud", ROOT.parent], ids=["inside", "outside"])
def test_all_of_the_suites_are_run_wherever_it_is_started(assay: Assay, folder: Path) -> None:
    done = assay("run", "--collect-only", "-q", "--target", "sqlite", "--feature", "schemas,setup", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "suites/schemas/test_create.py::" in done.stdout
    assert "suites/setup/" in done.stdout


def test_a_part_is_named_by_a_path_or_a_node_id_of_a_report(assay: Assay, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(ROOT / "suites")
    (tmp_path / "crud").mkdir()
    for name in (
        "suites/schemas/test_update.py",
        str(ROOT / "suites/schemas/test_update.py"),
        "link/schemas/test_update.py",
        "schemas/test_update.py",
    ):
        done = assay("run", "--collect-only", "-q", "--target", "sqlite-aiosqlite", "-k", "crud or two_patches", name)
        assert done.returncode == 0, done.stdout + done.stderr
        assert [line for line in done.stdout.splitlines() if "::" in line] == [
            "suites/schemas/test_update.py::test_two_patches_add_up[sqlite-aiosqlite]"
        ]


def test_one_check_that_is_named_runs_alone(assay: Assay, tmp_path: Path) -> None:
    check = "suites/schemas/test_update.py::test_two_patches_add_up[sqlite-aiosqlite]"
    done = assay("run", check, *CHOICE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    assert "warnings summary" not in done.stdout
    done = assay("run", "suites/schemas/test_update.py::test_two_patches", *CHOICE)
    assert done.returncode == 4
    assert "test_two_patches" in done.stderr, "pytest says what it did not find"


MISTAKES = {
    "no part": (["sqlite"], "sqlite: no part of the suites"),
    "other tests": ([str(ROOT / "tests" / "running" / "test_run.py")], "no part of the suites"),
    "an option": (["--taget", "sqlite"], "unknown option --taget"),
    "an option of a plugin that is off": (["--ff"], "unknown option --ff"),
    "no run whose failures could be run again": (["--lf"], "there is no report in reports/latest, reports/part, "),
    "nothing runs": (["--setup-plan", *SQLITE], "--setup-only and --setup-plan run no check"),
    "two sources": (
        ["--database-url", f"mysql={MYSQL}", "--source", "mysql=container"],
        "--source mysql=container: mysql has",
    ),
    "another version": (["--servers-from", ".", "--server-version", "postgres=15"], "--server-version is for servers"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_clear_line_and_nothing_is_lost(assay: Assay, tmp_path: Path, name: str) -> None:
    arguments, message = MISTAKES[name]
    line = one_line(assay("run", *arguments))
    assert message in line
    assert "secret" not in line
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize("command", [("run", *SQLITE), ("doctor", *SQLITE)], ids=lambda c: c[0])
def test_a_state_directory_that_cannot_be_had_is_one_clear_line(
    assay: Assay, tmp_path: Path, command: Sequence[str]
) -> None:
    (tmp_path / "file").touch()
    assert "file" in one_line(assay(*command, ASSAY_STATE_DIR=str(tmp_path / "file" / "state")))


@pytest.mark.parametrize("number", ["many", "-3", ""])
def test_the_number_of_processes_is_checked(number: str) -> None:
    done = CliRunner().invoke(main, ["run", "-n", number])
    assert done.exit_code == 2
    assert "neither a number nor auto or logical" in done.output


@pytest.mark.parametrize("kept", [True, False])
def test_a_run_refuses_them_before_it_starts_anything(tmp_path: Path, run_suite: RunSuite, kept: bool) -> None:
    options = ("--servers-from", ".") if kept else ("--source", "mysql=container")
    done = run_suite(template.write_suite(tmp_path), "--database-url", MYSQL, *options)
    assert done.returncode == 4, done.stdout + done.stderr
    assert "ERROR: --" in done.stderr
    assert "secret" not in done.stderr
    assert not (tmp_path / "report").exists()


def test_it_runs_without_xdist(tmp_path: Path, run_suite: RunSuite, report: ReadReport, assay: Assay) -> None:
    suite = template.write_suite(tmp_path)
    done = run_suite(suite, *SQLITE, "-p", "no:xdist")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [r.verdict for r in report().results if r.check] == [Verdict.PASS] * 2
    done = assay("run", "-p", "no:xdist", *SQLITE, "--suite-dir", str(suite))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
@pytest.mark.parametrize("part", ["", "demo"])
def test_a_symbolic_link_to_the_suites_is_the_suites(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, workers: Sequence[str], part: str
) -> None:
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
    assert as_spelled(suites, [suites / "crud", suites]) == suites
    assert as_spelled(suites, [tmp_path / "again" / "crud"]) == tmp_path / "again"
    assert as_spelled(suites, [tmp_path, tmp_path / "elsewhere"]) == suites
    with pytest.raises(UsageError, match="a link into the suites; name"):
        as_spelled(suites, [link])
    with pytest.raises(UsageError, match="are one folder"):
        as_spelled(suites, [suites, tmp_path / "again"])


def test_a_list_of_fixtures_is_no_run(tmp_path: Path, run_suite: RunSuite) -> None:
    done = run_suite(template.write_suite(tmp_path), "--fixtures")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (tmp_path / "report").exists()


def test_what_leaves_checks_out_is_said(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    done = run_suite(template.write_suite(tmp_path), *SQLITE, "-n2", "-k", "holds")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "only a part of the suites: -k holds" in done.stdout
    assert report().header.manifest["selection"]["narrowed"] == ["-k holds"]


@pytest.mark.parametrize("option", ["--setup-only", "--setup-plan"])
def test_what_runs_no_check_is_no_run(tmp_path: Path, run_suite: RunSuite, option: str) -> None:
    done = run_suite(template.write_suite(tmp_path), *SQLITE, option)
    assert done.returncode == 4, done.stdout + done.stderr
    assert "--setup-only and --setup-plan run no check" in done.stderr
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize("folder", ["a[1]", "a::b"])
def test_a_path_that_pytest_would_cut_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(UsageError, match="for no part of the path: put Assay elsewhere"):
        check_suite_folder(tmp_path / folder / "suites")


def test_other_characters_of_a_path_are_no_input(tmp_path: Path) -> None:
    check_suite_folder(tmp_path / "100% o'clock {x} #1 $y &z" / "suites")


def test_the_application_does_not_depend_on_where_it_lies() -> None:
    config = create_config(Settings(database_url="sqlite+aiosqlite://"))
    assert str(MIGRATIONS.parent) not in config.alembic_config.script_location
