from __future__ import annotations

from typing import Any

import pytest

from assay.checking import runtime as module
from assay.checking.runtime import TargetRuntime


class Program:
    """What can be kept; notes that it was closed."""

    def __init__(self, name: str, closed: list[str]) -> None:
        self.name, self.closed = name, closed

    def checked_out(self) -> int:
        return 0

    def give_back(self) -> None:
        return None

    def close(self) -> None:
        self.closed.append(self.name)


class Tables:
    """A recorder and a reader that have seen no tables."""

    defined = False

    def forget(self) -> None:
        return None


@pytest.fixture
def runtime() -> TargetRuntime:
    made: Any = TargetRuntime.__new__(TargetRuntime)
    made._kept, made.recorder, made.reader = {}, Tables(), Tables()
    return made  # type: ignore[no-any-return]


def test_the_one_that_nobody_asked_for_longest_is_closed(
    runtime: TargetRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT", 2)
    closed: list[str] = []
    for key in ("a", "b", "a", "c"):
        assert runtime.kept(key, lambda key=key: Program(key, closed)).name == key  # type: ignore[misc]
    assert closed == ["b"]
    runtime.kept("b", lambda: Program("b again", closed))
    assert closed == ["b", "a"]


def test_all_are_closed_for_another_target_and_made_again(runtime: TargetRuntime) -> None:
    closed: list[str] = []
    first = runtime.kept("a", lambda: Program("a", closed))
    assert runtime.kept("a", lambda: Program("other", closed)) is first
    runtime.rest()
    assert closed == ["a"]
    assert runtime.kept("a", lambda: Program("second", closed)).name == "second"
