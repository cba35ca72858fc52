"""Where the files of the suites are."""

from __future__ import annotations

from pathlib import Path

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
