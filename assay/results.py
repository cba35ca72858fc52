"""The results file: JSON lines, written as they happen.

The first line is the header, then follow result lines and server lines in any order, then, unless the run was killed,
the end. A reader keeps what it can of a file that was cut off in the middle of a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import msgspec

from assay.errors import UsageError
from assay.verdicts import Verdict

FORMAT = "assay-results/1"
"""Name and version of the format; the version changes when a reader of the old one would misread the new one."""

PRINTED = "Printed in"
"""A line of a message that begins so is followed by a program's output: evidence, which comparisons pass over."""


class ErrorInfo(msgspec.Struct, frozen=True):
    """Evidence of a failure."""

    type: str
    message: str
    traceback: str = ""
    causes: tuple[tuple[str, str], ...] = ()


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


class Result(msgspec.Struct, frozen=True, tag_field="kind", tag="result", kw_only=True):
    """The verdict of one check of one feature on one target.

    Args:
        run: Id of the run.
        feature: Id of the feature.
        check: The check, without its target; empty if the feature has none yet.
        target: Id of the target.
        store: Name of the object store; empty if none is involved.
        verdict: The verdict.
        reason: Why, for anything but a pass.
        seconds: Duration of the check, set-up and clean-up included.
        error: What was raised.
        sql: The statements that the application sent, as sent.
        issue: Id of the ledger entry that speaks of it.
        nodeid: What pytest calls it: runs exactly this check again.
    """

    run: str
    feature: str
    check: str
    target: str
    store: str = ""
    verdict: Verdict
    reason: str = ""
    seconds: float = 0.0
    error: ErrorInfo | None = None
    sql: tuple[str, ...] = ()
    issue: str = ""
    nodeid: str = ""

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


def not_run(run: str, place: Place, reason: str) -> Result:
    """The line of a check that was not tried; of a feature as a whole if it names no check."""
    return Result(
        run=run,
        feature=place.feature,
        check=place.check,
        target=place.target,
        store=place.store,
        verdict=Verdict.NOT_RUN,
        reason=reason,
    )


class Header(msgspec.Struct, frozen=True, tag_field="kind", tag="run", kw_only=True):
    """The first line.

    Args:
        format: See :data:`FORMAT`.
        run: Id of the run.
        manifest: What is known of the run when it starts.
    """

    format: str
    run: str
    manifest: dict[str, Any]


class Plan(msgspec.Struct, frozen=True, tag_field="kind", tag="plan", kw_only=True):
    """What a run is to do, once that is known: what a killed run did not come to follows from it.

    Args:
        run: Id of the run.
        checks: By feature and check, the places where it is to run: a target, or a target and a store with a blank
            between them.
    """

    run: str
    checks: dict[str, dict[str, list[str]]]

    @classmethod
    def of(cls, run: str, items: Iterable[Item]) -> Plan:
        """The plan to run some items."""
        checks: dict[str, dict[str, list[str]]] = {}
        for item in items:
            place = f"{item.target} {item.store}" if item.store else item.target
            checks.setdefault(item.feature, {}).setdefault(item.check, []).append(place)
        return cls(run=run, checks=checks)

    def places(self) -> Iterator[Place]:
        """Every check of every feature, where it is to run."""
        for feature, checks in self.checks.items():
            for check, places in checks.items():
                for place in places:
                    target, _, store = place.partition(" ")
                    yield Place(feature, target, check, store)


class ServerLine(msgspec.Struct, frozen=True, tag_field="kind", tag="server", kw_only=True):
    """What is known of a backend's server: see :class:`assay.manifest.ServerRecord`."""

    run: str
    backend: str
    server: dict[str, Any]


class End(msgspec.Struct, frozen=True, tag_field="kind", tag="end", kw_only=True):
    """The last line: absent from a run that was killed.

    Args:
        run: Id of the run.
        seconds: Wall time.
        problems: Why the run as a whole fails, one line each.
    """

    run: str
    seconds: float
    problems: tuple[str, ...] = ()


Line = Header | Plan | Result | ServerLine | End


class Writer:
    """Appends lines to a results file, each flushed to the operating system before the call returns.

    Args:
        path: The file; it is replaced.
        header: The first line.

    Raises:
        UsageError: The file cannot be written.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self._encoder = msgspec.json.Encoder()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise UsageError(
                f"{path}: the report cannot be written: {error.strerror}; give another --report-dir"
            ) from None
        self.write(header)

    def write(self, line: Line) -> None:
        """Append one line."""
        self._file.write(self._encoder.encode(line) + b"\n")

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()


class Run(msgspec.Struct, kw_only=True):
    """A results file, read.

    Args:
        header: The first line.
        results: The result lines, in file order.
        servers: The last server line of each backend.
        plan: What it was to do; None if it did not come to say so.
        end: The last line; None if the run was killed.
    """

    header: Header
    results: list[Result] = []
    servers: dict[str, dict[str, Any]] = {}
    plan: Plan | None = None
    end: End | None = None

    def take(self, line: Result | ServerLine | Plan | End) -> None:
        """Take one of its lines, in the order of the file."""
        match line:
            case Result():
                self.results.append(line)
            case ServerLine():
                self.servers[line.backend] = line.server
            case Plan():
                self.plan = line
            case End():
                self.end = line


def read(path: Path) -> Run:
    """Read a results file, also one whose run was killed.

    Args:
        path: The file, or the directory that holds ``results.jsonl``.

    Raises:
        UsageError: There is no such file, it is empty, foreign, or of another version of the format.
    """
    file = path / "results.jsonl" if path.is_dir() else path
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
    if not lines:
        raise UsageError(f"{file}: is empty: no run wrote it to the end of its first line; run again")
    run = Run(header=_header(file, lines[0]))
    decoder = msgspec.json.Decoder(Line)
    for number, raw in enumerate(lines[1:], start=2):
        try:
            line = decoder.decode(raw)
        except msgspec.DecodeError as error:
            if number == len(lines):  # cut off while it was written: the run was killed
                break
            raise UsageError(f"{file}:{number}: not a line of {FORMAT}: {error}") from None
        if isinstance(line, Header):
            raise UsageError(f"{file}:{number}: a second run starts here; one file holds one run")
        run.take(line)
    return run


def _header(file: Path, raw: bytes) -> Header:
    try:
        data = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        data = None
    found = data.get("format") if isinstance(data, dict) else None
    if not isinstance(found, str) or not found.startswith("assay-results/"):
        raise UsageError(f"{file}: is not a results file of Assay (its first line names no {FORMAT!r})")
    if found != FORMAT:
        raise UsageError(f"{file}: is of format {found}, this Assay reads {FORMAT}; use the Assay that wrote it")
    return msgspec.convert(data, Header)
