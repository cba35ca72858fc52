"""A project's tests in two environments, side by side: what became of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from assay.reporting.comparing.baseline import Doubt
from assay.reporting.comparing.comparison import Comparison, Version
from assay.reporting.projects.tests import Test, TestOutcome, TestRun

_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
"""Where an object lies in memory: different in each run."""
_MESSAGE = 300


class Became(str, Enum):
    """What became of a test, in the order of reports: what fails the gate comes first."""

    REGRESSED = "regressed"
    """It held, and fails; again, where it could be run again."""
    LOST = "held, not run"
    """It held, and was not run: it is gone, was skipped, or the run did not come to it."""
    UNSEEN = "failing, not run before"
    """It fails, and was not run before: nobody knows whether it ever held."""
    FLAKY = "flaky"
    """It failed on one side, and did otherwise when it was run again: it fails by chance."""
    EXPECTED = "held, now fails as expected"
    """It held, and fails, as the project says it does."""
    FIXED = "fixed"
    """It failed, and holds."""
    BROKEN = "failing on both sides"
    """It failed before, and still does."""
    GONE = "failed, not run"
    """It failed, and was not run."""
    NEW = "new"
    """It holds, and was not run before."""
    ASIDE = "not run, or failing as expected, on both sides"
    """The project expects nothing of it."""
    HELD = "held"
    """It held, and holds."""

    @property
    def fails(self) -> bool:
        """Whether the gate fails on it."""
        return self in (Became.REGRESSED, Became.LOST, Became.UNSEEN)

    @property
    def listed(self) -> bool:
        """Whether reports list its tests one by one."""
        return self not in (Became.ASIDE, Became.HELD, Became.NEW)


@dataclass(frozen=True)
class Again:
    """A further run of a test on both sides.

    Args:
        alone: Whether only such tests were run, and not all.
        present: What it came to with the present versions; None if it was not run.
        upgraded: The same with the changed ones.
    """

    alone: bool
    present: TestOutcome | None = None
    upgraded: TestOutcome | None = None

    def __str__(self) -> str:
        how = "by itself" if self.alone else "with all others"
        sides = (("present", self.present), ("upgraded", self.upgraded))
        return f"again, {how}: " + ", ".join(f"{side} {one.value}" for side, one in sides if one is not None)


@dataclass(frozen=True)
class TestPair:
    """One test on both sides.

    Args:
        id: What it is called.
        present: With the present versions; None if it was not there.
        upgraded: With the changed ones.
        became: What became of it.
        again: Further runs of it.
        note: What else there is to say.
    """

    __test__ = False

    id: str
    present: Test | None
    upgraded: Test | None
    became: Became
    again: tuple[Again, ...] = ()
    note: str = ""

    @property
    def why(self) -> str:
        """The reason that matters, in one line."""
        if self.other_reason:
            before, after = (_one_line(side) for side in (self.present, self.upgraded))
            return f"before: {before}; now: {after}"
        side = self.present if self.became in (Became.FIXED, Became.GONE) else self.upgraded
        if side is None or side.outcome is TestOutcome.PASSED:
            side = self.present if self.became is Became.FLAKY else side
        return "; ".join(part for part in (_one_line(side), self.note) if part)

    @property
    def sides(self) -> tuple[str, str]:
        """What it came to on each side, in words."""
        before, after = (one.outcome.value if one is not None else "absent" for one in (self.present, self.upgraded))
        return before, after

    @property
    def repeats(self) -> list[str]:
        """Its further runs in words; those that came to the same, once."""
        counts = Counter(self.again)
        return [f"{again}{f' ({count} times)' if count > 1 else ''}" for again, count in counts.items()]

    @property
    def can_be_repeated(self) -> bool:
        """Whether another run may tell more: an import that fails does so again, and what it hides cannot be chosen."""
        sides = [side for side in (self.present, self.upgraded) if side is not None]
        return not any(side.unimported or side.is_module for side in sides)

    @property
    def other_reason(self) -> bool:
        """Whether it fails on both sides, and for different reasons."""
        if self.became is not Became.BROKEN or self.present is None or self.upgraded is None:
            return False
        before, after = (_ADDRESS.sub("", _one_line(side)) for side in (self.present, self.upgraded))
        return before != after


def _one_line(test: Test | None) -> str:
    lines = [" ".join(line.split()) for line in (test.message if test is not None else "").splitlines()]
    said = next(filter(None, lines), "")
    return said if len(said) <= _MESSAGE else f"{said[:_MESSAGE]}…"


def became(present: Test | None, upgraded: Test | None) -> Became:
    """What became of a test, as one run of each side tells it."""
    before = present.outcome if present is not None else TestOutcome.SKIPPED
    after = upgraded.outcome if upgraded is not None else TestOutcome.SKIPPED
    if before is TestOutcome.SKIPPED:
        found = Became.UNSEEN if after.bad else Became.NEW if after is TestOutcome.PASSED else Became.ASIDE
    elif before is TestOutcome.PASSED:
        found = {
            TestOutcome.PASSED: Became.HELD,
            TestOutcome.SKIPPED: Became.LOST,
            TestOutcome.XFAILED: Became.EXPECTED,
        }.get(after, Became.REGRESSED)
    elif before is TestOutcome.XFAILED:
        # The run did not fail on it, and now does.
        found = Became.REGRESSED if after.bad else Became.FIXED if after is TestOutcome.PASSED else Became.ASIDE
    else:
        found = {TestOutcome.PASSED: Became.FIXED, TestOutcome.SKIPPED: Became.GONE}.get(after, Became.BROKEN)
    return found


@dataclass
class ProjectComparison:
    """What a change of versions does to a project's tests.

    Args:
        name: What the project calls itself.
        command: Its command.
        present: The run with the present versions.
        upgraded: The run with the changed ones.
        pairs: Every test of either.
        versions: The distributions of both, side by side.
        targets: Where its databases were: the server in words, by target.
        doubts: Why it says less than it seems to: it fails on them.
        notes: What is otherwise than the project's files say.
        suites: What Assay's own suites say of the same versions; or, in words, why they say nothing.
    """

    name: str
    command: str
    present: TestRun
    upgraded: TestRun
    pairs: list[TestPair]
    versions: list[Version]
    targets: Mapping[str, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    suites: Comparison | str = ""

    @cached_property
    def counts(self) -> Counter[Became]:
        """How many tests became what."""
        return Counter(pair.became for pair in self.pairs)

    def of(self, *kinds: Became) -> list[TestPair]:
        """The tests of which that became."""
        return [pair for pair in self.pairs if pair.became in kinds]

    @property
    def changed_versions(self) -> list[Version]:
        """What the two do not have in common."""
        return [version for version in self.versions if version.changed]

    @property
    def held_before(self) -> int:
        """How many tests held with the present versions."""
        return self.present.count(TestOutcome.PASSED)

    @property
    def tests_fail(self) -> bool:
        """Whether the gate fails on the project's own tests."""
        return bool(self.doubts) or any(kind.fails for kind in self.counts)

    @property
    def suites_fail(self) -> bool:
        """Whether it fails on Assay's suites."""
        return isinstance(self.suites, Comparison) and self.suites.fails_upgrade

    @property
    def fails(self) -> bool:
        """Whether the gate fails."""
        return self.tests_fail or self.suites_fail


