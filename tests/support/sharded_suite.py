"""A suite of many tiny chapters, whose shards cost as little as a run can."""

from __future__ import annotations

from pathlib import Path

from tests.support.suite_template import SUBJECT

FEATURE = """
[[feature]]
id = "{name}.holds"
section = "A section"
claim = "It holds."
varies = ["sync-async"]
"""
CHECK = """
from assay.checking import proves


@proves("{name}.holds")
def test_holds(target):
    assert {number} != {wrong}, "seen {number}"
"""


def write(folder: Path, chapters: int, wrong: int = -1) -> Path:
    """Write it; gives its place. The chapter with the number ``wrong`` fails."""
    suite = folder / "suite"
    names = [f"part{n:02d}" for n in range(chapters)]
    for number, name in enumerate(names):
        (suite / name).mkdir(parents=True)
        (suite / name / f"test_{name}.py").write_text(CHECK.format(name=name, number=number, wrong=wrong))
    (suite / "catalogue.toml").write_text("".join(FEATURE.format(name=name) for name in names))
    (suite / "golden.txt").write_text("".join(f"{n}.holds {n}/test_{n}.py::test_holds\n" for n in names))
    (suite / "subject.toml").write_text(SUBJECT)
    (suite / "known_issues.toml").write_text("")
    return suite
