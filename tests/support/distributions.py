"""Installed distributions that exist for one test: a folder with their modules and metadata."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]


def install(folder: Path, name: str, entry_points: str, **modules: str) -> Path:
    """Put a distribution into a folder that is, or will be, on Python's path; gives the folder.

    Args:
        folder: Where it goes.
        name: The distribution's name.
        entry_points: Its ``entry_points.txt``.
        modules: Source of its modules, by name.
    """
    metadata = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(entry_points, encoding="utf-8")
    for module, source in modules.items():
        file = folder.joinpath(*module.split(".")).with_suffix(".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")
    return folder


def environment(*folders: Path) -> dict[str, str]:
    """The variables of a process that has the distributions of some folders too."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, [*folders, ROOT]))}
