"""What was probably meant by a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

_NEAR = 0.7
"""How much of two words has to be the same."""


def closest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like another one, or that has it as a part; empty if none is like it."""
    words = list(dict.fromkeys(known))
    near: list[str] = get_close_matches(name.lower(), words, n=1, cutoff=_NEAR)
    if near:
        return near[0]
    within = [word for word in words if len(name) > 3 and name.lower() in word]
    return max(within, key=lambda word: SequenceMatcher(None, name, word).ratio(), default="")


def did_you_mean(name: str, known: Iterable[str], before: str = "; ") -> str:
    """What a message ends with that says that there is no such name; empty if no name is like it.

    Args:
        name: What was given.
        known: What there is.
        before: What stands between the message and this.
    """
    found = closest(name, known)
    return f"{before}did you mean {found!r}?" if found else ""