def side_by_side(present: TestRun, upgraded: TestRun) -> list[TestPair]:
    """The tests of two runs, as one run of each tells it."""
    before, after = by_test(present, upgraded.tests.values()), by_test(upgraded, present.tests.values())
    return [pair_of(id_, before.get(id_), after.get(id_)) for id_ in dict.fromkeys([*before, *after])]


def by_test(run: TestRun, known: Iterable[Test]) -> dict[str, Test]:
    """What each test of a run came to: of a module that cannot be imported, all tests that are known are errors.

    Args:
        run: The run.
        known: The tests of another run.
    """
    found = dict(run.tests)
    modules = {test.name: test for test in run.tests.values() if test.is_module}
    for test in known if modules else ():
        place = test.classname
        while place and place not in modules:
            place = place.rpartition(".")[0]
        if place and not test.is_module:
            broken = modules[place]
            found.pop(broken.id, None)
            message = f"its module cannot be imported: {broken.message}"
            found[test.id] = Test(test.classname, test.name, broken.outcome, message, broken.traceback, unimported=True)
    return found


def pair_of(id_: str, present: Test | None, upgraded: Test | None) -> TestPair:
    """One test of two runs."""
    return TestPair(id_, present, upgraded, became(present, upgraded))


def doubts_of(present: TestRun, upgraded: TestRun, pairs: Iterable[TestPair]) -> list[Doubt]:
    """Why two runs tell less than they seem to."""
    found = []
    if not present.count(TestOutcome.PASSED):
        found.append(Doubt("nothing held before", present.counted))
    if upgraded.problem:
        found.append(Doubt("the tests do not run with the changed versions", upgraded.problem))
    elif upgraded.code and not present.code and not any(pair.became.fails for pair in pairs):
        bad = [pair for pair in pairs if pair.upgraded is not None and pair.upgraded.outcome.bad]
        if not bad:
            last = [line.strip() for line in upgraded.tail.splitlines() if line.strip()][-1:]
            found.append(
                Doubt(
                    f"upgraded: the command ended with exit code {upgraded.code}, and with 0 before",
                    f"no test tells why; it said last: {' '.join(last)[:300]}",
                )
            )
    return found
