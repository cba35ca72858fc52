"""The results file: JSON lines, written as they happen.

The first line is the header, then follow result lines and server lines in any order, then, unless the run was killed,
the end. A reader keeps what it can of a file that was cut off or damaged, and says what it could not read.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import msgspec

from assay.domain.errors import UsageError
from assay.domain.verdicts import Verdict

FORMAT = "assay-results/1"
"""Name and version of the format; the version changes when a reader of the old one would misread the new one."""

NAME = "results.jsonl"
"""The name of a results file in the directory of its run."""

_START = b'{"kind":"run","format":"assay-results/'
"""How every results file begins."""

_RUN = re.compile(rb'\{"kind":"run","format":"[^"\\]*","run":"([\w.-]*)"')
"""How a first line gives the id of its run where Assay wrote it: most of the line need not be read for that."""
_HEAD = 1000

_DEEPEST = 40
"""How deeply what a manifest or a server says of itself may be nested; what Assay writes is nested in four levels."""

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


class ServerLine(msgspec.Struct, frozen=True, tag_field="kind", tag="server", kw_only=True):
    """What is known of a backend's server; of the shape of :class:`ServerAbout`."""

    run: str
    backend: str
    server: dict[str, Any]


class ServerAbout(msgspec.Struct, frozen=True):
    """The shape of what is known of a server: readers of it may rely on these types; there may be more fields.

    Args:
        state: ``ready``, or what became of it.
        reason: Why it is not ready.
        source: Where it came from.
        detail: More about that, for people.
        image: Its image.
        image_digest: The image's digest.
        promised_version: The version that it was asked for.
        version: The version that it says it is.
        settings: What else it says of itself.
    """

    state: str = ""
    reason: str = ""
    source: str = ""
    detail: str = ""
    image: str = ""
    image_digest: str = ""
    promised_version: str = ""
    version: str = ""
    settings: dict[str, Any] | None = None


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
        self._path = path
        self._whole = 0
        self._failed = ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("w+b", buffering=0)
        except OSError as error:
            raise UsageError(
                f"{path}: the report cannot be written: {error.strerror}; give another --report-dir"
            ) from None
        self.write(header)

    def write(self, line: Line) -> None:
        """Append one line: all of it, or nothing.

        Raises:
            UsageError: It cannot be written. Then no later line is taken either, not even where there is room again:
                a file that has an end has everything.
        """
        if self._failed:
            raise UsageError(self._failed)
        rest = memoryview(self._encoder.encode(line) + b"\n")
        size = len(rest)
        try:
            while rest:  # what the operating system takes may be less than it was given
                rest = rest[self._file.write(rest) or 0 :]
        except OSError as error:
            self._failed = (
                f"{self._path}: cannot be written any further: {error.strerror}; it keeps what the run had until then "
                "(assay report renders it); make room and run again"
            )
            self._cut()
            raise UsageError(self._failed) from None
        self._whole += size

    @property
    def there(self) -> bool:
        """Whether its path still leads to the file: somebody may have removed it, or put another in its place."""
        try:
            return os.path.samestat(os.fstat(self._file.fileno()), self._path.stat())
        except OSError:
            return False

    def move(self, path: Path) -> None:
        """Go on in another file, with all that was written until now; used where the file was removed.

        Raises:
            OSError: It cannot be written; the writer stays as it was.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("x+b", buffering=0)
        try:
            self._file.seek(0)
            with os.fdopen(os.dup(file.fileno()), "wb") as copy:
                shutil.copyfileobj(self._file, copy)
        except OSError:
            file.close()
            path.unlink(missing_ok=True)
            raise
        self._file.close()
        self._file, self._path = file, path
        self._file.seek(0, os.SEEK_END)

    def _cut(self) -> None:
        """Take away the part of a line that was written: another line would be glued to it."""
        with suppress(OSError):  # if it is no regular file, a reader passes over the part
            self._file.truncate(self._whole)
            self._file.seek(self._whole)

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
        damage: What of the file could not be read, one line for people each.
    """

    header: Header
    results: list[Result] = []
    servers: dict[str, dict[str, Any]] = {}
    plan: Plan | None = None
    end: End | None = None
    damage: list[str] = []

    def take(self, line: Result | ServerLine | Plan | End) -> None:
        """Take one of its lines, in the order of the file."""
        match line:
            case Result():
                self.results.append(line)
            case ServerLine():
                self.servers[line.backend] = line.server
            case Plan():
                if self.plan is not None:  # what the one has and the other has not was to run too
                    self.damage.append("the results file has two plans, and one cannot be its own")
                self.plan = line
            case End():
                self.end = line


