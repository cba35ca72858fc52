"""Writes a report in every format: the one place that knows which there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

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
_RENDERED = ("index.html", "summary.md", "junit.xml", "report.json", "digest.json", "badge-*.svg", DRAFT)


def clear(directory: Path) -> None:
    """Remove the report of an earlier run: beside the results of a new one that is killed, it would pass for its."""
    for pattern in _RENDERED:
        for file in directory.glob(pattern):
            file.unlink()


def write(report: Report, directory: Path) -> list[Path]:
    """Write a report in every format. Each file appears as a whole or stays as it was.

    Args:
        report: The report.
        directory: Where it goes.

    Returns:
        The files.

    Raises:
        UsageError: A file cannot be written.
    """
    written: list[Path] = []
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for format_ in FORMATS:
            for name, text in format_(report, directory):
                save(directory / name, text)
                written.append(directory / name)
        for badge_file in directory.glob("badge-*.svg"):  # of targets that an earlier run had here
            if badge_file not in written:
                badge_file.unlink()
    except OSError as error:
        why = f"{error.strerror}; the results file is as it was"
        raise UsageError(f"{directory}: the report cannot be written: {why}") from None
    return written


def save(path: Path, text: str) -> None:
    """Replace a file at once.

    Raises:
        OSError: It cannot be written; then it is as it was.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(text.encode("utf-8", "replace"))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
