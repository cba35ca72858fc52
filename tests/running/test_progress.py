"""How far a run is: what is said of it, on a terminal and in a log."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest

from assay.domain.verdicts import Verdict
from assay.reporting.screen import colours, is_live
from assay.running.progress import PlainLines, State
from tests.running.conftest import SaidByRun
from tests.support import suite_template as template
from tests.support.reports import ERROR, FAIL, KNOWN, PASS, line

T = "postgres-asyncpg"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def take(state: State, *verdicts: Verdict) -> None:
    state.take([line("crud.get", T, verdict) for verdict in verdicts])


def test_what_is_counted_and_how_long_it_takes() -> None:
    clock = Clock()
    state = State(clock)
    state.begin(200)
    assert state.line == "0 of 200 checks (0 %)"
    for number in range(20):
        clock.now += 1
        take(
            state, *((FAIL, PASS) if number == 3 else (ERROR,) if number == 4 else (KNOWN,) if number < 3 else (PASS,))
        )
        assert bool(state.left) == (number >= 9)
    assert state.line == f"20 of 200 checks (10 %), {T}, 1 fail, 1 error, 3 known, 3 min 00 s left"
    clock.now += 780
    assert state.left == "2 h 00 min left"
    clock.now -= 795
    assert state.left == "45 s left"
    for _ in range(180):
        take(state, PASS)
    assert state.line == f"200 of 200 checks (100 %), {T}, 1 fail, 1 error, 3 known"


def test_a_log_has_a_line_now_and_then() -> None:
    clock = Clock()
    state = State(clock)
    said: list[Any] = []
    plain = PlainLines(said.append, clock)
    state.begin(1000)
    for _ in range(1000):
        clock.now += 0.1
        take(state, PASS)
        plain.show(state)
    assert len(said) in {9, 10}, "about each tenth"
    assert said[0].startswith("100 of 1000 checks (10 %), postgres-asyncpg, ")
    said.clear()
    slow = State(clock)
    slow.begin(10_000)
    for _ in range(10):
        clock.now += 30
        take(slow, PASS)
        plain.show(slow)
    assert len(said) == 5, "at least each minute"


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "terminal", "live", "coloured"),
    [
        ({}, True, True, True),
        ({}, False, False, False),
        ({"NO_COLOR": "1"}, True, True, False),
        ({"NO_COLOR": ""}, True, True, True),
        ({"FORCE_COLOR": "1"}, False, False, True),
        ({"FORCE_COLOR": ""}, False, False, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, True, False),
        ({"TERM": "dumb"}, True, False, False),
    ],
)
def test_colours(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], terminal: bool, live: bool, coloured: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", **variables}.items():
        monkeypatch.setenv(name, value)
    stream = Terminal() if terminal else io.StringIO()
    assert (is_live(stream), colours(stream)) == (live, coloured)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_terminal_has_a_live_line_that_goes_away(tmp_path: Path, said_by_run: SaidByRun, workers: str) -> None:
    suite = template.write_suite(tmp_path, template.CHECKS + template.FAILING, template.GOLDEN_FAILING)
    said = said_by_run(suite, tmp_path, True, "-n", workers)
    drawn = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said)
    assert "3/3 1 fail" in drawn
    assert "━" in drawn
    assert "\x1b[?25h" in said, "the cursor is there again"
    assert said.rindex("\x1b[2K") < said.index("= FAILURES ="), "it is taken away before anything else is said"
    assert "[100%]" not in said
    assert "test_demo.py F" not in drawn


def test_without_colours_it_is_a_live_line_all_the_same(tmp_path: Path, said_by_run: SaidByRun) -> None:
    said = said_by_run(template.write_suite(tmp_path), tmp_path, True, "-n", "0", NO_COLOR="1")
    assert "2/2" in said
    assert not re.search(r"\x1b\[[0-9;]*m", said.partition("= Assay =")[2])
    assert not re.search(r"\x1b\[(3|4)[0-9;]*m", said)


def test_a_log_has_neither_letters_nor_control_characters(tmp_path: Path, said_by_run: SaidByRun) -> None:
    suite = template.write_suite(tmp_path, template.CHECKS + template.FAILING, template.GOLDEN_FAILING)
    said = said_by_run(suite, tmp_path, False, "-n", "0")
    assert "\x1b" not in said
    assert "[100%]" not in said
    assert not re.search(r"^[.Fk]+$", said, re.MULTILINE)
    assert "1 failed" in said, "pytest's count has its words again"
    forced = said_by_run(suite, tmp_path, False, "-n", "0", FORCE_COLOR="1")
    assert "\x1b[1m" in forced
    assert "\x1b[2K" not in forced, "colours make no terminal of a log"
    assert "test_fails[sqlite-aiosqlite] FAILED" in said_by_run(suite, tmp_path, False, "-n", "0", "-v")
