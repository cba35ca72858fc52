"""What a run is worth as the base of a comparison."""

from __future__ import annotations

import pytest

from assay.domain.causes import Cause
from assay.domain.verdicts import Verdict
from assay.reporting import model
from assay.reporting.comparing.baseline import doubts, held_before
from assay.reporting.comparing.comparison import compare
from assay.reporting.model import Report
from assay.results.file import RecordedRun
from assay.results.lines import FORMAT, End, Header, Result
from tests.support.reports import cause_of

NOT_SELECTED = Cause.NOT_SELECTED.sentence
PASS, FAIL, ERROR, NOT_RUN = Verdict.PASS, Verdict.FAIL, Verdict.ERROR, Verdict.NOT_RUN


def report(lines: dict[str, list[Verdict]], store: str = "", reason: str = "no server", run: str = "r") -> Report:
    """A run with these verdicts by target; those behind the second have the store."""
    results = [
        Result(
            run=run,
            feature="a.b",
            check=f"c{n}",
            target=target,
            verdict=verdict,
            reason="" if verdict is PASS else reason,
            cause=None if verdict is PASS else cause_of(reason),
            store=store if n > 1 else "",
        )
        for target, verdicts in lines.items()
        for n, verdict in enumerate(verdicts)
    ]
    header = Header(format=FORMAT, run=run, manifest={"started": run, "distributions": {}})
    return model.build(RecordedRun(header=header, results=results, end=End(run=run, seconds=1.0)))


def said(base: Report, *named: str) -> list[str]:
    return [str(doubt) for doubt in doubts(base, named)]


def test_a_target_of_which_nothing_held_is_named_beside_those_that_did() -> None:
    base = report({"t": [PASS, PASS, PASS], "u": [FAIL, FAIL], "v": [FAIL, FAIL]}, reason="it cannot be imported")
    assert said(base) == ["nothing held before on u, v: 2 fail; it cannot be imported"]
    assert held_before(base) == "held before: 3 of 7 checks (4 fail)"


def test_a_target_without_a_server_counts_if_it_was_asked_for_by_name() -> None:
    base = report({"t": [PASS], "u": [NOT_RUN, NOT_RUN]})
    assert said(base) == []
    assert said(base, "t", "u") == ["nothing held before on u: 2 not-run; no server"]


def test_a_store_without_a_server_counts_not() -> None:
    assert said(report({"t": [PASS, PASS, NOT_RUN, NOT_RUN, NOT_RUN, NOT_RUN]}, store="s3")) == []
    assert said(report({"t": [PASS, PASS, NOT_RUN, NOT_RUN, NOT_RUN, NOT_RUN]})) != []


def test_what_was_not_asked_for_counts_not() -> None:
    assert held_before(report({"t": [NOT_RUN, PASS]}, reason=NOT_SELECTED)) == "held before: 1 of 1 checks"
    assert said(report({"t": [NOT_RUN, NOT_RUN]}, reason=NOT_SELECTED)) == [
        "nothing held before: no check was asked for"
    ]


@pytest.mark.parametrize("verdict", [FAIL, ERROR])
def test_a_comparison_of_two_runs_fails_too(verdict: Verdict) -> None:
    found = compare(report({"t": [FAIL, verdict]}), report({"t": [FAIL, verdict]}, run="s"))
    assert found.fails(allow_missing=True)
    assert found.doubts[0].headline == "nothing held before"
