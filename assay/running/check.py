"""A collected check on its target, and what is said of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

from assay.domain.causes import Cause
from assay.domain.failures import Failure
from assay.domain.object_stores import Store
from assay.domain.targets import Target
from assay.domain.verdicts import Verdict, worst


@dataclass(frozen=True)
class Said:
    """What a check says of a feature.

    Args:
        verdict: The verdict.
        reason: Why, for people.
        cause: Why, for programs; None where nothing depends on it.
        issue: Id of the ledger entry that speaks of it.
    """

    verdict: Verdict
    reason: str = ""
    cause: Cause | None = None
    issue: str = ""


@dataclass
class Check:
    """A collected check on its target.

    Args:
        features: Ids of the features that it proves.
        name: The check without its target.
        target: Where it runs.
        needs: Capabilities that it and its features need.
        store: The object store; None if none is involved.
    """

    features: tuple[str, ...]
    name: str
    target: Target
    needs: tuple[str, ...]
    store: Store | None = None
    said: dict[str, Said] = field(default_factory=dict)
    """By feature."""
    lacking: str = ""
    """The capability that the profile says is lacking, and why, if it was tried all the same."""
    failure: Failure | None = None
    seconds: float = 0.0
    began: float = field(default_factory=time.monotonic)
    not_begun: bool = False
    """Whether it was ended before it began, so that there is nothing but the reason."""

    @property
    def place(self) -> str:
        """Where it runs: the target, and the store if there is one."""
        return self.target.id if self.store is None else f"{self.target.id}-{self.store.id}"

    @property
    def verdict(self) -> Verdict:
        """The worst of what it says of its features."""
        return worst(said.verdict for said in self.said.values())

    @property
    def worst(self) -> Said:
        """What is said of the first feature that has the worst verdict."""
        verdict = self.verdict
        return next((said for said in self.said.values() if said.verdict is verdict), Said(verdict))

    def say(self, said: Said) -> None:
        """Say the same of all its features, unless something worse was said of one before."""
        for feature in self.features:
            before = self.said.get(feature)
            if before is None or said.verdict.severity >= before.verdict.severity:
                self.said[feature] = said

    def end(self, said: Said) -> NoReturn:
        """End it before it begins.

        Raises:
            pytest.skip.Exception: Always; its verdict is said.
        """
        self.not_begun = True
        self.say(said)
        pytest.skip(said.reason)


def check_name(path: Path, suites: Path, function: str, parameters: str) -> str:
    """The stable name of a check: folder and file below the suites, function, and its own parameters."""
    return f"{_below(path, suites)}::{function}{f'[{parameters}]' if parameters else ''}"


@cache
def _below(path: Path, suites: Path) -> str:
    """A file of checks below their folder; each of its checks asks."""
    return path.relative_to(suites).as_posix()
