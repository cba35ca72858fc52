"""The side of a run that runs checks: one per pytest process that executes items."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from assay.domain.capabilities import Ability, DatabaseCapability, capability, lacks
from assay.domain.catalogue import Catalogue
from assay.domain.causes import Cause
from assay.domain.errors import AssayError, ServerLost, ServerUnavailable
from assay.domain.failures import Failure
from assay.domain.ledger import Entry, Ledger
from assay.domain.servers import Service
from assay.domain.subject import Subject
from assay.domain.targets import Target
from assay.domain.verdicts import Verdict
from assay.pool.state import PoolClient
from assay.process import unimportable
from assay.results.lines import Result
from assay.results.manifest import comparable_versions
from assay.running import outcome, troubles
from assay.running.check import Check, Said
from assay.running.failed_imports import FailedImports
from assay.running.repeated import Repeated
from assay.running.spaces import Spaces


class Worker(Spaces):
    """Runs checks and says what came of them.

    Args:
        run_id: Id of the run.
        name: Name of the worker, unique in the run.
        pool: Where the run's servers are published.
        catalogue: The catalogue.
        ledger: The ledger.
        suites: The folder of the checks.
        subject: What the checks are about.
        attempt_absent: Run checks whose capability the profile declares absent.
    """

    def __init__(
        self,
        run_id: str,
        name: str,
        pool: PoolClient,
        catalogue: Catalogue,
        ledger: Ledger,
        suites: Path,
        subject: Subject,
        attempt_absent: bool,
    ) -> None:
        super().__init__(run_id, name, pool)
        self.catalogue = catalogue
        self.ledger = ledger
        self.suites = suites
        self.subject = subject
        self.ours = outcome.OwnCode.of(subject, suites)
        self.attempt_absent = attempt_absent
        self.imports = FailedImports(*self.ours.folders, outcome.HARNESS)
        self.imports.install()
        self.repeated = Repeated()
        self._probed: dict[str, str] = {}
        """Why the probe of a target failed; empty if it did not."""
        # Each configuration that a process makes costs the library one more level of recursion
        # (docs/findings/configurations-recurse.md), and a worker makes a few for many of its checks.
        sys.setrecursionlimit(max(sys.getrecursionlimit(), 5000))

    def close(self) -> None:
        """Drop the worker's spaces."""
        self.close_spaces()
        self.recorder.close()
        self.imports.remove()

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

    def _not_offered(self, check: Check) -> str:
        """Why the installed versions do not have what the check is about."""
        if self.subject.offered_by is None:
            return ""
        version = self.subject.offering_version()
        for feature in (self.catalogue[id_] for id_ in check.features):
            if not feature.offered_by(version):
                span = f"since {feature.since}" if feature.since else f"until {feature.until}"
                return f"{self.subject.offered_by.name} {version} does not offer it ({span})"
        return ""

    def _absent(self, check: Check) -> str:
        """Which capability the profile says that the check's target or store has not, and why."""
        for name in check.needs:
            ability = self.capability(check, name)
            if not ability.present:
                return f"{name}: {ability.reason}"
        return ""

    def _servers(self, check: Check) -> list[Service]:
        """What the check needs that can die: its backend, and its store's product if that has a server."""
        store = check.store
        served: list[Service] = [store.product] if store is not None and store.product.image_key is not None else []
        return [*served, check.target.backend]

    def await_servers(self, check: Check) -> None:
        """Wait for the servers of a check that is not over before it begins; what became of them is for later.

        It belongs before the check's time starts to run: an image may have to be pulled first.
        """
        *stores, backend = self._servers(check)
        for store in stores:
            self.settle(store.name)
        if not self._pointless(check):
            self.settle(backend.name)

    def _pointless(self, check: Check) -> Said | None:
        """Why a check is not even tried; None if it is."""
        if reason := self._not_offered(check):
            return Said(Verdict.UNSUPPORTED, reason, Cause.NOT_OFFERED)
        if not self.attempt_absent and (reason := self._absent(check)):
            return Said(Verdict.UNSUPPORTED, reason, Cause.ABSENT)
        return None

    def _end_without_server(self, check: Check) -> None:
        for service in self._servers(check):
            if (state := self.pool.state(service.name)).state == "unavailable":
                check.end(Said(Verdict.NOT_RUN, state.reason, Cause.NO_SERVER))

    def _end_with_faulty_server(self, check: Check, service: Service) -> None:
        """A server that never became ready, for a fault of ours: where this process learnt of it tells nothing."""
        if (state := self.pool.state(service.name)).state == "error":
            check.end(Said(Verdict.ERROR, state.reason))

    def prepare(self, check: Check, *, space: bool = True) -> None:
        """Before the set-up of a check: end it here if it cannot run.

        Args:
            check: The check.
            space: Whether it needs its target's space, and its store's bucket; one that cannot be imported does not.

        Raises:
            pytest.skip.Exception: It cannot; its verdict is said.
        """
        self.recorder.reset()
        check.began = time.monotonic()
        if check.store is not None and space and not unimportable.ERRORS:
            self._end_with_faulty_server(check, check.store.product)
            try:
                self.bucket(check.store)
            except (ServerUnavailable, ServerLost) as error:
                check.end(outcome.judge(error, "setup", self.ours))
        if pointless := self._pointless(check):
            check.end(pointless)
        for name in unimportable.ERRORS:
            self.imports.find_spec(name)  # which raises what its import raised
        if not space:
            self._end_without_server(check)
            return
        self._end_with_faulty_server(check, check.target.backend)
        try:
            self._probe(check)
            if hopeless := self.repeated.hopeless(check.place):
                check.end(Said(Verdict.ERROR, hopeless))
            self.runtime(check.target)
        except (ServerUnavailable, ServerLost) as error:
            check.end(outcome.judge(error, "setup", self.ours))

    def _probe(self, check: Check) -> None:
        """Do what every check of the target does, before the first one.

        Raises:
            pytest.skip.Exception: It failed before; the check's verdict is said.
            ProbeFailed: It fails.
        """
        target = check.target
        if failed := self._probed.get(target.id):
            check.end(Said(Verdict.ERROR, failed))
        if target.id in self._probed:
            return
        from assay.running.probe import ProbeFailed, probe  # not above: it needs anyio, which is under test

        server = self.server(target)
        try:
            probe(target, server, self.new_space_name(), self._keep_secret)
        except ProbeFailed as error:
            if not error.ours:
                self._probed[target.id] = ""
                return
            # What passes, such as a full server, and a server that is lost have verdicts of their own.
            if self._trouble(check, error, Verdict.ERROR) is None:
                reason = self._probed[target.id] = self.mask(str(error))
                self.repeated.told("", check.name, reason, 1)
            raise
        self._probed[target.id] = ""

    def note(self, check: Check, phase: str, error: BaseException | None, text: str) -> None:
        """Take what a phase of the check ended with.

        Args:
            check: The check.
            phase: ``setup``, ``call`` or ``teardown``.
            error: What was raised; None if nothing was.
            text: The formatted traceback. Without an exception, what pytest holds against the check all the same.
        """
        if error is None:
            if text:
                reason = f"pytest does not let it pass: {self.mask(text).strip()[:300]}"
                check.say(Said(Verdict.ERROR, reason, Cause.CHECK))
            elif phase == "call":
                self._held(check)
            return
        if isinstance(error, pytest.skip.Exception) and phase == "setup" and check.said:
            return  # prepare() said it
        self.imports.note(error)
        said = outcome.judge(error, phase, self.ours, self.mask)
        failed = said.verdict in {Verdict.FAIL, Verdict.ERROR}
        if failed and (trouble := self._trouble(check, error, said.verdict)) is not None:
            said = outcome.judge(trouble, phase, self.ours)
        elif failed and self._for_want_of_capability(check, phase):
            check.lacking = self._absent(check)
            said = Said(Verdict.UNSUPPORTED, check.lacking, Cause.ABSENT)
        check.failure = outcome.describe(error, text, self.recorder.inside, self.mask)
        check.say(replace(said, reason=self.mask(said.reason)))
        if said.verdict is Verdict.FAIL:
            # The ledger speaks of what was raised: a password may be a word of it. It also takes what the report shows.
            seen = outcome.describe(error, text, self.recorder.inside), check.failure
            for feature in check.features:
                if entry := self._explaining(check, feature, *seen):
                    check.said[feature] = Said(Verdict.KNOWN, entry.reason, issue=entry.id)

    def _trouble(self, check: Check, error: BaseException | None, verdict: Verdict) -> AssayError | None:
        """What was wrong with the servers of a check, or with this machine, while it ran."""
        services = self._servers(check)
        inside = [*self.recorder.exceptions, *self.recorder.refusals]
        refused = troubles.seen(services, [error, *inside] if error is not None else inside, check.needs)
        if error is None:
            return refused
        found = troubles.of_servers(self.pool, services, check.began)
        if isinstance(found, ServerLost) or (found is not None and refused is None):
            return found
        return refused or (troubles.of_writing(self._writers(check)) if verdict is Verdict.FAIL else None)

    def _writers(self, check: Check) -> Iterator[tuple[Service, Callable[[], None]]]:
        """What writes to the spaces and buckets of a check, beside the library."""
        if (runtime := self._runtimes.get(check.target.id)) is not None:
            yield check.target.backend, partial(check.target.backend.try_write, runtime.server, runtime.space)
        if check.store is not None and check.store.id in self._buckets:
            yield check.store.product, self._buckets[check.store.id][1].try_write

    def _for_want_of_capability(self, check: Check, phase: str) -> bool:
        """Whether a failure is what the profile foretells.

        Of a check that is tried all the same, whatever fails does: without the capability it can come to lines that
        nobody meant. A clean-up only if the check failed before it; of one that held it is an error like any other.
        """
        before = {said.cause for said in check.said.values()}
        return bool(self._absent(check)) and (phase != "teardown" or Cause.ABSENT in before)

    def _held(self, check: Check) -> None:
        if absent := self._absent(check):
            check.lacking = absent
            reason = f"{Cause.HELD_ANYWAY.sentence}: {absent}"
            check.say(Said(Verdict.UNSUPPORTED, reason, Cause.HELD_ANYWAY))
            return
        if (refused := self._trouble(check, None, Verdict.PASS)) is not None:
            reason = f"it held, which proves nothing: {self.mask(str(refused))}"
            check.say(Said(Verdict.ERROR, reason, Cause.PROVES_NOTHING))
            return
        check.say(Said(Verdict.PASS))
        for feature in check.features:
            for entry in self._entries(check, feature):
                if entry.anywhere or entry.by_chance:
                    continue
                reason = f"ledger entry {entry.id!r} says that this fails, and it held: the entry must go"
                check.said[feature] = Said(Verdict.FIXED, reason, issue=entry.id)

    def _entries(self, check: Check, feature: str) -> list[Entry]:
        store = check.store.id if check.store is not None else ""
        return self.ledger.find(feature, check.name, check.target.id, self.versions(check.target), store)

    def _explaining(self, check: Check, feature: str, *failures: Failure) -> Entry | None:
        """The entry that explains a failure, in any of the ways in which it can be told."""
        entries = self._entries(check, feature)
        return next((e for e in entries if any(e.explains(failure) for failure in failures)), None)

    def versions(self, target: Target) -> Mapping[str, str]:
        """What version ranges in the ledger are compared with."""
        return comparable_versions(self.pool.state(target.backend.name).facts)

    def results(self, check: Check, nodeid: str) -> Iterator[Result]:
        """The result lines of a check that has ended."""
        sql = self.recorder.evidence()
        for feature in check.features:
            nothing = Said(Verdict.ERROR, "the check ended without a verdict", Cause.CHECK)
            said = check.said.get(feature, nothing)
            yield Result(
                run=self.run_id,
                feature=feature,
                check=check.name,
                target=check.target.id,
                store=check.store.id if check.store is not None else "",
                verdict=said.verdict,
                reason=said.reason,
                cause=said.cause,
                lacking=check.lacking if said.verdict is Verdict.UNSUPPORTED else "",
                seconds=round(check.seconds, 4),
                error=check.failure,
                sql=sql,
                issue=said.issue,
                nodeid=nodeid,
            )


def as_json(results: Iterator[Result]) -> list[Any]:
    """Result lines as what xdist can carry from a worker to the controller."""
    return [msgspec.to_builtins(result) for result in results]
