"""The lines of a results file, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from assay.domain.causes import Cause
from assay.domain.failures import Failure
from assay.domain.statements import CompiledStatements
from assay.domain.verdicts import Verdict

FORMAT = "assay-results/1"
"""Name and version of the format; the version changes when a reader of the old one would misread the new one."""

_DEEPEST = 40
"""How deeply what a manifest or a server says of itself may be nested; what Assay writes is nested in four levels."""

PRINTED = "Printed in"
"""A line of a message that begins so is followed by a program's output: evidence, which comparisons pass over."""


class Place(NamedTuple):
    """A check of a feature, and where it runs; the store is empty if none is involved."""

    feature: str
    target: str
    check: str
    store: str


class Item(msgspec.Struct, frozen=True, array_like=True):
    """One feature of one collected check on one target."""

    feature: str
    check: str
    target: str
    nodeid: str
    store: str = ""

    @property
    def place(self) -> Place:
        """What it is, whatever pytest calls it."""
        return Place(self.feature, self.target, self.check, self.store)


class Result(msgspec.Struct, frozen=True, tag_field="kind", tag="result", kw_only=True, gc=False):
    """The verdict of one check of one feature on one target.

    Args:
        run: Id of the run.
        feature: Id of the feature.
        check: The check, without its target; empty if the feature has none yet.
        target: Id of the target.
        store: Name of the object store; empty if none is involved.
        verdict: The verdict.
        reason: Why, for anything but a pass: a sentence for people, which no program reads.
        cause: What it follows from, for programs; None where nothing depends on it.
        lacking: The capability that the profile says is lacking, and why, of a check that was tried all the same.
        seconds: Duration of the check, set-up and clean-up included.
        error: What was raised.
        sql: The statements that the application sent, as sent.
        issue: Id of the ledger entry that speaks of it.
        nodeid: What pytest calls it: runs exactly this check again.
        compiled: What would come of its statements on databases that have no server in the run, by backend.
    """

    run: str
    feature: str
    check: str
    target: str
    store: str = ""
    verdict: Verdict
    reason: str = ""
    cause: Cause | None = None
    lacking: str = ""
    seconds: float = 0.0
    error: Failure | None = None
    sql: tuple[str, ...] = ()
    issue: str = ""
    nodeid: str = ""
    compiled: dict[str, CompiledStatements] = {}

    @property
    def place(self) -> Place:
        """What it is of."""
        return Place(self.feature, self.target, self.check, self.store)


def encodable(value: Any) -> Any:
    """Text, or lists and dictionaries with text in them, with lone surrogates spelt out: no file can hold these."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {key: encodable(item) for key, item in value.items()}
    return [encodable(item) for item in value] if isinstance(value, list | tuple) else value


def not_run(run: str, place: Place, cause: Cause, reason: str = "") -> Result:
    """The line of a check that was not tried; of a feature as a whole if it names no check.

    Args:
        run: Id of the run.
        place: What was not tried.
        cause: Why.
        reason: The same for people, if the cause alone does not tell.
    """
    return Result(
        run=run,
        feature=place.feature,
        check=place.check,
        target=place.target,
        store=place.store,
        verdict=Verdict.NOT_RUN,
        reason=reason or cause.sentence,
        cause=cause,
    )


class Header(msgspec.Struct, frozen=True, tag_field="kind", tag="run", kw_only=True):
    """The first line.

    Args:
        format: See :data:`FORMAT`.
        run: Id of the run.
        manifest: What is known of the run when it starts.
        causes: Whether its result lines say their causes; those of an earlier Assay do not.
    """

    format: str
    run: str
    manifest: dict[str, Any]
    causes: bool = False


class Plan(msgspec.Struct, frozen=True, tag_field="kind", tag="plan", kw_only=True):
    """What a run is to do, once that is known: what a killed run did not come to follows from it.

    Args:
        run: Id of the run.
        checks: By feature and check, the places where it is to run: a target, or a target and a store with a blank
            between them.
        former: By check, the names that it had in earlier runs.
    """

    run: str
    checks: dict[str, dict[str, list[str]]]
    former: dict[str, tuple[str, ...]] = {}

    @classmethod
    def of(cls, run: str, items: Iterable[Item], former: Mapping[str, tuple[str, ...]] | None = None) -> Plan:
        """The plan to run some items, of which some checks had other names."""
        checks: dict[str, dict[str, list[str]]] = {}
        for item in items:
            place = f"{item.target} {item.store}" if item.store else item.target
            checks.setdefault(item.feature, {}).setdefault(item.check, []).append(place)
        return cls(run=run, checks=checks, former={**(former or {})})

    def places(self) -> Iterator[Place]:
        """Every check of every feature, where it is to run."""
        for feature, checks in self.checks.items():
            for check, places in checks.items():
                for place in places:
                    target, _, store = place.partition(" ")
                    yield Place(feature, target, check, store)


class Pause(msgspec.Struct, frozen=True):
    """A time in which a server that was ready did not serve: why, and for how long."""

    reason: str
    seconds: float


USERS_SERVER = "URL-OF-THE-SERVER"
"""What stands for the address of a user's own server in the options that lead to it: nothing shows that."""


class ServerAbout(msgspec.Struct, frozen=True, kw_only=True):
    """What may be told of a server: everything but the way in. What an older Assay did not write is empty.

    Args:
        state: ``ready``, or what became of it.
        reason: Why it is not ready.
        seconds: How long its start took.
        source: Where it came from.
        detail: More about that, for people.
        image: Its image.
        image_digest: The image's digest.
        promised_version: The version that it was asked for.
        version: The version that it says it is.
        settings: What else it says of itself.
        interruptions: When it did not serve, since it was first ready.
        options: What leads another run to such a server, where a run does not take it by itself; None if the run, of
            an older Assay, did not say.
    """

    state: str = ""
    reason: str = ""
    seconds: float = 0.0
    source: str = ""
    detail: str = ""
    image: str = ""
    image_digest: str = ""
    promised_version: str = ""
    version: str = ""
    settings: dict[str, Any] | None = None
    interruptions: tuple[Pause, ...] = ()
    options: tuple[str, ...] | None = None


class ServerLine(msgspec.Struct, frozen=True, tag_field="kind", tag="server", kw_only=True):
    """What is known of a backend's server."""

    run: str
    backend: str
    server: ServerAbout


class End(msgspec.Struct, frozen=True, tag_field="kind", tag="end", kw_only=True):
    """The last line: absent from a run that was killed.

    Args:
        run: Id of the run.
        seconds: Wall time.
        problems: Why the run as a whole fails, one line each.
        whole: Whether it came to all that it was to do; if not, the first of the problems says why.
    """

    run: str
    seconds: float
    problems: tuple[str, ...] = ()
    whole: bool = True


Line = Header | Plan | Result | ServerLine | End


def check_depth(value: Any, left: int = _DEEPEST) -> None:
    """Refuse nested data that is too deep for whoever looks through it.

    Raises:
        msgspec.ValidationError: It is.
    """
    if isinstance(value, dict | list):
        if not left:
            raise msgspec.ValidationError(f"nested in more than {_DEEPEST} levels")
        for item in value.values() if isinstance(value, dict) else value:
            check_depth(item, left - 1)
