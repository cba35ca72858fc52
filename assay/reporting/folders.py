"""Where the report of a results file is."""

from __future__ import annotations

from pathlib import Path

from assay.results.file import RESULTS_FILE


def folder_of(file: Path) -> Path:
    """Where the report of a results file is, unless somebody says otherwise: beside it, if it has its usual name.

    Of others there may be several in a directory: each has a folder of its own name.
    """
    if file.name == RESULTS_FILE:
        return file.parent
    return file.with_name(file.stem if file.suffix else f"{file.name}-report")
