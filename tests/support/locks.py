"""Lock files for the tests of the gate."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]


def uv_lock(file: Path, **other: str) -> str:
    """Assay's own locked versions as uv writes them, some of them other."""
    lines = (ROOT / "requirements" / "locked.txt").read_text().splitlines()
    pins = [line.partition(" ;")[0] for line in lines if "==" in line and not line.startswith("#")]
    versions = dict(pin.split("==") for pin in pins) | other
    text = "".join(
        f'[[package]]\nname = "{name}"\nversion = "{version}"\nsource = {{ registry = "r" }}\n'
        for name, version in versions.items()
    )
    file.write_text(f"version = 1\n{text}")
    return str(file)
