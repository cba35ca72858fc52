"""Reading the text of a lock or requirements file."""

from __future__ import annotations

from pathlib import Path

from assay.upgrading import pins


def read(folder: Path, text: str, name: str = "lock.txt") -> pins.Pins:
    """What is read of a file of that text and name."""
    (folder / name).write_text(text)
    return pins.of_file(folder / name)
