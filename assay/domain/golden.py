"""The golden list: every feature and the checks that prove it, so that none can vanish unnoticed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assay.domain.errors import UsageError

HEADING = (
    "# Every feature that has checks, with its checks. Written by `assay golden`; a line that goes is a decision.\n"
)

Pair = tuple[str, str]
_FORMERLY = "formerly"
"""How a line begins that says what a check or feature was called before; no feature is called so."""


def load(path: Path) -> set[Pair]:
    """Read a golden list.

    Raises:
        UsageError: It cannot be read or has a line that is not ``feature check``.
    """
    pairs = set()
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        feature, separator, check = line.partition(" ")
        if feature == _FORMERLY:
            continue
        if not separator:
            raise UsageError(f"{path}:{number}: not a feature and a check: {line!r}; rewrite it with `assay golden`")
        pairs.add((feature, check))
    return pairs


def former(path: Path) -> set[Pair]:
    """The names of now and of before that a golden list has.

    Raises:
        UsageError: It cannot be read or has a line that is not two names.
    """
    pairs = set()
    for number, line in enumerate(_lines(path), start=1):
        word, _, rest = line.partition(" ")
        if word == _FORMERLY:
            name, separator, was = rest.partition(" ")
            if not separator:
                raise UsageError(f"{path}:{number}: not two names: {line!r}; rewrite it with `assay golden`")
            pairs.add((name, was))
    return pairs


def save(path: Path, pairs: Iterable[Pair], former: Iterable[Pair] = ()) -> None:
    """Write a golden list.

    Args:
        path: The file.
        pairs: Features and their checks.
        former: Names of now and of before.
    """
    lines = [*sorted(set(pairs)), *((_FORMERLY, f"{name} {was}") for name, was in sorted(set(former)))]
    path.write_text(HEADING + "".join(f"{first} {rest}\n" for first, rest in lines), encoding="utf-8")


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}; write it with `assay golden`") from None


def drift(golden: set[Pair], collected: set[Pair]) -> list[str]:
    """How a collection differs from the golden list, one line for each difference."""
    lines = [f"vanished: {f} {c}; if that is meant, run `assay golden`" for f, c in sorted(golden - collected)]
    lines += [f"not in the golden list: {f} {c}; run `assay golden`" for f, c in sorted(collected - golden)]
    return lines
