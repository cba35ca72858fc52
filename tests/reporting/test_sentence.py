"""What a comparison and a matrix come to, in the sentence with which they end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.domain.causes import Cause
from assay.reporting import model
from assay.reporting.comparing import formats
from assay.reporting.comparing.comparison import compare_files
from assay.reporting.comparing.sentence import matrix_sentence, sentence
from assay.reporting.comparing.terminal import render as terminal
from assay.reporting.matrix import formats as matrix_formats
from assay.reporting.matrix.combinations import Combination, Matrix
from tests.support import reports as support
from tests.support.reports import ERROR, FAIL, KNOWN, NOT_RUN, PASS, UNSUPPORTED, line

T = "postgres-asyncpg"

Cells = Mapping[str, Any]


def written(folder: Path, cells: Cells, target: str = T, **about: Any) -> Path:
    lines = {
        (f, target): line(f, target, NOT_RUN, said.sentence, check="") if isinstance(said, Cause) else said
        for f, said in cells.items()
    }
    return support.write_run(folder, lines, folder.name, **about)


def reason(feature: str, text: str) -> Any:
    return line(feature, T, KNOWN, text)


NOT_ASKED = Cause.NOT_SELECTED


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
    "asked for on one side": (
        {"a.a": PASS, "a.b": NOT_ASKED, "a.c": NOT_ASKED, "a.d": PASS},
        {"a.a": PASS, "a.b": FAIL, "a.c": KNOWN, "a.d": NOT_ASKED},
        f"Nothing regressed of what both runs were asked for, on {T}: 1 feature. Not compared: 2 features fail that "
        "the base was not asked for and 1 feature held that the candidate was not asked for.",
    ),
    "regressed, and more was asked for": (
        {"a.a": PASS, "a.b": NOT_ASKED},
        {"a.a": FAIL, "a.b": FAIL},
        f"1 of 1 feature regressed on {T}: a.a. Not compared: 1 feature fails that the base was not asked for.",
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
    assert expected in done.stdout.splitlines()[: len(found.doubts) + 1], "the answer comes first"
    assert json.loads(formats.json(found))["sentence"] == expected
    assert expected.replace("_", "\\_") in formats.markdown(found)
    assert f"<strong>{expected}</strong>" in formats.html(found)
    assert ("regressed on" in expected and not expected.startswith("Nothing")) <= found.fails()


def test_what_came_and_went_of_the_ledger_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where the other run said something: what it was not asked for has not come, and has not gone."""
    ids = ("came", "went", "both", "unasked")
    monkeypatch.setattr(
        support, "LEDGER", [{**support.LEDGER[0], "id": i, "finding": "", "reason": f"It {i}."} for i in ids]
    )
    known = {i: line(f"a.{i}", T, KNOWN, f"It {i}.", issue=i) for i in ids}
    base = written(
        tmp_path / "base", {"a.came": PASS, "a.went": known["went"], "a.both": known["both"], "a.unasked": NOT_ASKED}
    )
    candidate = written(
        tmp_path / "candidate",
        {"a.came": known["came"], "a.went": PASS, "a.both": known["both"], "a.unasked": known["unasked"]},
    )
    found = compare_files(base, candidate)
    assert [f.name for f in found.new_findings] == ["came"]
    assert [f.name for f in found.gone_findings] == ["went"]
    told = json.loads(formats.json(found))
    assert [f["name"] for f in told["new_findings"] + told["gone_findings"]] == ["came", "went"]
    came = f"wrong-answer: It came (came) on {T}"
    for text in (terminal(found), formats.markdown(found)):
        assert text.index("known issues that the base did not have") < text.index(came)
        assert text.index(came) < text.index("known issues that are gone")
    page = formats.html(found)
    assert page.index("known issues that the base did not have: 1") < page.rindex("It came")


def test_servers_come_last(tmp_path: Path) -> None:
    servers = {"postgres": {"state": "ready", "version": "16.4", "settings": {"isolation": "low"}}}
    changed = {"postgres": {"state": "ready", "version": "17.2", "settings": {"isolation": "high"}}}
    base = written(tmp_path / "base", {"a.a": PASS}, servers=servers, versions={"lib": "1.0"})
    found = compare_files(
        base, written(tmp_path / "candidate", {"a.a": FAIL}, servers=changed, versions={"lib": "2.0"})
    )
    for text in (terminal(found), formats.markdown(found), formats.html(found)):
        places = [text.index(part) for part in ("1 of 1 feature regressed", "because of fail", "2.0", "17.2", "high")]
        assert places == sorted(places)


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
