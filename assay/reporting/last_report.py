"""Which report is meant where nobody names one: the last one that a run left here."""

from __future__ import annotations

from pathlib import Path

from assay.domain.errors import UsageError
from assay.results.file import RESULTS_FILE

FOLDERS = ("reports/latest", "reports/part", "reports/again")
"""Where runs leave their reports if nobody says otherwise."""
AGAIN = FOLDERS[2]
"""Where the report goes of checks that are run again: that of the run before stays."""


def last_report(given: Path | None = None) -> Path:
    """The directory or results file that is named, or else the newest report of those that runs leave here.

    Raises:
        UsageError: There is none.
    """
    if given is not None:
        if not given.exists():
            raise UsageError(f"{given}: there is no such report; name its directory, or its results file")
        return given
    found = [
        (file.stat().st_mtime_ns, file.parent) for name in FOLDERS if (file := Path(name) / RESULTS_FILE).is_file()
    ]
    if not found:
        raise UsageError(f"there is no report in {', '.join(FOLDERS)}; name one with --report, or `assay run` first")
    return max(found)[1]
