"""What a worker has collected, and how the owner of the run comes to know it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from assay.domain import golden
from assay.results.lines import Item
from assay.running.former_names import Former
from assay.servers.run_records import write_atomically


class Collected(msgspec.Struct):
    """What a worker collected, before anything was deselected.

    Args:
        items: Everything.
        complete: Whether the whole suite was collected.
        pairs: Features with their checks, also those that run on no selected target or store.
        planned: Positions among the items of those that were to run.
        former: Names of checks and features, each with one that it had before.
    """

    items: list[Item]
    complete: bool
    pairs: set[golden.Pair] = set()
    planned: list[int] = []
    former: set[Former] = set()

    @staticmethod
    def path(report_dir: Path, run_id: str) -> Path:
        """Where a worker leaves it for the owner of the run: nobody else's server pool may take it away."""
        return report_dir / f".{run_id}.collected.json"

    def save(self, path: Path) -> None:
        """Leave it for the owner of the run, unless another worker has."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)  # somebody may have removed it
            write_atomically(path, msgspec.json.encode(self))

    @property
    def wanted(self) -> list[Item]:
        """The items that were to run."""
        return [self.items[n] for n in self.planned]
