"""The comparison of a project's tests in words, whatever the format."""

from __future__ import annotations

from collections.abc import Iterable

from assay.reporting.comparing.comparison import Comparison, Version
from assay.reporting.comparing.sentence import sentence as suites_sentence
from assay.reporting.projects.comparison import Became, ProjectComparison, TestPair

NO_SUITES = "Assay's suites did not run"
_NAMED = 3
_FAILING = (Became.REGRESSED, Became.LOST, Became.UNSEEN)
_ALSO = {
    Became.LOST: ("held and was not run", "held and were not run"),
    Became.UNSEEN: ("fails that was not run before", "fail that were not run before"),
    Became.FLAKY: ("is flaky", "are flaky"),
    Became.EXPECTED: ("now fails as expected", "now fail as expected"),
    Became.FIXED: ("is fixed", "are fixed"),
    Became.BROKEN: ("fails on both sides", "fail on both sides"),
}
"""What is said beside, of one test and of several."""


def sentence(comparison: ProjectComparison) -> str:
    """What became of the project's tests: the last thing that the output says of them."""
    total = len(comparison.pairs)
    tests = f"{total} test{'' if total == 1 else 's'}"
    counts = comparison.counts
    also = [f"{counts[kind]} {words[counts[kind] > 1]}" for kind, words in _ALSO.items() if counts[kind]]
    with_ = _changes(comparison.changed_versions)
    if broken := comparison.of(Became.REGRESSED):
        return f"{len(broken)} of {tests} regressed{with_}: {', '.join([_several(broken), *also])}."
    if comparison.doubts:
        return f"Nothing can be said of regressions{with_}: {', '.join([comparison.doubts[0].headline, *also])}."
    known = "Nothing is known to have regressed" if comparison.of(*_FAILING) else "Nothing regressed"
    held = counts[Became.HELD]
    return f"{known}{with_}: {', '.join([f'{held} of {tests} held before and {_holds(held)}', *also])}."


def _holds(count: int) -> str:
    return "holds" if count == 1 else "hold"


def suites_line(comparison: ProjectComparison) -> str:
    """What Assay's suites say, in one line; empty if nobody asked them."""
    if isinstance(comparison.suites, Comparison):
        return f"Assay's suites: {suites_sentence(comparison.suites)}"
    return f"{NO_SUITES}: {comparison.suites}." if comparison.suites else ""


def held_before(comparison: ProjectComparison) -> str:
    """How much held with the present versions."""
    run = comparison.present
    return f"held before: {comparison.held_before} of {len(run.tests)} tests ({run.counted})"


def headline(comparison: ProjectComparison) -> str:
    """The outcome in a few words."""
    said = [doubt.headline for doubt in comparison.doubts]
    return ", ".join([comparison.name, *said, f"{comparison.counts[Became.REGRESSED]} regressed"])


def counted(comparison: ProjectComparison) -> str:
    """How many tests became what."""
    return ", ".join(f"{comparison.counts[kind]} {kind.value}" for kind in Became if comparison.counts[kind])


def sections(comparison: ProjectComparison) -> list[tuple[Became, list[TestPair]]]:
    """What is listed test by test; what fails the gate comes first."""
    return [(kind, found) for kind in Became if kind.listed and (found := comparison.of(kind))]


def groups(pairs: Iterable[TestPair]) -> list[list[TestPair]]:
    """Tests of which the same is to be said: a module that cannot be imported takes hundreds with it."""
    found: dict[tuple[object, ...], list[TestPair]] = {}
    for pair in pairs:
        found.setdefault((pair.sides, pair.why, pair.again), []).append(pair)
    return [*found.values()]


def named(pairs: list[TestPair]) -> str:
    """The tests of a group: all of a few, or some of many."""
    return _several(pairs) if len(pairs) == 1 else f"{len(pairs)} tests, {_several(pairs)}"


def _changes(changed: Iterable[Version]) -> str:
    found = [f"{v.name} {v.base or '(none)'} → {v.candidate or '(none)'}" for v in changed]
    if not found:
        return ""
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return f" with {', '.join(found[:_NAMED])}{more}"


def _several(pairs: list[TestPair]) -> str:
    names = [pair.id for pair in pairs]
    return f"{', '.join(names[:_NAMED])} and others" if len(names) > _NAMED else ", ".join(names)
