"""The author of a check imports one module of Assay, and it can be imported before the libraries under test."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from assay import checking
from tests.conftest import ROOT

PLANTED = "assay.selftest.planted"


def imported(file: Path) -> set[str]:
    """What a file imports from Assay, with the names: ``assay.checking.proves``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.partition(".")[0] == "assay"}


def test_the_suites_import_nothing_else() -> None:
    allowed = {f"assay.checking.{name}" for name in checking.__all__}
    files = sorted((ROOT / "suites").rglob("*.py"))
    wrong = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in files
        for name in imported(file) - allowed
        if not name.startswith(f"{PLANTED}.")
    }
    assert len(files) > 100
    assert wrong == set(), "suites import only assay.checking, and assay.selftest.planted for planted defects"


@pytest.mark.parametrize("name", checking.__all__)
def test_each_name_is_there(name: str) -> None:
    assert getattr(checking, name) is not None


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(ImportError, match="cannot import name 'prove'"):
        exec("from assay.checking import prove")


def test_it_imports_no_library_under_test() -> None:
    code = "import sys, assay.checking; print(*{'sqlalchemy', 'litestar', 'httpx'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_what_a_library_raises_at_its_import_is_not_lost(tmp_path: Path) -> None:
    """An import statement takes an AttributeError for "there is no such name"."""
    (tmp_path / "litestar.py").write_text("raise AttributeError('a name that is gone')\n")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\nfrom assay.checking import RunningApp\n"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "ImportError: AttributeError: a name that is gone"
