"""One word for one thing: in the glossary, and in the names of classes."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_glossary_has_each_word_once() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    words = [word.strip() for row in rows if row != "word" for word in row.split(",")]
    assert len(words) > 50
    assert len(words) == len(set(words))


def test_no_two_classes_have_one_name() -> None:
    places = defaultdict(set)
    for file in (ROOT / "assay").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].add(file.relative_to(ROOT).as_posix())
    assert len(places) > 100
    assert {name: sorted(files) for name, files in places.items() if len(files) > 1} == {}
