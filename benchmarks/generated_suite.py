"""A suite of any number of trivial checks, to see what a check costs that does next to nothing.

``python benchmarks/generated_suite.py FOLDER --functions 1000`` writes one, and ``assay run --suite-dir FOLDER FOLDER``
runs it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

PER_FILE = 50
"""Check functions of a file; each is a feature, and runs on every target."""

_FEATURE = """
[[feature]]
id = "{feature}"
section = "Chapter {chapter}"
claim = "Two numbers are what they were, claim {number} of chapter {chapter}."
varies = ["backend", "driver"]
"""
_CHECK = '''

@proves("{feature}")
def test_numbers_stay_what_they_were_{number}(target: Target) -> None:
    """The first is not the second."""
    assert target.id, "the target has no name"
'''
_HEAD = """from assay.checking import Target, proves
"""


def write(folder: Path, functions: int) -> None:
    """Write a suite.

    Args:
        folder: Where; it is made.
        functions: How many check functions it has.
    """
    catalogue, names = [], []
    folder.mkdir(parents=True, exist_ok=True)
    for chapter, first in enumerate(range(0, functions, PER_FILE)):
        package = folder / f"chapter_{chapter}"
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
        text = _HEAD
        for number in range(first, min(first + PER_FILE, functions)):
            feature = f"chapter-{chapter}.claim-{number}"
            catalogue.append(_FEATURE.format(feature=feature, chapter=chapter, number=number))
            text += _CHECK.format(feature=feature, number=number)
            names.append(f"{feature} {package.name}/test_numbers.py::test_numbers_stay_what_they_were_{number}\n")
        (package / "test_numbers.py").write_text(text)
    (folder / "__init__.py").touch()
    (folder / "catalogue.toml").write_text("".join(catalogue))
    (folder / "known_issues.toml").write_text("")
    (folder / "golden.txt").write_text("".join(sorted(names)))


def main() -> None:
    """Write a suite."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--functions", type=int, default=500)
    options = parser.parse_args()
    write(options.folder, options.functions)


if __name__ == "__main__":
    main()
