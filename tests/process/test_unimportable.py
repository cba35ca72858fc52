"""A library under test that cannot be imported is a verdict of each check that there was, in a run with a report."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assay.domain.exit_codes import FAILED
from assay.domain.verdicts import Verdict
from assay.results.file import read_results
from tests.conftest import ROOT
from tests.support import suite_template as template

BROKEN = {
    "litestar": "import no_such_part",
    "advanced_alchemy": "raise AttributeError('a name that is gone')",
    "sqlalchemy": "raise ImportError('cannot import name TypeForm', name='typing_extensions')",
    "alembic": "import no_such_part",
    "httpx": "raise ModuleNotFoundError(\"No module named 'httpx'\", name='httpx')",
    "pydantic": "raise SystemError('pydantic-core is another version')",
}
USING = """
import {library}
from assay.checking import answer, proves

@proves("demo.fails")
def test_fails(reader):
    raise AssertionError("not reached")
"""


def run(folder: Path, library: str, how: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run suites where a library raises when it is imported."""
    broken = folder / "broken"
    (broken / library).mkdir(parents=True)
    (broken / library / "__init__.py").write_text(BROKEN[library])
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    command = {"assay": ["assay", "run"], "pytest": ["pytest", "-p", "assay.running.plugin"]}[how]
    return subprocess.run(
        [sys.executable, "-m", *command, "--report-dir", str(folder / "report"), *options],
        cwd=folder,
        env={**kept, "PYTHONPATH": f"{broken}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("library", "how", "workers"),
    [(name, "assay", "2") for name in BROKEN] + [("litestar", "pytest", "0"), ("sqlalchemy", "pytest", "2")],
)
def test_each_check_says_that_it_cannot_be_imported(tmp_path: Path, library: str, how: str, workers: str) -> None:
    golden = template.GOLDEN_FAILING.replace("test_demo.py::test_fails", "test_using.py::test_fails")
    suite = template.write_suite(tmp_path, template.CHECKS, golden)
    (suite / "demo" / "test_using.py").write_text(USING.format(library=library))
    place = str(suite)
    options = ["--suite-dir", place, "--target", "sqlite", "-n", workers, place]
    done = run(tmp_path, library, how, *options, *(["--rootdir", place] if how == "pytest" else []))
    assert done.returncode == FAILED, done.stdout + done.stderr
    found = read_results(tmp_path / "report")
    assert found.end is not None
    lines = {(r.feature, r.target): r for r in found.results if r.nodeid}
    assert len(lines) == 3, done.stdout
    using = lines["demo.fails", "sqlite-aiosqlite"]
    assert using.verdict is Verdict.FAIL, using
    assert using.reason.startswith("cannot be imported: "), using
    assert using.error is not None
    assert using.error.traceback
    # Some of it is needed by each check, also by one that does not import it.
    others = {r.verdict for r in lines.values() if r is not using}
    assert others == ({Verdict.PASS} if library == "alembic" else {Verdict.FAIL}), lines
    assert (tmp_path / "report" / "index.html").is_file()
    assert "Traceback" not in done.stderr


def test_the_suites_have_a_verdict_of_each_check_that_there_was(tmp_path: Path) -> None:
    """The outermost conftest, and that of the folder, do not end the run before it begins; a cause is told once."""
    part = ROOT / "suites" / "files" / "test_documents.py"
    done = run(tmp_path, "litestar", "assay", str(part), "--target", "sqlite-aiosqlite", "--store", "memory", "-n", "0")
    assert done.returncode == FAILED, done.stdout + done.stderr
    found = read_results(tmp_path / "report")
    golden = {
        tuple(line.split(" ", 1))
        for line in (ROOT / "suites" / "golden.txt").read_text().splitlines()
        if " files/test_documents.py::" in line
    }
    lines = [r for r in found.results if r.nodeid]
    assert {(r.feature, r.check) for r in lines} == golden
    assert {r.verdict for r in lines} == {Verdict.FAIL}
    assert all(r.reason == "cannot be imported: ModuleNotFoundError: No module named 'no_such_part'" for r in lines)
    assert done.stdout.count("import no_such_part") == 1, "the traceback is shown once"
