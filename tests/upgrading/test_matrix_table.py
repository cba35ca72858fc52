"""The table of a matrix: what changed between neighbours, and what of it is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assay.domain.causes import Cause
from assay.domain.verdicts import Verdict
from assay.reporting import model
from assay.reporting.matrix import combinations as matrix
from assay.reporting.matrix import formats as matrix_formats
from assay.reporting.matrix.combinations import Combination, Matrix
from assay.results.file import RecordedRun
from assay.results.lines import FORMAT, End, Header, Result
from assay.upgrading import gate
from tests.support.reports import cause_of


def cell(version: str, verdict: Verdict, reason: str = "") -> Combination:
    result = Result(run=version, feature="a.b", check="c", target="t", verdict=verdict, reason=reason)
    run = RecordedRun(
        header=Header(format=FORMAT, run=version, manifest={"started": version, "distributions": {}}),
        results=[result],
        end=End(run=version, seconds=1.0),
    )
    return Combination({"advanced-alchemy": version}, model.build(run))


def table(cells: list[Combination]) -> Matrix:
    axes = {"advanced-alchemy": [c.versions["advanced-alchemy"] for c in cells]}
    return Matrix(axes, cells, ["t"], "assay matrix")


def test_the_table_shows_what_changed_between_neighbours(tmp_path: Path) -> None:
    cells = [cell("1.0", Verdict.FAIL, "lost"), cell("1.1", Verdict.PASS), cell("1.2", Verdict.FAIL, "gone again")]
    found = table([*cells, Combination({"advanced-alchemy": "9"}, problem="the resolver refuses it: no")])
    text = matrix_formats.markdown(found)
    assert "| advanced-alchemy 1.0 | 0/1 1x |" in text
    assert "| advanced-alchemy 1.1 | 1/1 |" in text
    assert "- **fixed**, was: lost\n    - `a.b` on t (fail → pass)\n" in text
    assert "- **regressed**: gone again\n    - `a.b` on t (pass → fail)\n" in text
    assert "| advanced-alchemy 9 | the resolver refuses it: no |" in text
    assert "advanced-alchemy 9 did not run." in text
    data = json.loads(matrix_formats.json(found))
    assert data["format"] == "assay-matrix/1"
    assert data["cells"][0]["features"] == {"a.b": {"t": ["fail", "lost"]}}
    assert data["cells"][3]["problem"] == "the resolver refuses it: no"
    assert [step["changes"][0]["change"] for step in data["steps"] if step["changes"]] == ["fixed", "regressed"]
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "index.html").touch()
    assert cells[0].report is not None
    cells[0].report.folder = tmp_path / "one"
    shown = matrix_formats.html(found, tmp_path)
    assert '<a href="one/index.html">advanced-alchemy 1.0</a>' in shown
    assert '<a href="one/index.html#cell=a.b%40t"><span class="v" data-v="fail">fail</span></a>' in shown
    assert "gone again" in shown


def test_what_has_one_cause_is_listed_under_it() -> None:
    """However many features and targets it moved, and whether the feature or one of its checks tells it."""

    def many(version: str, verdict: Verdict) -> Combination:
        failed: dict[str, Any] = {
            "verdict": verdict,
            "reason": "the file is gone" if verdict is not Verdict.PASS else "",
        }
        lines = [Result(run=version, feature=f"a.{f}", check="c", target=t, **failed) for f in "bc" for t in "tu"]
        odd = Result(run=version, feature="a.d", check="odd", target="t", verdict=Verdict.KNOWN, reason="odd")
        behind = [Result(run=version, feature="a.d", check=c, target="t", **failed) for c in ("one", "two")]
        other = Result(run=version, feature="z.other", check="c", target="t", verdict=verdict, reason=version)
        header = Header(format=FORMAT, run=version, manifest={"started": version, "distributions": {}})
        run = RecordedRun(header=header, results=[other, *lines, odd, *behind], end=End(run=version, seconds=1.0))
        return Combination({"advanced-alchemy": version}, model.build(run))

    found = table([many("1", Verdict.PASS), many("2", Verdict.FAIL)])
    assert "\n".join([
        "- **regressed**: the file is gone",
        "    - `a.b` on t, u (pass → fail)",
        "    - `a.c` on t, u (pass → fail)",
        "    - `a.d` on t (known → fail): one and 1 more",
        "- **regressed**: 2",
        "    - `z.other` on t (pass → fail)",
    ]) in matrix_formats.markdown(found)  # fmt: skip
    (step,) = json.loads(matrix_formats.json(found))["steps"]
    assert [c["cause"] for c in step["changes"]] == ["the file is gone", "2"]
    assert step["changes"][0]["features"][0]["targets"] == ["t", "u"]


def test_a_run_that_was_cut_off_is_called_so() -> None:
    one = cell("1.0", Verdict.PASS)
    assert one.report is not None
    one.report.run.end = None
    assert "| advanced-alchemy 1.0 (killed before its end) | 1/1 |" in matrix_formats.markdown(table([one]))


def test_a_share_counts_what_was_to_run() -> None:
    def line(feature: str, verdict: Verdict, reason: str = "") -> Result:
        return Result(
            run="r", feature=feature, check="c", target="t", verdict=verdict, reason=reason, cause=cause_of(reason)
        )

    lines = [
        line("a.held", Verdict.PASS),
        line("a.fixed", Verdict.FIXED),
        line("a.known", Verdict.KNOWN, "odd"),
        line("a.failed", Verdict.FAIL, "no"),
        line("a.unsupported", Verdict.UNSUPPORTED, "cannot"),
        line("a.error", Verdict.ERROR, "lost"),
        line("a.left", Verdict.NOT_RUN, "the server died"),
        line("a.other", Verdict.NOT_RUN, Cause.NOT_SELECTED.sentence),
    ]
    header = Header(format=FORMAT, run="r", manifest={"started": "now", "distributions": {}})
    report = model.build(RecordedRun(header=header, results=lines, end=End(run="r", seconds=1.0)))
    assert matrix.share(report, "t") == "2/4 1x +1u +1n +1E"
    assert matrix.share(report, "elsewhere") == "not run"


def test_neighbours_differ_in_one_axis() -> None:
    axes = gate.parse_axes(["advanced-alchemy=1,2", "python=3.10,3.13"])
    cells = gate.cells(axes)
    for one in cells:
        one.report = cell(one.name, Verdict.PASS).report
    assert [step.name for step in Matrix(axes, cells, ["t"]).steps] == [
        "python 3.10 → 3.13 (with advanced-alchemy 1)",
        "advanced-alchemy 1 → 2 (with python 3.10)",
        "advanced-alchemy 1 → 2 (with python 3.13)",
        "python 3.10 → 3.13 (with advanced-alchemy 2)",
    ]
