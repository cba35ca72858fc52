"""Where the files of the suites are."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from assay.domain.subject import Subject
from assay.process.installation import root


def suite_folder(given: str | None = None) -> Path:
    """The folder of the checks, without symbolic links.

    Args:
        given: The value of ``--suite-dir``; Assay's own suites if there is none.
    """
    return Path(given).resolve() if given else repository_file("")


def repository_file(name: str) -> Path:
    """A file of the suites that come with Assay."""
    return root() / "suites" / name


@cache
def suites_digest() -> str:
    """The same for the same checks of the same application."""
    suites = repository_file("")
    applications = Subject.load(suites).application_folders(suites)
    files = (f for folder in (suites, *applications) for f in folder.rglob("*") if f.is_file())
    found = hashlib.sha256()
    for file in sorted(f for f in files if "__pycache__" not in f.parts):
        found.update(f"{file.relative_to(suites.parent)}\n".encode() + file.read_bytes())
    return found.hexdigest()
