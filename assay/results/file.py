"""The results file: JSON lines, written as they happen.

The first line is the header, then follow result lines and server lines in any order, then, unless the run was killed,
the end. A reader keeps what it can of a file that was cut off or damaged, and says what it could not read.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import msgspec

from assay.domain.errors import UsageError
from assay.results.former_causes import with_cause
from assay.results.lines import FORMAT, End, Header, Line, Plan, Result, ServerAbout, ServerLine, check_depth

RESULTS_FILE = "results.jsonl"
"""The name of a results file in the directory of its run."""

_START = b'{"kind":"run","format":"assay-results/'
"""How every results file begins."""

_read_line = msgspec.json.Decoder(Line).decode
_RUN = re.compile(rb'\{"kind":"run","format":"[^"\\]*","run":"([\w.-]*)"')
"""How a first line gives the id of its run where Assay wrote it: most of the line need not be read for that."""
_HEAD = 1000


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

    def write(self, line: Line | bytes) -> None:
        """Append one line: all of it, or nothing.

        Args:
            line: The line, or what it is encoded, without the end of the line.

        Raises:
            UsageError: It cannot be written. Then no later line is taken either, not even where there is room again:
                a file that has an end has everything.
        """
        if self._failed:
            raise UsageError(self._failed)
        raw = line if isinstance(line, bytes) else self._encoder.encode(line)
        rest = memoryview(raw + b"\n")
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


class RecordedRun(msgspec.Struct, kw_only=True):
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
    servers: dict[str, ServerAbout] = {}
    plan: Plan | None = None
    end: End | None = None
    damage: list[str] = []

    def take(self, line: Result | ServerLine | Plan | End) -> None:
        """Take one of its lines, in the order of the file."""
        match line:
            case Result():
                self.results.append(line if self.header.causes else with_cause(line))
            case ServerLine():
                self.servers[line.backend] = line.server
            case Plan():
                if self.plan is not None:  # what the one has and the other has not was to run too
                    self.damage.append("the results file has two plans, and one cannot be its own")
                self.plan = line
            case End():
                self.end = line


def results_file(path: Path) -> Path:
    """The results file that a path names: itself, or the one in the directory that it is.

    Raises:
        UsageError: What is in the directory under that name is no file: reading it might never end.
    """
    if not path.is_dir():
        return path
    file = path / RESULTS_FILE
    if file.exists() and not file.is_file():
        raise UsageError(f"{file}: is no regular file; a results file is what belongs there")
    return file


def read_results(path: Path) -> RecordedRun:
    """Read a results file, also one whose run was killed, and what can be read of one that is damaged.

    Args:
        path: The file, or the directory that holds ``results.jsonl``.

    Raises:
        UsageError: There is no such file, it is empty, foreign, of another version of the format, or of several runs.
    """
    file = results_file(path)
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
    lines = [(number, line) for number, line in enumerate(raw.splitlines(), start=1) if line.strip()]
    if not lines:
        raise UsageError(f"{file}: is empty: no run wrote it to the end of its first line; run again")
    (_, first), *rest = lines
    run = RecordedRun(header=_header(file, first, cut=not rest and not raw.endswith(b"\n")))
    good, first_bad = 0, ""
    for number, text in rest:
        try:
            line = _read_line(text)
            if isinstance(line, ServerLine):
                check_depth(line.server.settings)
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


def run_id_of(file: Path) -> str:
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
