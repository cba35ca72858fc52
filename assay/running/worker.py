"""The side of a run that runs checks: one per pytest process that executes items."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from assay.checking.event_loop import EVENT_LOOP
from assay.domain.catalogue import Catalogue
from assay.domain.causes import Cause
from assay.domain.errors import ServerLost, ServerUnavailable
from assay.domain.ledger import Ledger
from assay.domain.servers import Service
from assay.domain.subject import Subject
from assay.domain.targets import Backend
from assay.domain.verdicts import Verdict
from assay.pool.state import PoolClient
from assay.process import unimportable
from assay.process.quiet import quietly
from assay.results.lines import Result, encodable
from assay.running import outcome
from assay.running.check import Check, Said
from assay.running.check_judge import CheckJudge
from assay.running.compiled import Compiling
from assay.running.failed_imports import FailedImports
from assay.running.profile import Profile, servers
from assay.running.repeated import Repeated
from assay.running.spaces import Spaces
from assay.running.tracebacks import shared_ranges


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
        selected: The backends that the run was asked for: statements are compiled for those that have no server.
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
        selected: Sequence[Backend] = (),
    ) -> None:
        super().__init__(run_id, name, pool)
        self.ours = outcome.OwnCode.of(subject, suites)
        self.profile = Profile(catalogue, subject, pool, attempt_absent)
        self.judge = CheckJudge(self, self.profile, ledger, self.ours)
        self.imports = FailedImports(*self.ours.folders, outcome.HARNESS)
        self.repeated = Repeated()
        self.compiling = Compiling(selected, pool, self.recorder)
        self._ranges = shared_ranges()
        self._probed: dict[str, str] = {}
        """Why the probe of a target failed; empty if it did not."""

    def enter_process(self) -> None:
        """Make this process fit for its checks: keep what imports raise, and let configurations recurse."""
        self.imports.install()
        if self._ranges is not None:
            self._ranges.install()
        # Each configuration that a process makes costs the library one more level of recursion
        # (docs/findings/configurations-recurse.md), and a worker makes a few for many of its checks.
        sys.setrecursionlimit(max(sys.getrecursionlimit(), 5000))

    def close(self) -> None:
        """Drop the worker's spaces."""
        with quietly():
            self.close_spaces()
            EVENT_LOOP.close()
            self.recorder.close()
        self.imports.remove()
        if self._ranges is not None:
            self._ranges.remove()

    def await_servers(self, check: Check) -> None:
        """Wait for the servers of a check that is not over before it begins; what became of them is for later.

        It belongs before the check's time starts to run: an image may have to be pulled first.
        """
        *stores, backend = servers(check)
        for store in stores:
            self.settle(store.name)
        if not self.profile.pointless(check):
            self.settle(backend.name)

    def _end_without_server(self, check: Check) -> None:
        for service in servers(check):
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
        self.compiling.prepare(check)
        check.began = time.monotonic()
        try:
            self._prepare(check, space)
        except (ServerUnavailable, ServerLost) as error:
            check.end(outcome.judge(error, "setup", self.ours))

    def _prepare(self, check: Check, space: bool) -> None:
        if check.store is not None and space and not unimportable.ERRORS:
            self._end_with_faulty_server(check, check.store.product)
            self.bucket(check.store)
        if pointless := self.profile.pointless(check):
            check.end(pointless)
        for name in unimportable.ERRORS:
            self.imports.find_spec(name)  # which raises what its import raised
        if not space:
            self._end_without_server(check)
            return
        self._end_with_faulty_server(check, check.target.backend)
        self._probe(check)
        if hopeless := self.repeated.hopeless(check.place):
            check.end(Said(Verdict.ERROR, hopeless))
        self.runtime(check.target)

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
            if self.judge.trouble(check, error, Verdict.ERROR) is None:
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
        if error is not None:
            self.imports.note(error)
        self.judge.note(check, phase, error, text)

    def results(self, check: Check, nodeid: str) -> Iterator[Result]:
        """The result lines of a check that has ended."""
        sql, compiled = self.recorder.evidence(), self.compiling.of(check)
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
                compiled=compiled,
            )


def encoded(results: Iterable[Result]) -> list[str]:
    """Result lines as they stand in the file: xdist carries text from a worker to the owner of the run."""
    return [msgspec.json.encode(encodable(msgspec.to_builtins(result))).decode() for result in results]


def process_name() -> str:
    """The name of this process among those of the run: the xdist worker's, or ``main``."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
