"""Writes a report in every format: the one place that knows which there are."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from assay import results
from assay.errors import UsageError
from assay.reporting import badge, digest, html, junit, markdown, report_json
from assay.reporting.model import Report

FORMATS: tuple[Callable[[Report, Path], Iterator[tuple[str, str]]], ...] = (
    html.files,
    markdown.files,
    junit.files,
    report_json.files,
    badge.files,
    digest.files,
)
"""Each gives name and text of its files; a new format is a new module and a line here."""

DRAFT = "ledger-draft.toml"
"""What a run proposes for the ledger; it lies beside its report."""
_MANIFEST = "manifest.json"
_MARKS = {
    "index.html": b"Written by Assay.",
    "summary.md": b"# Assay: run ",
    "junit.xml": b'<testsuites name="assay"',
    "report.json": b'"format":"assay-report/',
    "digest.json": b'"format":"assay-digest/',
    "badge-*.svg": b'fill="#33383d"/><rect x="',
    DRAFT: b"[[issue]]",
}
"""The files of a report by name, each with what is in every one that Assay wrote, and hardly in one of the user's."""


def clear(directory: Path) -> None:
    """Remove the report of an earlier run: beside the results of a new one that is killed, it would pass for its.

    What Assay did not write stays, whatever its name.
    """
    for pattern, mark in _MARKS.items():
        for file in directory.glob(pattern):
            if _ours(file, mark):
                file.unlink()


def write(report: Report, directory: Path) -> list[Path]:
    """Write a report in every format. Each file appears as a whole or stays as it was.

    Args:
        report: The report.
        directory: Where it goes.

    Returns:
        The files.

    Raises:
        UsageError: A file cannot be written, or would replace one that Assay did not write.
    """
    written: list[Path] = []
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for format_ in FORMATS:
            for name, text in format_(report, directory):
                _keep(directory / name)
                save(directory / name, text)
                written.append(directory / name)
        about = directory / _MANIFEST
        # A run writes its own, which says more; one that says of no run is not ours.
        if not about.exists() or _run_of(about) not in ("", report.id):
            save(about, json.dumps(report.manifest, indent=2, ensure_ascii=False, default=str) + "\n")
            written.append(about)
        for badge_file in directory.glob("badge-*.svg"):  # of targets that an earlier run had here
            if badge_file not in written and _ours(badge_file, _MARKS["badge-*.svg"]):
                badge_file.unlink()
    except OSError as error:
        why = f"{error.strerror}; the results file is as it was"
        raise UsageError(f"{directory}: the report cannot be written: {why}") from None
    return written


def refuse_other(report: Report, directory: Path) -> None:
    """Refuse to put a report beside the results of another run: whoever finds the two takes them for one.

    Raises:
        UsageError: The directory holds another run.
    """
    try:
        other = results.run_of(directory / results.NAME)
    except OSError as error:
        raise UsageError(f"{directory}: cannot be written: {error.strerror}; give another --output") from None
    if other not in ("", report.id):
        raise UsageError(
            f"{directory}: holds the results of run {other}, and the report would be of run {report.id}; "
            "give another --output"
        )


def save(path: Path, text: str) -> None:
    """Replace a file at once; what a symbolic link leads to is replaced, and a device or pipe is written to.

    Raises:
        OSError: It cannot be written; then it is as it was.
    """
    content = text.encode("utf-8", "replace")
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a directory, and a file is wanted", str(path))
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    file = Path(os.path.realpath(path))
    if file.is_symlink():  # nothing but a circle of links is left as one
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(content)
        if file.exists():
            shutil.copymode(file, part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _ours(file: Path, mark: bytes) -> bool:
    """Whether Assay wrote a file; nobody loses anything with an empty one."""
    try:
        if not file.is_file():
            return False
        content = file.read_bytes()
    except OSError:
        return False
    return not content or mark in content


def _keep(file: Path) -> None:
    """Refuse to replace a file that Assay did not write.

    Raises:
        UsageError: It is there already, and not one of Assay's.
    """
    mark = next(mark for pattern, mark in _MARKS.items() if file.match(pattern))
    if file.is_file() and not _ours(file, mark):
        raise UsageError(f"{file}: was not written by Assay and would be replaced; move it, or give another directory")


def _run_of(manifest: Path) -> str:
    """The run of a ``manifest.json``; empty if there is none, or it is not one."""
    try:
        found = json.loads(manifest.read_bytes()) if manifest.is_file() else {}
    except (OSError, ValueError, RecursionError):
        return ""
    return str(found.get("run", "")) if isinstance(found, dict) else ""
