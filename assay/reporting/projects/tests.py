"""The tests of a project in one run: what each came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class TestOutcome(str, Enum):
    """What a test came to, the worst last."""

    __test__ = False

    PASSED = "passed"
    SKIPPED = "skipped"
    XFAILED = "failed as expected"
    FAILED = "failed"
    ERROR = "error"

    @property
    def bad(self) -> bool:
        """Whether a run fails on it."""
        return self in (TestOutcome.FAILED, TestOutcome.ERROR)


@dataclass(frozen=True)
class Test:
    """One test of a run.

    Args:
        classname: Where it is, as its JUnit XML says it.
        name: Its name there.
        outcome: What it came to.
        message: Why, in short, if it did not pass.
        traceback: The same at length.
        seconds: How long it took.
        unimported: Whether it was not come to, as its module cannot be imported.
    """

    __test__ = False

    classname: str
    name: str
    outcome: TestOutcome
    message: str = ""
    traceback: str = ""
    seconds: float = 0.0
    unimported: bool = False

    @property
    def is_module(self) -> bool:
        """Whether it is none, and stands for a module that pytest could not import."""
        return not self.classname and self.outcome is TestOutcome.ERROR

    @property
    def id(self) -> str:
        """What it is called: of pytest's, where it is and its name."""
        return f"{self.classname}::{self.name}" if self.classname else self.name


@dataclass(frozen=True)
class TestRun:
    """A run of a project's tests on one side.

    Args:
        tests: The tests, by id.
        code: The exit code of the command.
        seconds: How long it took.
        problem: Why it has no results, or no whole ones; empty if it has.
        tail: The last that it said.
    """

    __test__ = False

    tests: Mapping[str, Test] = field(default_factory=dict)
    code: int = 0
    seconds: float = 0.0
    problem: str = ""
    tail: str = ""

    def count(self, *outcomes: TestOutcome) -> int:
        """How many tests came to one of some outcomes."""
        return sum(test.outcome in outcomes for test in self.tests.values())

    @property
    def counted(self) -> str:
        """How many tests came to what, in words."""
        counts = Counter(test.outcome for test in self.tests.values())
        said = [f"{counts[outcome]} {outcome.value}" for outcome in TestOutcome if counts[outcome]]
        return ", ".join(said) or "no test"
