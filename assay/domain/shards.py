"""Shards: parts of a suite that are run apart, as a plan lists them, and as the matrix of a CI job takes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from assay.domain.cuts import JOBS
from assay.domain.errors import UsageError


class Shard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one run has to do of a plan.

    Args:
        name: What to call it; no other of its plan is called so, and it can be the name of a folder.
        target: Ids of its targets, with commas between them.
        feature: Its features or chapters, with commas between them; empty for all.
    """

    name: str
    target: str
    feature: str = ""

    @property
    def targets(self) -> tuple[str, ...]:
        """Ids of its targets."""
        return _names(self.target)

    @property
    def features(self) -> tuple[str, ...]:
        """Its features or chapters; empty for all."""
        return _names(self.feature)

    @property
    def options(self) -> list[str]:
        """What ``assay run`` is given for it."""
        return [f"--target={self.target}", *([f"--feature={self.feature}"] if self.feature else [])]


class _Matrix(msgspec.Struct, forbid_unknown_fields=True):
    include: list[Shard]


class _Part(msgspec.Struct, forbid_unknown_fields=True):
    part: str
    matrix: str


class _Parts(msgspec.Struct, forbid_unknown_fields=True):
    include: list[_Part]


_MATRIX = msgspec.json.Decoder(_Matrix)
_PARTS = msgspec.json.Decoder(_Parts)


def matrix(shards: Sequence[Shard]) -> str:
    """A plan as JSON that a ``strategy.matrix`` takes as it is: a job for each shard.

    Raises:
        UsageError: There are more than one matrix may have.
    """
    if len(shards) > JOBS:
        raise UsageError(
            f"the plan has {len(shards)} shards, and a matrix of GitHub's {JOBS} jobs at most: "
            "give --parts and run a matrix of each part, or plan --by fewer"
        )
    return _json({"include": shards})


def parts(shards: Sequence[Shard]) -> str:
    """The same for any number of shards, in two levels: a matrix of parts, whose ``matrix`` is the matrix of shards."""
    pieces = [shards[start : start + JOBS] for start in range(0, len(shards), JOBS)]
    return _json({"include": [_Part(str(n), matrix(piece)) for n, piece in enumerate(pieces, start=1)]})


def read_plan(path: Path) -> list[Shard]:
    """Read a plan that :func:`matrix` or :func:`parts` wrote.

    Raises:
        UsageError: It cannot be read, or is none.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: the plan cannot be read: {error.strerror}") from None
    try:
        found = _shards(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: is not a plan that `assay ci plan` wrote: {error}") from None
    names = [shard.name for shard in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"{path}: is not a plan that `assay ci plan` wrote: two shards are called {twice[0]}")
    return found


def _shards(raw: bytes) -> list[Shard]:
    try:
        two_levels = _PARTS.decode(raw)
    except msgspec.ValidationError:
        return _MATRIX.decode(raw).include
    return [shard for part in two_levels.include for shard in _MATRIX.decode(part.matrix).include]


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def join(names: Iterable[str]) -> str:
    """Names as a shard keeps them."""
    return ",".join(names)
