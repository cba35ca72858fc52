"""Which files of a report's directory are Assay's: those it may replace and remove, and no others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from assay.domain.errors import UsageError
from assay.reporting import formats
from assay.reporting.comparing import formats as comparison_formats
from assay.reporting.format import Format
from assay.reporting.matrix import formats as matrix_formats
from assay.reporting.projects import formats as project_formats
from assay.results.file import RESULTS_FILE

MANIFEST = "manifest.json"
DRAFT = "ledger-draft.toml"
"""What a run proposes for the ledger; it lies beside its report."""
BASELINE = "baseline.json"
"""The digest of the run that a report is compared with; it lies beside the report."""
PAGE = "index.html"
"""What people open, of a report, an upgrade or a matrix."""
KEPT = (MANIFEST, RESULTS_FILE, DRAFT, BASELINE)
"""What a report that is rendered again leaves as it is."""
_MARKS = {DRAFT: b"[[issue]]", RESULTS_FILE: b'"format":"assay-results/', BASELINE: b'"format":"assay-digest/'}
"""What is in every file that Assay wrote and that is in no format of reports."""
_HEAD = 4096


def marks() -> dict[str, bytes]:
    """By name, also one with a ``*``, what is in every file that Assay wrote, and hardly in one of the user's."""
    every: tuple[Format[Any], ...] = (*formats.FORMATS, *_of_gate())
    return {found.file: found.mark for found in every if found.file} | _MARKS


def of_report() -> tuple[str, ...]:
    """What a run's report consists of, beside its manifest and its results; with a ``*`` where there are several."""
    return (*(found.file for found in formats.FORMATS if found.file), DRAFT, BASELINE)


def of_gate() -> tuple[str, ...]:
    """What an upgrade or a matrix leaves beside the reports of its runs."""
    return tuple(dict.fromkeys(found.file for found in _of_gate() if found.file))


def _of_gate() -> tuple[Format[Any], ...]:
    return (*comparison_formats.FORMATS, *matrix_formats.FORMATS, *project_formats.FORMATS)


def ours(file: Path) -> bool:
    """Whether Assay wrote a file; nobody loses anything with an empty one."""
    try:
        if not file.is_file():
            return False
        if file.name == MANIFEST:
            return not file.stat().st_size or bool(run_of(file))
        with file.open("rb") as opened:
            content = opened.read(_HEAD if file.name == RESULTS_FILE else -1)
    except OSError:
        return False
    return not content or next(mark for pattern, mark in marks().items() if file.match(pattern)) in content


def refuse_foreign(directory: Path, names: Iterable[str]) -> None:
    """Refuse to replace what Assay did not write.

    Args:
        directory: Where files are to be written.
        names: Their names.

    Raises:
        UsageError: There is one of that name already, which is not one of Assay's.
    """
    for file in (directory / name for name in names):
        if file.is_dir():
            raise UsageError(f"{file}: cannot be written: it is a directory; move it, or give another directory")
        if file.is_file() and not ours(file):
            raise UsageError(
                f"{file}: was not written by Assay and would be replaced; move it, or give another directory"
            )


def of_run(targets: Iterable[str]) -> list[str]:
    """The names of the files of a run on some targets."""
    wanted = [*targets]
    found = [f.file_of(t) for f in formats.FORMATS if f.several for t in wanted]
    return [*(name for name in of_report() if "*" not in name), *found, MANIFEST, RESULTS_FILE]


def clear(directory: Path, names: Iterable[str]) -> None:
    """Remove what an earlier run left: beside the results of a new one that is killed, it would pass for its.

    What Assay did not write stays, whatever its name.

    Raises:
        OSError: A file cannot be removed.
    """
    for file in _existing(directory, names):
        if ours(file):
            file.unlink()


def clear_drafts(directory: Path) -> None:
    """Remove what a run that was killed while it wrote a file left behind; nobody else may be writing there."""
    for name in (*marks(), MANIFEST):
        for file in directory.glob(part_of(name)):
            file.unlink()
    for file in directory.glob(".*.collected.json*"):
        file.unlink()


def part_of(name: str) -> str:
    """The name of a file while it is being written."""
    return f".{name}.part"


def run_of(manifest: Path) -> str:
    """The run of a ``manifest.json``; empty if there is none, or it is not one."""
    try:
        found = json.loads(manifest.read_bytes()) if manifest.is_file() else {}
    except (OSError, ValueError, RecursionError):
        return ""
    return str(found.get("run", "")) if isinstance(found, dict) else ""


def _existing(directory: Path, names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        yield from directory.glob(name)
