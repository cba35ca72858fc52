"""A format is one module and one line: whatever has to know of its files knows it from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.domain.errors import UsageError
from assay.reporting import formats, model, own_files, terminal, write
from assay.reporting.comparing import formats as comparison_formats
from assay.reporting.comparing.comparison import Comparison, compare
from assay.reporting.format import Format
from assay.reporting.matrix import formats as matrix_formats
from assay.reporting.matrix.combinations import Combination, Matrix
from assay.reporting.model import Report
from tests.support import reports as support


def tiny(report: Report, folder: Path | None) -> str:
    return f"tiny: run {report.id} in {folder.name if folder else 'nowhere'}\n"


def dots(report: Report, folder: Path | None) -> dict[str, str]:
    return {target: f"dot of {target}" for target in report.targets}


@pytest.fixture
def more(monkeypatch: pytest.MonkeyPatch) -> None:
    added = (Format("tiny", tiny, "tiny.txt", b"tiny: run "), Format("dot", dots, "dot-*.txt", b"dot of "))
    monkeypatch.setattr(formats, "FORMATS", (*formats.FORMATS, *added))


@pytest.mark.usefixtures("more")
def test_a_new_format_is_written_known_and_named(tmp_path: Path) -> None:
    report = model.load(support.write_run(tmp_path / "run", support.everything()))
    written = {file.name for file in write.write(report, tmp_path / "run")}
    assert {"tiny.txt", "dot-sqlite-aiosqlite.txt", "dot-sqlite-sqlite3.txt"} <= written
    assert (tmp_path / "run" / "tiny.txt").read_text() == "tiny: run run1 in run\n"
    assert "tiny.txt" in terminal.render(report, tmp_path / "run", 100, False)
    assert own_files.ours(tmp_path / "run" / "tiny.txt")
    own_files.clear(tmp_path / "run", own_files.of_report())
    assert not {*(tmp_path / "run").glob("tiny*"), *(tmp_path / "run").glob("dot*")}


@pytest.mark.usefixtures("more")
@pytest.mark.parametrize("name", ["tiny.txt", "dot-sqlite-aiosqlite.txt"])
def test_a_file_of_the_user_with_the_name_of_a_new_format_is_not_replaced(tmp_path: Path, name: str) -> None:
    report = model.load(support.write_run(tmp_path / "run", support.everything()))
    (tmp_path / "run" / name).write_text("mine")
    with pytest.raises(UsageError, match="was not written by Assay"):
        write.write(report, tmp_path / "run")
    assert name in own_files.of_run(["sqlite-aiosqlite"])


@pytest.mark.usefixtures("more")
def test_the_files_of_targets_that_are_no_more_go(tmp_path: Path) -> None:
    report = model.load(support.write_run(tmp_path / "run", support.everything()))
    (tmp_path / "run" / "dot-other.txt").write_text("dot of other")
    (tmp_path / "run" / "dot-mine.txt").write_text("mine")
    write.write(report, tmp_path / "run")
    assert not (tmp_path / "run" / "dot-other.txt").exists()
    assert (tmp_path / "run" / "dot-mine.txt").read_text() == "mine"


def test_a_new_format_of_a_comparison_is_offered_by_the_command_and_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short: Format[Comparison] = Format(
        "short", lambda found, folder: f"{len(found.pairs)} pairs", "short.txt", b"pairs"
    )
    monkeypatch.setattr(comparison_formats, "FORMATS", (*comparison_formats.FORMATS, short))
    assert "short.txt" in own_files.of_gate()
    (tmp_path / "short.txt").write_text("2 pairs")
    assert own_files.ours(tmp_path / "short.txt")
    run = support.write_run(tmp_path / "run", support.everything())
    done = CliRunner().invoke(main, ["compare", str(run), str(run), "--format", "html"])
    assert done.output.startswith("<!doctype html>"), done.output


@pytest.mark.parametrize("found", formats.FORMATS, ids=lambda found: found.file)
def test_the_mark_of_a_format_is_in_its_files(tmp_path: Path, found: Format[Report]) -> None:
    report = model.load(support.write_run(tmp_path / "run", support.everything()))
    texts = [*found.files(report, tmp_path)]
    assert texts
    assert all(found.mark.decode() in text for _, text in texts)


def test_the_marks_of_comparisons_and_matrices_are_in_their_files(tmp_path: Path) -> None:
    report = model.load(support.write_run(tmp_path / "run", support.everything()))
    comparison = compare(report, report)
    matrix = Matrix({"x": ["1"]}, [Combination({"x": "1"}, report)], report.targets)
    found: list[tuple[Format[Any], str]] = [(f, f.text(comparison)) for f in comparison_formats.FORMATS if f.file]
    found += [(f, f.text(matrix)) for f in matrix_formats.FORMATS]
    for format_, text in found:
        assert format_.mark.decode() in text, format_.file


def test_a_file_without_a_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="go together"):
        Format("odd", tiny, "odd.txt")
