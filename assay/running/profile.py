"""What is known of a check before it is tried: what its target, its store and the installed versions have."""

from __future__ import annotations

from functools import cached_property
from importlib import metadata

from assay.domain.capabilities import Ability, DatabaseCapability, capability, lacks
from assay.domain.catalogue import Catalogue
from assay.domain.causes import Cause
from assay.domain.servers import Service
from assay.domain.subject import Subject
from assay.domain.verdicts import Verdict
from assay.pool.state import PoolClient
from assay.running.check import Check, Said


class Profile:
    """The profiles of targets and stores, asked for a check.

    Args:
        catalogue: The catalogue.
        subject: What the checks are about; it knows the version that decides what since and until mean.
        pool: Where the run's servers are published.
        attempt_absent: Whether checks are tried whose capability a profile declares absent.
    """

    def __init__(self, catalogue: Catalogue, subject: Subject, pool: PoolClient, attempt_absent: bool) -> None:
        self.catalogue = catalogue
        self.subject = subject
        self.pool = pool
        self.attempt_absent = attempt_absent
        self._missing: dict[str, str] = {}
        """By feature, why the installed versions do not have it; empty if they do."""

    def capability(self, check: Check, name: str) -> Ability:
        """What the profile of the check's target or store says of a named capability."""
        wanted = capability(name)
        if isinstance(wanted, DatabaseCapability):
            return check.target.capability(wanted)
        if check.store is None:
            return lacks("it has to do with object stores, and the check has none")
        product = check.store.product
        facts = self.pool.state(product.name).facts if product.image_key is not None else None
        limits = product.server_limits(facts) if facts is not None else {}
        return limits.get(wanted) or check.store.capability(wanted)

    @cached_property
    def _version(self) -> str:
        """The installed version that decides; read once, as each reading parses the distribution's metadata."""
        return self.subject.offering_version()

    def _not_offered(self, check: Check) -> str:
        """Why the installed versions do not have what the check is about."""
        return next((why for id_ in check.features if (why := self.why_not_offered(id_))), "")

    def why_not_offered(self, feature: str) -> str:
        """Why the installed versions do not have a feature, as an optional package is missing; empty if they do."""
        if feature not in self._missing:
            self._missing[feature] = self._why_missing(feature)
        return self._missing[feature]

    def _why_missing(self, id_: str) -> str:
        feature = self.catalogue[id_]
        if self.subject.offered_by is not None and not feature.offered_by(self._version):
            span = f"since {feature.since}" if feature.since else f"until {feature.until}"
            return f"{self.subject.offered_by.name} {self._version} does not offer it ({span})"
        missing = next((name for name in feature.installed if name not in self._installed), "")
        return f"{missing} is not installed; {self.subject.how_to_install(missing)}" if missing else ""

    @cached_property
    def _installed(self) -> set[str]:
        """The distributions that features ask for, of those that are installed."""
        asked = {name for feature in self.catalogue for name in feature.installed}
        return {name for name in asked if any(True for _ in metadata.distributions(name=name))}

    def absent(self, check: Check) -> str:
        """Which capability the profile says that the check's target or store has not, and why."""
        for name in check.needs:
            ability = self.capability(check, name)
            if not ability.present:
                return f"{name}: {ability.reason}"
        return ""

    def pointless(self, check: Check) -> Said | None:
        """Why a check is not even tried; None if it is."""
        if reason := self._not_offered(check):
            return Said(Verdict.UNSUPPORTED, reason, Cause.NOT_OFFERED)
        if not self.attempt_absent and (reason := self.absent(check)):
            return Said(Verdict.UNSUPPORTED, reason, Cause.ABSENT)
        return None


def servers(check: Check) -> list[Service]:
    """What the check needs that can die: its backend, and its store's product if that has a server."""
    store = check.store
    served: list[Service] = [store.product] if store is not None and store.product.image_key is not None else []
    return [*served, check.target.backend]
