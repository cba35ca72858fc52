"""What was probably meant by a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

_NEAR = 0.7
"""How much of two words has to be the same."""
_SLIP = 0.85
"""From how much on it is that word with a slip, and nothing else is meant."""
_AS_NEAR = 0.03
"""By how much less another one may be like it, to be as likely."""
_MOST = 6
"""How many are named."""


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """The known names that another one is a slip of; or else all that are like it, or have it as a part.

    Of a name and those that begin with it and a dot, as a chapter and its features, it is the name.
    """
    words = list(dict.fromkeys(known))
    near = get_close_matches(name.lower(), words, n=_MOST, cutoff=_NEAR)
    near = [word for word in near if _alike(name, near[0]) - _alike(name, word) < _AS_NEAR]
    if near and _alike(name, near[0]) >= _SLIP:
        return near
    part = name.lower().removesuffix("s")
    within = [word for word in words if len(part) > 3 and part in word.lower()]
    found = {*near, *within}
    wider = [word for word in words if word in found and not any(word.startswith(f"{one}.") for one in found)]
    return sorted(wider, key=lambda word: -_alike(name, word))


def _alike(name: str, word: str) -> float:
    return SequenceMatcher(None, word, name.lower()).ratio()


def did_you_mean(name: str, known: Iterable[str], before: str = "; ") -> str:
    """What a message ends with that says that there is no such name; empty if no name is like it.

    Args:
        name: What was given.
        known: What there is.
        before: What stands between the message and this.
    """
    found = [repr(word) for word in nearest(name, known)]
    if not found:
        return ""
    if len(found) > _MOST:
        return f"{before}did you mean {', '.join(found[:_MOST])} or one of {len(found) - _MOST} more?"
    *others, last = found
    return f"{before}did you mean {', '.join(others)}{' or ' if others else ''}{last}?"
