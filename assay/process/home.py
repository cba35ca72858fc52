"""Where a run, its servers' programs and the libraries keep what is the user's: never in the directory of the start."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs

from assay.domain.errors import UsageError

_HYPOTHESIS = "HYPOTHESIS_STORAGE_DIRECTORY"


def settle() -> None:
    """Give a user without a home one in the directory for temporary files, and Hypothesis a place in the user's cache.

    A container that runs as a number nobody has named has neither ``HOME`` nor an entry in the list of users; half of
    the programs that start servers end in a traceback there.

    Raises:
        UsageError: Somebody else has that place.
    """
    if not _has_home():
        os.environ["HOME"] = str(_made(Path(tempfile.gettempdir()) / f"assay-home-{os.getuid()}"))
    os.environ[_HYPOTHESIS] = str(Path(platformdirs.user_cache_dir("assay")) / "hypothesis")


def _has_home() -> bool:
    """Whether the user's home can be told, as an absolute path."""
    if (named := os.environ.get("HOME")) is not None:
        return Path(named).is_absolute()
    try:
        return Path.home().is_absolute()
    except RuntimeError:
        return False


def _made(folder: Path) -> Path:
    """A directory of nobody else's; others can name and make files where this one is."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        about = folder.lstat()
    except OSError as error:
        raise UsageError(f"HOME is not set, and {folder} cannot be made: {error.strerror}; set HOME") from None
    if folder.is_symlink() or about.st_uid != os.getuid() or about.st_mode & 0o077:
        raise UsageError(f"HOME is not set, and {folder} is somebody else's, or open to others: set HOME")
    return folder
