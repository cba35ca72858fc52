"""A results file of an Assay that wrote no causes says what it said; one of this Assay says them itself."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

import assay
from assay.domain.causes import Cause
from assay.domain.verdicts import Verdict
from assay.reporting import model
from assay.reporting.comparing.comparison import compare_files
from assay.results.file import Writer, read_results
from assay.results.former_causes import with_cause
from assay.results.lines import FORMAT, Header, Result

FORMER = Path(__file__).parent / "data" / "results-without-causes.jsonl"
"""Written by the Assay before: a run of three checks with ``--attempt-absent`` that ended at its first failure."""


def test_a_file_without_causes_reads_with_the_causes_that_its_sentences_tell() -> None:
    run = read_results(FORMER)
    assert not run.header.causes
    assert not run.damage
    found = {(r.feature, r.target): r.cause for r in run.results}
    assert found["demo.lacks", "sqlite-aiosqlite"] is Cause.HELD_ANYWAY
    assert found["demo.fails", "sqlite-aiosqlite"] is None
    assert found["demo.holds", "sqlite-sqlite3"] is Cause.STOPPED
    assert found["demo.holds", "mysql-pymysql"] is Cause.NOT_SELECTED
    assert found["demo.unchecked", "spanner"] is Cause.NO_CHECK
    assert model.load(FORMER).without_checks == ["demo.unchecked"]


def test_what_it_was_not_asked_for_is_no_part_of_a_comparison(tmp_path: Path) -> None:
    shutil.copy(FORMER, tmp_path / "results.jsonl")
    compared = compare_files(FORMER, tmp_path)
    assert {p.target for p in compared.pairs if p.feature == "demo.holds"} == {"sqlite-aiosqlite", "sqlite-sqlite3"}


@pytest.mark.parametrize(
    ("verdict", "reason", "cause"),
    [
        (Verdict.NOT_RUN, "lost: postgres: the server has ended", Cause.LOST),
        (Verdict.NOT_RUN, "mysql: no container engine answers", Cause.NO_SERVER),
        (Verdict.UNSUPPORTED, "Advanced Alchemy 1.0 does not offer it (since 1.9)", Cause.NOT_OFFERED),
        (Verdict.UNSUPPORTED, "native-uuid: UUIDs are text", Cause.ABSENT),
        (Verdict.ERROR, "setup failed: E: lost: it", None),
        (Verdict.FAIL, "not selected", None),
        (Verdict.PASS, "", None),
    ],
)
def test_a_sentence_tells_a_cause_only_where_it_was_one(verdict: Verdict, reason: str, cause: Cause | None) -> None:
    line = Result(run="r", feature="a.b", check="c", target="t", verdict=verdict, reason=reason)
    assert with_cause(line).cause is cause


def test_a_file_with_causes_is_not_searched_for_sentences(tmp_path: Path) -> None:
    """Whoever forgets a cause is not covered up for."""
    line = Result(run="r", feature="a.b", check="", target="t", verdict=Verdict.NOT_RUN, reason="not selected")
    for causes, cause in ((True, None), (False, Cause.NOT_SELECTED)):
        file = tmp_path / f"{causes}.jsonl"
        with Writer(file, Header(format=FORMAT, run="r", manifest={}, causes=causes)) as writer:
            writer.write(line)
        assert [r.cause for r in read_results(file).results] == [cause]


def test_an_unknown_cause_is_damage_of_its_line_alone(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    line = Result(run="r", feature="a.b", check="", target="t", verdict=Verdict.NOT_RUN, cause=Cause.LOST)
    with Writer(file, Header(format=FORMAT, run="r", manifest={}, causes=True)) as writer:
        for _ in range(3):
            writer.write(line)
    file.write_text(file.read_text().replace('"lost"', '"bored"', 1))
    run = read_results(file)
    assert len(run.results) == 2
    assert len(run.damage) == 1
    assert "bored" in run.damage[0]


def _reads_a_reason(node: ast.AST) -> bool:
    """Whether a piece of code compares a reason with a text, or looks into it."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        texts = [side for side in sides if isinstance(side, ast.Constant) or ast.unparse(side).isupper()]
        return bool(texts) and any(isinstance(side, ast.Attribute) and side.attr == "reason" for side in sides)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        called = node.func
        looks = {"startswith", "endswith", "partition", "removeprefix", "find", "index"}
        return called.attr in looks and ast.unparse(called.value).endswith("reason")
    return False


def test_no_code_reads_a_reason() -> None:
    found = [
        f"{file}:{getattr(node, 'lineno', 0)}: {ast.unparse(node)}"
        for file in sorted(Path(assay.__file__).parent.rglob("*.py"))
        if file.name != "former_causes.py"
        for node in ast.walk(ast.parse(file.read_text()))
        if _reads_a_reason(node)
    ]
    assert found == []
