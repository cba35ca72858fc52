"""The order of checks: ready servers first, slow targets apart, one target's checks together."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from assay.domain.targets import Target
from assay.products.registry import TARGETS

T = TypeVar("T")


def arrange(items: Sequence[T], target_of: Callable[[T], Target]) -> list[T]:
    """Order items so that each of the run's workers, which take contiguous parts, has few targets and no idle start.

    Args:
        items: What to order; the order within a target stays.
        target_of: The target of an item.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    counts = Counter(target_of(item) for item in items)
    rank = {target: position for position, target in enumerate(TARGETS)}
    cost = {t: n * t.backend.cost for t, n in counts.items()}
    lanes: list[list[Target]] = [[] for _ in range(workers)]
    loads = [0.0] * workers
    # What needs no server first, one for each worker in turn; then the costliest to whoever has least to do.
    for target in sorted(counts, key=lambda t: (t.backend.image_key is not None, -cost[t], t.id)):
        lane = loads.index(min(loads))
        lanes[lane].append(target)
        loads[lane] += cost[target]
    order = [t for lane in lanes for t in sorted(lane, key=rank.__getitem__)]
    position = {target: index for index, target in enumerate(order)}
    return sorted(items, key=lambda item: position[target_of(item)])
