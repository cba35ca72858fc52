"""What was asked for: targets, features, and where things are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assay.backends import backend as find_backend
from assay.backends import targets as find_targets
from assay.catalogue import Catalogue
from assay.errors import UsageError
from assay.targets import Target


@dataclass(frozen=True)
class Selection:
    """The parts of the suite that a run is about.

    Args:
        targets: The selected targets.
        features: Ids of the selected features; None for all.
        required: Backends whose every target has to run.
    """

    targets: tuple[Target, ...]
    features: frozenset[str] | None
    required: frozenset[str]

    @property
    def backends(self) -> list[str]:
        """Names of the backends of the selected targets."""
        return list(dict.fromkeys(target.backend.name for target in self.targets))

    def has(self, target: Target) -> bool:
        """Whether a target is selected."""
        return target in self.targets


def split(values: Iterable[str]) -> list[str]:
    """Values of an option that can be repeated and take comma-separated lists."""
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def choose(catalogue: Catalogue, targets: Sequence[str], features: Sequence[str], required: Sequence[str]) -> Selection:
    """Resolve option values.

    Args:
        catalogue: The catalogue.
        targets: Names of targets or backends; all if empty.
        features: Ids of features or chapters; all if empty.
        required: Names of backends.

    Raises:
        UsageError: One is unknown; the message lists what there is.
    """
    chosen = find_targets(split(targets))
    ids: set[str] = set()
    for name in split(features):
        ids.update(f.id for f in catalogue.matching(name))
    needed = split(required)
    for name in needed:
        find_backend(name)
    missing = [n for n in needed if n not in {t.backend.name for t in chosen}]
    if missing:
        raise UsageError(f"--require {missing[0]}: none of its targets is selected by --target")
    return Selection(chosen, frozenset(ids) if ids else None, frozenset(needed))


def repository_file(name: str) -> Path:
    """A file of the suites, as it lies in this checkout."""
    return Path(__file__).resolve().parents[1] / "suites" / name
