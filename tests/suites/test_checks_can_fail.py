"""Checks that could not fail: an answer kept across planted defects, an exception of ours taken for a refusal."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from advanced_alchemy.exceptions import ImproperConfigurationError

from assay.checking import HarnessError
from suites.files.test_backends import refusal as refusal_of
from suites.setup import test_assembly
from tests.conftest import ROOT

SUITES = ROOT / "suites"
KEPT = {
    "files/test_object.py::portal": "an event loop: it holds nothing of an answer",
    "migrations/conftest.py::stories": "each story is told once for each target and planted defect",
    "cli/conftest.py::unanswered": "commands that run, for each target and planted defect",
    "cli/conftest.py::waited_for": "the targets of the checks that were selected: nothing that a check saw",
    "processes.py::_bytecode": "a folder for compiled files",
}
"""What outlives a check, and why it may."""


def outlives(file: Path) -> list[str]:
    """The functions of a file whose value outlives a check, and the names that one assigns to its module."""
    found = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Global):
            found += node.names
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            decorators = map(ast.unparse, node.decorator_list)
            # a feature may have such a word in its name
            said = " ".join(decorator for decorator in decorators if not decorator.startswith("proves("))
            if "scope=" in said or "cache" in said:
                found.append(node.name)
    return [f"{file.relative_to(SUITES).as_posix()}::{name}" for name in found]


def test_no_check_keeps_an_answer_across_planted_defects() -> None:
    """In a self-test it would repeat what it saw of the library as it is."""
    files = [file for file in SUITES.rglob("*.py") if not {"probes", "planted"} & {*file.parts}]
    assert len(files) > 80
    assert {name for file in files for name in outlives(file)} == {*KEPT}


def test_what_outlives_a_check_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "SUITES", tmp_path)
    file = tmp_path / "test_it.py"
    file.write_text("@pytest.fixture(scope='module')\ndef a(): ...\n@cache\ndef b(): ...\ndef c():\n    global _made\n")
    assert outlives(file) == ["test_it.py::a", "test_it.py::b", "test_it.py::_made"]


@pytest.mark.parametrize("error", [HarnessError("ours"), OSError("the disk"), ValueError("a mistake")])
def test_what_is_not_the_refusal_is_no_answer(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise error

    with pytest.raises(type(error), match=str(error)):
        refusal_of(NotImplementedError, broken)
    monkeypatch.setattr(test_assembly, "assemble", broken)
    with pytest.raises(type(error), match=str(error)):
        test_assembly.refusal(None, {})  # type: ignore[arg-type]


def test_the_refusal_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ImproperConfigurationError("equal keys")

    monkeypatch.setattr(test_assembly, "assemble", refuse)
    assert "equal keys" in (test_assembly.refusal(None, {}) or "")  # type: ignore[arg-type]