def file_of(path: Path) -> Path:
    """The results file that a path names: itself, or the one in the directory that it is.

    Raises:
        UsageError: What is in the directory under that name is no file: reading it might never end.
    """
    if not path.is_dir():
        return path
    file = path / NAME
    if file.exists() and not file.is_file():
        raise UsageError(f"{file}: is no regular file; a results file is what belongs there")
    return file


def read(path: Path) -> Run:
    """Read a results file, also one whose run was killed, and what can be read of one that is damaged.

    Args:
        path: The file, or the directory that holds ``results.jsonl``.

    Raises:
        UsageError: There is no such file, it is empty, foreign, of another version of the format, or of several runs.
    """
    file = file_of(path)
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
    lines = [(number, line) for number, line in enumerate(raw.splitlines(), start=1) if line.strip()]
    if not lines:
        raise UsageError(f"{file}: is empty: no run wrote it to the end of its first line; run again")
    (_, first), *rest = lines
    run = Run(header=_header(file, first, cut=not rest and not raw.endswith(b"\n")))
    decode = msgspec.json.Decoder(Line).decode
    good, first_bad = 0, ""
    for number, text in rest:
        try:
            line = decode(text)
            if isinstance(line, ServerLine):
                check_server(line.server)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            if number == rest[-1][0] and run.end is None:  # cut off while it was written: the run was killed
                break
            why = _why(error)
            first_bad = first_bad or f"{number}: not a line of {FORMAT}: {why}"
            run.damage.append(f"line {number} of the results file cannot be read, and what it said is lost: {why}")
            continue
        if isinstance(line, Header):
            raise UsageError(f"{file}:{number}: a second run starts here; one file holds one run")
        if line.run != run.header.run:
            raise UsageError(
                f"{file}:{number}: holds lines of run {line.run} under the manifest of run {run.header.run}; "
                "one file holds one run: render the two files they came from"
            )
        run.take(line)
        good += 1
    if first_bad and not good:
        raise UsageError(f"{file}:{first_bad}; nor is any other after its first line; run again")
    return run


def run_of(file: Path) -> str:
    """The id of the run of a results file, from its first bytes; empty if there is no such file, or it is foreign.

    Raises:
        OSError: It cannot be read.
    """
    if not file.is_file():
        return ""
    with file.open("rb") as opened:
        found = _RUN.match(opened.readline(_HEAD))
        if found is not None:
            return found[1].decode()
        opened.seek(0)
        try:
            data = msgspec.json.decode(opened.readline())
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return ""
    return str(data.get("run", "")) if isinstance(data, dict) else ""


def check_server(server: dict[str, Any]) -> None:
    """Refuse what is known of a server if it is not of the shape of :class:`ServerAbout`.

    Raises:
        msgspec.ValidationError: It is not.
    """
    msgspec.convert(server, ServerAbout)
    check_depth(server)


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


def _why(error: Exception) -> str:
    """What is wrong with a line."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)


def _header(file: Path, raw: bytes, *, cut: bool) -> Header:
    """The first line; ``cut`` if nothing ends it, and nothing follows."""
    try:
        data = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        start = raw[: 2 * len(_START)].replace(b" ", b"")  # other programs that write JSON put blanks into it
        if cut and start[: len(_START)] == _START[: len(start)]:
            raise UsageError(
                f"{file}: was cut off inside its first line: the run was killed as it began, or the copy is not "
                "complete; copy it again or run again"
            ) from None
        data = None
    except RecursionError:
        raise UsageError(f"{file}: is not a results file of Assay: its first line is nested too deeply") from None
    found = data.get("format") if isinstance(data, dict) else None
    if not isinstance(found, str) or not found.startswith("assay-results/"):
        raise UsageError(f"{file}: is not a results file of Assay (its first line names no {FORMAT!r})")
    if found != FORMAT:
        raise UsageError(f"{file}: is of format {found}, this Assay reads {FORMAT}; use the Assay that wrote it")
    try:
        header = msgspec.convert(data, Header)
        check_depth(header.manifest)
    except msgspec.ValidationError as error:
        raise UsageError(f"{file}: is not a results file of Assay: its first line is damaged: {error}") from None
    return header
