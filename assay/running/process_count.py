"""How many processes run the checks of a run where nobody says it: a process has to have enough to do to be worth it.

What a run collects is not known before it begins; the golden list and the catalogue say nearly as much.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assay.domain import golden
from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.products.registry import STORES, TARGETS
from assay.running.selection import Selection

ENOUGH = 100
"""Checks for each process: about as long as its start takes, which imports the libraries under test once more."""


@dataclass(frozen=True)
class ProcessCount:
    """How many processes, and for what.

    Args:
        processes: How many; 0 for the process itself.
        checks: How many checks the run is about to have; 0 if that cannot be told.
    """

    processes: int
    checks: int

    @classmethod
    def of(
        cls, selection: Selection, catalogue: Catalogue, suites: Path, named: Iterable[str] = (), cores: int = 0
    ) -> ProcessCount:
        """Count the checks of a selection.

        Args:
            selection: What was asked for.
            catalogue: The catalogue.
            suites: The folder of the checks, without symbolic links.
            named: Folders, files and functions as the names of checks begin, one of which has to take a check in; none
                for all.
            cores: Processes at most; as many as there are processors that may be used if 0.
        """
        cores = cores or usable_cores()
        try:
            pairs = golden.load(suites / "golden.txt")
        except UsageError:  # which the run says at its end
            return cls(cores, 0)
        within = [*named]
        features = defaultdict(set)
        for feature, check in pairs:
            if feature in catalogue and (not within or any(_takes_in(name, check) for name in within)):
                features[check].add(feature)
        checks, work = 0, 0.0
        known: dict[frozenset[str], tuple[int, float]] = {}
        for proved in map(frozenset, features.values()):
            if selection.features is not None and not proved & selection.features:
                continue
            if proved not in known:
                known[proved] = _work(proved, selection, catalogue)
            checks += known[proved][0]
            work += known[proved][1]
        processes = min(cores, int(work / ENOUGH))
        return cls(processes if processes > 1 else 0, checks)

    def __str__(self) -> str:
        where = f"{self.processes} processes" if self.processes else "in this process"
        return f"{where}, for {self.checks or 'an unknown number of'} checks; -n says another number"


def usable_cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _takes_in(name: str, check: str) -> bool:
    """Whether a folder, a file or a function has a check; that of its parameters is not known of."""
    function = name.partition("[")[0]
    return check.startswith((f"{function}/", f"{function}::", f"{function}[")) or check == function


def _work(features: frozenset[str], selection: Selection, catalogue: Catalogue) -> tuple[int, float]:
    """How many checks a function of these features is, and how many usual ones they are worth."""
    places = {place for name in features for place in catalogue[name].places(TARGETS, STORES)}
    costs = [target.backend.cost for target, store in places if selection.has(target, store)]
    return len(costs), sum(costs) * max(catalogue[name].cost for name in features)
