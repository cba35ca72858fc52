"""What became of each test, and how a flaky one is told from a regression."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assay.projects.repeating import PRESENT, UPGRADED, repeated
from assay.reporting.projects.comparison import Became, TestPair, by_test, doubts_of, pair_of, side_by_side
from assay.reporting.projects.tests import Test, TestOutcome, TestRun

P, F, E, S, X = TestOutcome.PASSED, TestOutcome.FAILED, TestOutcome.ERROR, TestOutcome.SKIPPED, TestOutcome.XFAILED


def one(outcome: TestOutcome | None, name: str = "t", message: str = "") -> Test | None:
    return Test("m", name, outcome, message) if outcome is not None else None


def run(**outcomes: TestOutcome) -> TestRun:
    return TestRun({f"m::{name}": Test("m", name, outcome) for name, outcome in outcomes.items()})


@pytest.mark.parametrize(
    ("before", "after", "became"),
    [
        (P, P, Became.HELD),
        (P, F, Became.REGRESSED),
        (P, E, Became.REGRESSED),
        (P, S, Became.LOST),
        (P, None, Became.LOST),
        (P, X, Became.EXPECTED),
        (F, P, Became.FIXED),
        (E, F, Became.BROKEN),
        (F, S, Became.GONE),
        (F, X, Became.BROKEN),
        (S, F, Became.UNSEEN),
        (None, F, Became.UNSEEN),
        (None, P, Became.NEW),
        (S, None, Became.ASIDE),
        (X, X, Became.ASIDE),
        (X, F, Became.REGRESSED),
        (X, P, Became.FIXED),
    ],
)
def test_what_became_of_a_test(before: TestOutcome | None, after: TestOutcome | None, became: Became) -> None:
    assert pair_of("m::t", one(before), one(after)).became is became


class Runs:
    """Answers of both sides to further runs, in their order; and what was asked."""

    def __init__(self, present: list[TestOutcome | None], upgraded: list[TestOutcome | None]) -> None:
        self._left = {PRESENT: [*present], UPGRADED: [*upgraded]}
        self.asked: list[tuple[str, str, list[str]]] = []

    def __call__(self, side: str, name: str, tests: Sequence[Test]) -> TestRun:
        self.asked.append((side, name, [test.id for test in tests]))
        found = one(self._left[side].pop(0))
        return TestRun({found.id: found}) if found is not None else TestRun()


@pytest.mark.parametrize(
    ("present", "upgraded", "became", "whole"),
    [
        ([P, P], [F, F], Became.REGRESSED, False),
        ([P, P], [F, P], Became.FLAKY, False),
        ([P, F], [F, F], Became.FLAKY, False),
        ([P, P, P], [P, P, P], Became.FLAKY, True),
        ([P, P, P], [P, P, F], Became.REGRESSED, True),
        ([F, F, P], [F, F, F], Became.REGRESSED, True),
        ([F, F, F], [F, F, F], Became.FLAKY, True),
        ([None, None, None], [None, None, None], Became.REGRESSED, True),
        ([P, P, P], [None, None, None], Became.REGRESSED, True),
    ],
)
def test_what_fails_on_one_side_only_is_run_again_on_both(
    present: list[TestOutcome | None], upgraded: list[TestOutcome | None], became: Became, whole: bool
) -> None:
    runs = Runs(present, upgraded)
    (found,) = repeated([pair_of("m::t", one(P), one(F))], runs, chooses=True)
    assert found.became is became
    assert len(found.again) == 2 + whole
    assert ([asked[2] for asked in runs.asked if not asked[2]] != []) == whole
    assert [again.alone for again in found.again] == [True, True, False][: 2 + whole]


def test_a_runner_that_cannot_choose_runs_everything_again() -> None:
    runs = Runs([P], [P])
    (found,) = repeated([pair_of("m::t", one(P), one(F))], runs, chooses=False)
    assert found.became is Became.FLAKY
    assert runs.asked == [(PRESENT, "whole-again", []), (UPGRADED, "whole-again", [])]


def test_nothing_runs_again_where_both_sides_came_to_the_same() -> None:
    pairs = [pair_of("m::t", one(F), one(F)), pair_of("m::u", one(P, "u"), one(P, "u"))]
    runs = Runs([], [])
    assert repeated(pairs, runs, chooses=True) == pairs
    assert not runs.asked


def test_only_what_differs_is_run_again() -> None:
    pairs = [
        pair_of(f"m::{name}", one(before, name), one(after, name))
        for name, before, after in (("t", P, F), ("u", P, P), ("v", F, F))
    ]
    runs = Runs([P, P], [F, F])
    repeated(pairs, runs, chooses=True)
    assert {tuple(tests) for _, _, tests in runs.asked} == {("m::t",)}


def test_a_module_that_cannot_be_imported_takes_its_tests_with_it() -> None:
    """They regressed, all for one reason, and need not be run again; the module is no test of its own."""
    before = TestRun({t.id: t for t in (Test("a.b", "t", P), Test("a.b.C", "u", P), Test("a.bc", "v", P))})
    after = TestRun({t.id: t for t in (Test("", "a.b", E, "ImportError: x", "long"), Test("a.bc", "v", P))})
    pairs = side_by_side(before, after)
    assert {pair.id: pair.became for pair in pairs} == {
        "a.b::t": Became.REGRESSED,
        "a.b.C::u": Became.REGRESSED,
        "a.bc::v": Became.HELD,
    }
    assert pairs[0].why == "its module cannot be imported: ImportError: x"
    assert not pairs[0].can_be_repeated
    assert {*by_test(after, ())} == {"a.b", "a.bc::v"}


def test_other_reasons_are_told() -> None:
    same = pair_of("m::t", one(F, message="<A at 0x1f>"), one(F, message="<A at 0x2e>"))
    other = pair_of("m::t", one(F, message="one"), one(F, message="two"))
    assert same.why == "<A at 0x2e>"
    assert other.why == "before: one; now: two"


def test_what_nobody_can_tell_is_doubted() -> None:
    def doubts(present: TestRun, upgraded: TestRun) -> list[str]:
        pairs: list[TestPair] = side_by_side(present, upgraded)
        return [doubt.headline for doubt in doubts_of(present, upgraded, pairs)]

    assert doubts(run(t=F), run(t=F)) == ["nothing held before"]
    assert doubts(run(t=P), run(t=P)) == []
    assert doubts(run(t=P), TestRun(problem="it crashed")) == ["the tests do not run with the changed versions"]
    crashed = TestRun(run(t=P).tests, code=3, tail="end\n")
    assert doubts(run(t=P), crashed) == ["upgraded: the command ended with exit code 3, and with 0 before"]
    assert doubts(TestRun(run(t=P).tests, code=3), crashed) == []
