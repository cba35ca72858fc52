"""What a run did not come to, or was not asked for, as not-run lines: no feature passes of which only a part ran."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence

from assay.domain.catalogue import Catalogue
from assay.domain.causes import Cause
from assay.domain.golden import Pair
from assay.products.registry import STORES, TARGETS
from assay.results.lines import Item, Place, Result, not_run


class NotRunLines:
    """The not-run lines of one run: what it did not come to, or was not asked for.

    Args:
        run_id: Its id.
        catalogue: Its catalogue.
        results: The lines that it has.
        planned: What was to run.
    """

    def __init__(self, run_id: str, catalogue: Catalogue, results: Iterable[Result], planned: Iterable[Item]) -> None:
        self.run_id = run_id
        self.catalogue = catalogue
        self.planned = {item.place for item in planned}
        self.have = {result.place for result in results}
        self.spoken = {(place.feature, place.target) for place in self.have if place.check}

    def lines(
        self, items: Sequence[Item], golden: Iterable[Pair], complete: bool, pairs: Iterable[Pair]
    ) -> Iterator[Result]:
        """A not-run line for each gap.

        Args:
            items: What was collected, whether it was to run or not.
            golden: The checks that there are, whether collected or not.
            complete: Whether all of them ought to have been collected.
            pairs: Features with the checks that were collected, those too that run on no selected target or store.
        """
        checks: dict[str, set[str]] = defaultdict(set)
        for feature, check in golden:
            checks[feature].add(check)
        for item in items:
            checks[item.feature].add(item.check)
        absent = Cause.NOT_COLLECTED if complete else Cause.NOT_SELECTED
        seen, asked = {feature for feature, _ in pairs}, {item.target for item in items}
        gone = {(f, t) for f in checks for t in asked if complete and f not in seen}
        for place, cause in (*self._features(checks, gone), *self._checks(items, checks, absent), *self._stores()):
            yield not_run(self.run_id, place, cause)

    @property
    def stopped(self) -> int:
        """How many planned checks have no line at all."""
        return len(self.planned - self.have)

    def _features(self, checks: dict[str, set[str]], gone: Container[tuple[str, str]]) -> Iterator[tuple[Place, Cause]]:
        """The features and targets that no line speaks of."""
        have = {(place.feature, place.target) for place in self.have}
        planned = {(place.feature, place.target) for place in self.planned}
        for feature in self.catalogue:
            for target in feature.targets(TARGETS):
                key = feature.id, target.id
                if key not in have:
                    cause = Cause.NOT_SELECTED if feature.id in checks else Cause.NO_CHECK
                    cause = Cause.NOT_COLLECTED if key in gone else cause
                    yield Place(*key, "", ""), Cause.STOPPED if key in planned else cause

    def _checks(
        self, items: Iterable[Item], checks: dict[str, set[str]], absent: Cause
    ) -> Iterator[tuple[Place, Cause]]:
        """The checks that have no line, of features of which others have one."""
        collected: dict[tuple[str, str], set[str]] = defaultdict(set)
        for place in (item.place for item in items):
            collected[place.feature, place.target].add(place.check)
            if (place.feature, place.target) in self.spoken and place not in self.have:
                yield place, Cause.STOPPED if place in self.planned else Cause.NOT_SELECTED
        own = {(feature.id, target.id) for feature in self.catalogue for target in feature.targets(TARGETS)}
        # Elsewhere a check speaks of it that another of its features brings there; nobody promised the others.
        for feature, target in sorted(self.spoken & own):
            for check in sorted(checks[feature] - collected[feature, target]):
                yield Place(feature, target, check, ""), absent

    def _stores(self) -> Iterator[tuple[Place, Cause]]:
        """The stores that no check speaks of, of features that checks do speak of."""
        have = {(place.feature, place.target, place.store) for place in self.have if place.check}
        for feature in self.catalogue:
            for target, store in feature.places(TARGETS, STORES):
                if store is None or (feature.id, target.id) not in self.spoken:
                    continue
                if (feature.id, target.id, store.id) not in have:
                    yield Place(feature.id, target.id, "", store.id), Cause.NOT_SELECTED
