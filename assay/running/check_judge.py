"""What a check says, from what its phases ended with: the library, its servers, the ledger or the check itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import pytest

from assay.domain.causes import Cause
from assay.domain.errors import AssayError, ServerLost
from assay.domain.failures import Failure
from assay.domain.ledger import Entry, Ledger
from assay.domain.servers import Service
from assay.domain.targets import Target
from assay.domain.verdicts import Verdict
from assay.results.manifest import comparable_versions
from assay.running import outcome, troubles
from assay.running.check import Check, Said
from assay.running.profile import Profile, servers
from assay.running.spaces import Spaces


class CheckJudge:
    """Judges the checks of one worker.

    Args:
        spaces: Where the checks run; it knows their servers, what was sent to them, and their secrets.
        profile: What targets and stores can do.
        ledger: The ledger.
        ours: Which code is not the library's.
    """

    def __init__(self, spaces: Spaces, profile: Profile, ledger: Ledger, ours: outcome.OwnCode) -> None:
        self.spaces = spaces
        self.profile = profile
        self.ledger = ledger
        self.ours = ours

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
                reason = f"pytest does not let it pass: {self.spaces.mask(text).strip()[:300]}"
                check.say(Said(Verdict.ERROR, reason, Cause.CHECK))
            elif phase == "call":
                self._held(check)
            return
        if isinstance(error, pytest.skip.Exception) and phase == "setup" and check.said:
            return  # prepare() said it
        said = outcome.judge(error, phase, self.ours, self.spaces.mask)
        failed = said.verdict in {Verdict.FAIL, Verdict.ERROR}
        if failed and (trouble := self.trouble(check, error, said.verdict)) is not None:
            said = outcome.judge(trouble, phase, self.ours)
        elif failed and self._for_want_of_capability(check, phase):
            check.lacking = self.profile.absent(check)
            said = Said(Verdict.UNSUPPORTED, check.lacking, Cause.ABSENT)
        check.failure = outcome.describe(error, text, self.spaces.recorder.inside, self.spaces.mask)
        check.say(replace(said, reason=self.spaces.mask(said.reason)))
        if said.verdict is Verdict.FAIL:
            # The ledger speaks of what was raised: a password may be a word of it. It also takes what the report shows.
            seen = outcome.describe(error, text, self.spaces.recorder.inside), check.failure
            for feature in check.features:
                if entry := self._explaining(check, feature, *seen):
                    check.said[feature] = _known(entry)

    def _held(self, check: Check) -> None:
        if absent := self.profile.absent(check):
            check.lacking = absent
            reason = f"{Cause.HELD_ANYWAY.sentence}: {absent}"
            check.say(Said(Verdict.UNSUPPORTED, reason, Cause.HELD_ANYWAY))
            return
        if (refused := self.trouble(check, None, Verdict.PASS)) is not None:
            reason = f"it held, which proves nothing: {self.spaces.mask(str(refused))}"
            check.say(Said(Verdict.ERROR, reason, Cause.PROVES_NOTHING))
            return
        check.say(Said(Verdict.PASS))
        for feature in check.features:
            for entry in self._entries(check, feature):
                if entry.anywhere:
                    continue
                if entry.by_chance:  # never a pass: the next run may end otherwise, with nothing changed
                    if check.said[feature].verdict is Verdict.PASS:
                        check.said[feature] = _known(entry)
                    continue
                reason = f"ledger entry {entry.id!r} says that this fails, and it held: the entry must go"
                check.said[feature] = Said(Verdict.FIXED, reason, issue=entry.id)

    def _for_want_of_capability(self, check: Check, phase: str) -> bool:
        """Whether a failure is what the profile foretells.

        Of a check that is tried all the same, whatever fails does: without the capability it can come to lines that
        nobody meant. A clean-up only if the check failed before it; of one that held it is an error like any other.
        """
        before = {said.cause for said in check.said.values()}
        return bool(self.profile.absent(check)) and (phase != "teardown" or Cause.ABSENT in before)

    def trouble(self, check: Check, error: BaseException | None, verdict: Verdict) -> AssayError | None:
        """What was wrong with the servers of a check, or with this machine, while it ran."""
        services = servers(check)
        inside = [*self.spaces.recorder.exceptions, *self.spaces.recorder.refusals]
        refused = troubles.seen(services, [error, *inside] if error is not None else inside, check.needs)
        if error is None:
            return refused
        found = troubles.of_servers(self.spaces.pool, services, check.began)
        if isinstance(found, ServerLost) or (found is not None and refused is None):
            return found
        return refused or (troubles.of_writing(self._writers(check)) if verdict is Verdict.FAIL else None)

    def _writers(self, check: Check) -> Iterator[tuple[Service, Callable[[], None]]]:
        """What writes to the spaces and buckets of a check, beside the library."""
        if (runtime := self.spaces.runtimes.get(check.target.id)) is not None:
            yield check.target.backend, partial(check.target.backend.try_write, runtime.server, runtime.space)
        if check.store is not None and check.store.id in self.spaces.buckets:
            yield check.store.product, self.spaces.buckets[check.store.id][1].try_write

    def _entries(self, check: Check, feature: str) -> list[Entry]:
        store = check.store.id if check.store is not None else ""
        return self.ledger.find(feature, check.name, check.target.id, self.versions(check.target), store)

    def _explaining(self, check: Check, feature: str, *failures: Failure) -> Entry | None:
        """The entry that explains a failure, in any of the ways in which it can be told."""
        entries = self._entries(check, feature)
        return next((e for e in entries if any(e.explains(failure) for failure in failures)), None)

    def versions(self, target: Target) -> Mapping[str, str]:
        """What version ranges in the ledger are compared with."""
        return comparable_versions(self.spaces.pool.state(target.backend.name).facts)


def _known(entry: Entry) -> Said:
    return Said(Verdict.KNOWN, entry.reason, Cause.BY_CHANCE if entry.by_chance else None, entry.id)
