"""What a comparison and a matrix come to, in the sentence with which they end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.reporting import model
from assay.reporting.comparing import formats
from assay.reporting.comparing.comparison import compare_files
from assay.reporting.comparing.sentence import matrix_sentence, sentence
from assay.reporting.matrix import formats as matrix_formats
from assay.reporting.matrix.combinations import Combination, Matrix
from tests.support import reports as support
from tests.support.reports import ERROR, FAIL, KNOWN, NOT_RUN, PASS, UNSUPPORTED, line

T = "postgres-asyncpg"

Cells = Mapping[str, Any]


def written(folder: Path, cells: Cells, target: str = T, **about: Any) -> Path:
    return support.write_run(folder, {(f, target): said for f, said in cells.items()}, folder.name, **about)


def reason(feature: str, text: str) -> Any:
    return line(feature, T, KNOWN, text)


CASES: dict[str, tuple[Cells, Cells, str]] = {
    "the same": ({"a.a": PASS, "a.b": PASS}, {"a.a": PASS, "a.b": PASS}, f"Nothing regressed on {T}: 2 features."),
    "a reason": (
        {"a.a": PASS, "a.b": reason("a.b", "one"), "a.c": FAIL},
        {"a.a": PASS, "a.b": reason("a.b", "two"), "a.c": PASS},
        f"Nothing regressed on {T}: 3 features, 1 with a changed reason, 1 fixed.",
    ),
    "regressed": (
        {"a.a": PASS, "a.b": PASS, "a.c": PASS},
        {"a.a": FAIL, "a.b": UNSUPPORTED, "a.c": PASS},
        f"2 of 3 features regressed on {T}: a.a, a.b.",
    ),
    "one": ({"a.a": PASS, "a.b": PASS}, {"a.a": ERROR, "a.b": PASS}, f"1 of 2 features regressed on {T}: a.a."),
    "many": (
        {f"a.{n}": PASS for n in range(5)},
        {f"a.{n}": FAIL for n in range(5)},
        f"5 of 5 features regressed on {T}: a.0, a.1, a.2 and others.",
    ),
    "nobody can tell": (
        {"a.a": PASS, "a.b": PASS},
        {"a.a": PASS, "a.b": NOT_RUN},
        f"Nothing is known to have regressed on {T}: 1 feature, nobody can tell of 1.",
    ),
    "both": (
        {"a.a": PASS, "a.b": PASS, "a.c": PASS},
        {"a.a": FAIL, "a.b": NOT_RUN, "a.c": PASS},
        f"1 of 2 features regressed on {T}: a.a, nobody can tell of 1.",
    ),
    "nothing held": (
        {"a.a": FAIL},
        {"a.a": FAIL},
        f"Nothing can be said of regressions on {T}: nothing held before.",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_comparison_ends_with_what_it_comes_to(tmp_path: Path, name: str) -> None:
    base, candidate, expected = CASES[name]
    paths = [str(written(tmp_path / "base", base)), str(written(tmp_path / "candidate", candidate))]
    found = compare_files(Path(paths[0]), Path(paths[1]))
    assert sentence(found) == expected
    done = CliRunner().invoke(main, ["compare", *paths])
    assert done.stdout.splitlines()[-1] == expected
    assert json.loads(formats.json(found))["sentence"] == expected
    assert expected.replace("_", "\\_") in formats.markdown(found)
    assert f"<strong>{expected}</strong>" in formats.html(found)
    assert ("regressed on" in expected and not expected.startswith("Nothing")) <= found.fails()


def test_a_run_that_was_killed_is_said(tmp_path: Path) -> None:
    base = written(tmp_path / "base", {"a.a": PASS})
    found = compare_files(base, written(tmp_path / "candidate", {"a.a": PASS}, end=False, plan=True))
    assert sentence(found) == (
        f"Nothing is known to have regressed on {T}: 1 feature; the candidate did not come to the end."
    )


def combination(folder: Path, version: str, cells: Cells | None) -> Combination:
    report = model.load(written(folder / version, cells)) if cells is not None else None
    return Combination({"lib": version}, report, "" if report else "the resolver refuses it")


MATRICES: dict[str, tuple[list[Cells | None], str]] = {
    "the same": (
        [{"a.a": PASS}] * 3,
        "Nothing regressed: 3 combinations of versions, 2 steps, of which 0 changed something.",
    ),
    "mended": (
        [{"a.a": FAIL, "a.b": PASS}, {"a.a": PASS, "a.b": PASS}],
        "Nothing regressed: 2 combinations of versions, 1 step, of which 1 changed something.",
    ),
    "regressed": (
        [{"a.a": PASS}, {"a.a": PASS}, {"a.a": FAIL}],
        "Regressed at 1 of 2 steps: lib 1 → 2 (1 feature); 3 combinations of versions.",
    ),
    "one did not run": (
        [{"a.a": PASS}, None],
        "Nothing is known to have regressed: of 1 of 1 steps nobody can tell all; "
        "2 combinations of versions, of which 1 did not run to the end.",
    ),
    "one alone": ([{"a.a": PASS}], "Nothing to compare: 1 combination of versions."),
}


@pytest.mark.parametrize("name", MATRICES)
def test_a_matrix_begins_with_what_it_comes_to(tmp_path: Path, name: str) -> None:
    cells, expected = MATRICES[name]
    versions = [str(number) for number in range(len(cells))]
    combinations = [combination(tmp_path, v, found) for v, found in zip(versions, cells, strict=True)]
    found = Matrix({"lib": versions}, combinations, [T])
    assert matrix_sentence(found) == expected
    assert matrix_formats.markdown(found).splitlines()[0] == expected
    assert json.loads(matrix_formats.json(found))["sentence"] == expected
    assert f"<strong>{expected}</strong>" in matrix_formats.html(found)
