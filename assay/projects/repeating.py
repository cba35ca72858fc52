"""Tells flaky tests from regressions: what failed on one side only is run again on both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from assay.reporting.projects.comparison import Again, Became, TestPair, by_test
from assay.reporting.projects.tests import Test, TestOutcome, TestRun

Run: TypeAlias = "Callable[[str, str, Sequence[Test]], TestRun]"
"""Runs some tests of a side, or all if none are given: ``run(side, name, tests)``."""
PRESENT = "present"
UPGRADED = "upgraded"
_TIMES_ALONE = 2
_DIFFERS = (Became.REGRESSED, Became.UNSEEN, Became.FIXED)


def repeated(pairs: Sequence[TestPair], run: Run, *, chooses: bool) -> list[TestPair]:
    """Run again what failed on one side only, on both; and say which of it is flaky.

    First these tests alone, twice, where the runner can choose. What came to the same each time has regressed; what
    came to the same once is flaky. The rest, which needs other tests before it or fails by chance, is run once more
    with all others.

    Args:
        pairs: The tests of both sides.
        run: Runs tests of a side.
        chooses: Whether the runner can run some of its tests.
    """
    found = {pair.id: pair for pair in pairs}
    asked = [pair.id for pair in pairs if pair.became in _DIFFERS and pair.can_be_repeated]
    for _ in range(_TIMES_ALONE if chooses and asked else 0):
        _again(found, asked, run, alone=True)
    asked = [id_ for id_ in asked if not any(_repeats(found[id_], again) for again in found[id_].again)]
    if asked:
        _again(found, asked, run, alone=False)
    return [_judged(pair) for pair in found.values()]


def _again(found: dict[str, TestPair], asked: Sequence[str], run: Run, *, alone: bool) -> None:
    name = f"again-{len(found[asked[0]].again) + 1}" if alone else "whole-again"
    outcomes = []
    pairs = [found[id_] for id_ in asked]
    tests = [test for pair in pairs if (test := pair.present or pair.upgraded) is not None]
    for side in (PRESENT, UPGRADED):
        outcomes.append(by_test(run(side, name, tests if alone else ()), tests))
    before, after = outcomes
    for pair in pairs:
        one, other = before.get(pair.id), after.get(pair.id)
        again = Again(alone, one.outcome if one else None, other.outcome if other else None)
        found[pair.id] = replace(pair, again=(*pair.again, again))


def _repeats(pair: TestPair, again: Again) -> bool:
    """Whether a further run came to the same on both sides."""
    return all(
        _kind(now) == _kind(test.outcome if test is not None else None)
        for test, now in ((pair.present, again.present), (pair.upgraded, again.upgraded))
    )


def _kind(outcome: TestOutcome | None) -> str:
    """What matters of an outcome; what is absent and what is skipped is the same: not run."""
    if outcome is None or outcome is TestOutcome.SKIPPED:
        return "not run"
    return "failed" if outcome.bad else outcome.value


def _untold(pair: TestPair, again: Again) -> bool:
    """Whether a further run did not come to a test that had run: nothing is known by it."""
    return (pair.present is not None and again.present is None) or (
        pair.upgraded is not None and again.upgraded is None
    )


def _judged(pair: TestPair) -> TestPair:
    known = [again for again in pair.again if not _untold(pair, again)]
    if not pair.again:
        return pair
    if not known:
        return replace(pair, note="it could not be run again")
    if all(_repeats(pair, again) for again in known):
        return pair
    if known[-1].alone or not _repeats(pair, known[-1]):
        return replace(pair, became=Became.FLAKY)
    return replace(pair, note="only together with other tests: by itself it comes to something else")
