"""Settings of a user's own server with which no check says anything of the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

ROOM = 20
"""Connections that one worker may come to: pools of two applications, the reader and the administrator."""
_SHORTEST = 60_000


@dataclass(frozen=True, slots=True)
class Demand:
    """What a setting has to be.

    Args:
        setting: Its name.
        fits: Whether a value will do.
        wanted: What will do, for people: ``has to ...``.
    """

    setting: str
    fits: Callable[[str], bool]
    wanted: str


def is_one_of(setting: str, *values: str) -> Demand:
    """It has to be one of some values, whose case does not matter."""
    known = {value.lower() for value in values}
    return Demand(setting, lambda found: found.lower() in known, f"be {' or '.join(values)}")


def begins_with(setting: str, *starts: str) -> Demand:
    """It has to begin with one of some words, or be empty."""
    return Demand(setting, lambda found: not found or found.startswith(starts), f"begin with {' or '.join(starts)}")


def is_no_short_time(setting: str) -> Demand:
    """In milliseconds, it has to be off, or longer than a check takes."""
    return Demand(setting, lambda found: not 0 < int(found) < _SHORTEST, "be 0 or a minute at least")


def is_at_least(setting: str, least: int) -> Demand:
    """A number that must not be less."""
    return Demand(setting, lambda found: int(found) >= least, f"be {least} at least")


def unfit(found: Mapping[str, str], demands: Iterable[Demand]) -> str:
    """What is not as it has to be, in one line; empty if all is. What a version does not have is passed over."""
    wrong = [
        f"{demand.setting} is {found[demand.setting]!r}, and has to {demand.wanted}"
        for demand in demands
        if demand.setting in found and not demand.fits(found[demand.setting])
    ]
    return "; ".join(wrong)
