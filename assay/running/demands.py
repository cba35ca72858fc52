"""What was asked for by name, or required, and did not run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assay.domain.object_stores import ObjectStore, Store
from assay.domain.targets import Backend, Target
from assay.domain.verdicts import Verdict
from assay.pool.state import ServerState
from assay.results.lines import Item, Result
from assay.running.selection import Selection

NOTHING_RAN = "nothing ran: no check came to a verdict"


@dataclass(frozen=True)
class _Place:
    """A selected target or store, and how many of its checks were to run, ran, and came to a verdict of any kind."""

    kind: str
    name: str
    served: Backend | ObjectStore
    planned: int
    ran: int
    told: int

    @property
    def names(self) -> set[str]:
        """What can be said for it in an option."""
        return {self.name, self.served.name}


class Demands:
    """The places of a run, held against what was asked for.

    Args:
        selection: What was asked for.
        states: By name, what became of the servers.
        planned: The checks that were to run.
        results: The lines that the run has.
    """

    def __init__(
        self,
        selection: Selection,
        states: Mapping[str, ServerState],
        planned: Iterable[Item],
        results: Iterable[Result],
    ) -> None:
        self._selection = selection
        self._states = states
        planned, results = list(planned), list(results)
        self._nothing = not any(r.verdict is not Verdict.NOT_RUN for r in results)
        self._planned = bool(planned)
        self._places = [*_places("target", selection.targets, planned, results)]
        self._places += _places("store", selection.stores, planned, results)

    @property
    def nothing_ran(self) -> bool:
        """Whether no check came to a verdict, and nobody allowed that."""
        return self._nothing and not (self._planned and self._selection.allow_missing)

    def problems(self) -> Iterator[str]:
        """What the run fails on, one line each."""
        if self._nothing:
            yield from [NOTHING_RAN] if self.nothing_ran else []
        seen = set()
        for place in self._places:
            if place.names & self._selection.required and (why := self._why(place, place.ran)):
                seen.add(place.name)
                yield f"required {place.kind} {place.name}: {why}"
        for name in self._selection.named:
            places = [place for place in self._places if name in place.names]
            if not any(place.planned or place.told for place in places):
                yield f"asked for {name}: no check of it was selected"
                continue
            for place in places:
                # Of a backend that is named, another target may be where a feature is checked.
                if place.name in seen or place.told >= place.planned:
                    continue
                seen.add(place.name)
                if why := self._why(place, place.told):
                    yield f"asked for {place.kind} {place.name}: {why}; --allow-missing lets the run pass without it"

    def _why(self, place: _Place, count: int) -> str:
        """Why a place has not been checked to the end; empty if it has."""
        served = place.kind == "target" or place.served.image_key is not None
        record = self._states[place.served.name]
        if not count:
            reason = record.reason if served else ""
            return f"no check ran ({reason or 'nothing selected'})"
        return record.reason if served and record.state != "ready" else ""


def _places(
    kind: str, chosen: Iterable[Target] | Iterable[Store], planned: list[Item], results: list[Result]
) -> Iterator[_Place]:
    wanted = Counter(getattr(item, kind) for item in planned)
    told = [r for r in results if r.verdict is not Verdict.NOT_RUN]
    ran = Counter(getattr(r, kind) for r in told if r.verdict is not Verdict.UNSUPPORTED)
    any_verdict = Counter(getattr(r, kind) for r in told)
    for place in chosen:
        served = place.backend if isinstance(place, Target) else place.product
        yield _Place(kind, place.id, served, wanted[place.id], ran[place.id], any_verdict[place.id])
