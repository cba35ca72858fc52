"""Writes a report in every format of :data:`assay.reporting.formats.FORMATS`."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

from assay.domain.errors import UsageError
from assay.reporting import formats, own_files
from assay.reporting.model import Report
from assay.results.file import RESULTS_FILE, run_id_of


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
    names = [name for name in own_files.of_run(report.targets) if name not in own_files.KEPT]
    own_files.refuse_foreign(directory, names)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for format_ in formats.FORMATS:
            for name, text in format_.files(report, directory):
                save(directory / name, text)
                written.append(directory / name)
        about = directory / own_files.MANIFEST
        # A run writes its own, which says more; one that says of no run is not ours.
        if not about.exists() or own_files.run_of(about) not in ("", report.id):
            save(about, json.dumps(report.manifest, indent=2, ensure_ascii=False, default=str) + "\n")
            written.append(about)
        for format_ in formats.FORMATS:
            # Of targets that an earlier run had here.
            for file in directory.glob(format_.file) if format_.several else ():
                if file not in written and own_files.ours(file):
                    file.unlink()
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
        other = run_id_of(directory / RESULTS_FILE)
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
    part = file.with_name(own_files.part_of(file.name))
    try:
        part.write_bytes(content)
        if file.exists():
            shutil.copymode(file, part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
