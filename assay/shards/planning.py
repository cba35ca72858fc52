"""Cuts a suite into shards: by backend, by driver, by chapter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from assay.domain.catalogue import Catalogue, Feature
from assay.domain.cuts import BACKEND, CHAPTER, DRIVER
from assay.domain.errors import UsageError
from assay.domain.shards import Shard, join
from assay.domain.targets import Target
from assay.products.registry import TARGETS
from assay.running.selection import Selection

_NOT_IN_NAMES = re.compile(r"[^\w.-]")


def plan(selection: Selection, catalogue: Catalogue, cuts: Collection[str]) -> list[Shard]:
    """The shards of what is selected: each feature on each target is in one of them, and in no other.

    Args:
        selection: The targets and features.
        catalogue: The catalogue.
        cuts: What it is cut by, of :data:`CUTS`.

    Raises:
        UsageError: Nothing is left to be checked.
    """
    shards = [
        _shard(targets, features, target_name, chapter, whole=selection.features is None)
        for target_name, targets in _groups(selection, cuts).items()
        for chapter, features in _chapters(selection, catalogue, CHAPTER in cuts)
        if any({*feature.targets(TARGETS)} & {*targets} for feature in features)
    ]
    if not shards:
        raise UsageError("the plan is empty: no selected feature is checked on a selected target")
    return shards


def _shard(targets: list[Target], features: list[Feature], group: str, chapter: str, *, whole: bool) -> Shard:
    """The shard of some features on some targets: of those, only the ones that are checked there at all."""
    there = {target.id for feature in features for target in feature.targets(TARGETS)}
    names = chapter if whole else join(feature.id for feature in features)
    label = ".".join(filter(None, (group, chapter))) or "all"
    return Shard(_NOT_IN_NAMES.sub("_", label), join(t.id for t in targets if t.id in there), names)


def _groups(selection: Selection, cuts: Collection[str]) -> dict[str, list[Target]]:
    found: dict[str, list[Target]] = defaultdict(list)
    for target in selection.targets:
        name = target.id if DRIVER in cuts else target.backend.name if BACKEND in cuts else ""
        found[name].append(target)
    return found


def _chapters(selection: Selection, catalogue: Catalogue, cut: bool) -> Iterator[tuple[str, list[Feature]]]:
    """The selected features by chapter; all under an empty name if they are not cut by it."""
    found: dict[str, list[Feature]] = defaultdict(list)
    for feature in catalogue:
        if selection.features is None or feature.id in selection.features:
            found[feature.chapter if cut else ""].append(feature)
    yield from found.items()
