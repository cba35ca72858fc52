from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from assay.products.registry import target
from assay.running.spaces import Spaces


class Runtime:
    """What a worker keeps of a target; its applications may refuse to end."""

    def __init__(self, name: str, *, refuses: bool = False) -> None:
        self.target, self.name, self.refuses = target(name), f"space of {name}", refuses
        self.done: list[str] = []

    def rest(self) -> None:
        self.done.append("rest")
        if self.refuses:
            raise ConnectionError("the server has gone away")

    def close(self, *, server_gone: bool) -> None:
        self.done.append(f"close, server gone: {server_gone}")


def spaces(*kept: Runtime, state: str = "ready") -> Spaces:
    pool: Any = SimpleNamespace(state=lambda name: SimpleNamespace(state=state if name == "postgres" else "ready"))
    made = Spaces("run", "worker", pool)
    made.runtimes = {one.target.id: one for one in kept}  # type: ignore[misc] # what stands for it here
    return made


def test_what_the_last_target_had_open_is_closed_and_its_space_stays() -> None:
    here, last = Runtime("sqlite-sqlite3"), Runtime("postgres-psycopg")
    made = spaces(here, last)
    assert made.runtime(here.target) is here  # type: ignore[comparison-overlap]
    assert (here.done, last.done) == ([], ["rest"])
    assert {*made.runtimes} == {"sqlite-sqlite3", "postgres-psycopg"}


@pytest.mark.parametrize("state", ["ready", "lost"])
def test_what_another_target_refuses_costs_no_check_its_verdict(state: str) -> None:
    here, last = Runtime("sqlite-sqlite3"), Runtime("postgres-psycopg", refuses=True)
    made = spaces(here, last, state=state)
    assert made.runtime(here.target) is here  # type: ignore[comparison-overlap]
    assert last.done == ["rest", f"close, server gone: {state == 'lost'}"]
    assert {*made.runtimes} == {"sqlite-sqlite3"}
