"""The digest of the run that a report is compared with: where it lies, and which one it is."""

from __future__ import annotations

from pathlib import Path

import msgspec

from assay.domain.errors import UsageError
from assay.reporting import own_files
from assay.reporting.formats.digest import FORMAT, Digest
from assay.reporting.history.runs import read, scan
from assay.reporting.write import save


def kept(folder: Path) -> Digest | None:
    """The digest that a run was compared with, as it lies beside its report; None if there is none to be read."""
    try:
        found = msgspec.json.decode((folder / own_files.BASELINE).read_bytes(), type=Digest)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return found if found.format == FORMAT else None


def keep(digest: Digest, folder: Path) -> None:
    """Put the digest of the run that a report is compared with beside it.

    Raises:
        UsageError: It cannot be written.
    """
    try:
        save(folder / own_files.BASELINE, msgspec.json.encode(digest).decode() + "\n")
    except OSError as error:
        raise UsageError(f"{folder / own_files.BASELINE}: cannot be written: {error.strerror}") from None


def given(path: Path) -> Digest:
    """The digest of a run that somebody names.

    Args:
        path: Its directory or results file.

    Raises:
        UsageError: It cannot be read, or is none of Assay's.
    """
    try:
        return read(path) if path.is_dir() else scan(path)
    except UsageError as error:
        raise UsageError(f"--baseline {error}") from None


def last_whole(folder: Path) -> Digest | None:
    """The digest of the whole run that a directory holds, or else of the one that it was compared with."""
    try:
        found = read(folder)
    except (UsageError, OSError):
        return kept(folder)
    usable = not (found.killed or found.stopped or found.part or found.damaged)
    return found if usable else kept(folder)
