"""Checks and the catalogue name capabilities: which database or store they run on is not theirs to ask."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from assay.products.registry import OWN_BACKENDS, OWN_PRODUCTS
from assay.running.suite_files import repository_file

SUITES = repository_file("catalogue.toml").parent
PAGE = {
    "session_backend/page.py",
    "session_backend/test_sync_url.py",
    "cli/test_custom_command.py",
    "library/ops/documented_dialects.py",
    "library/sync/ops/documented_dialects.py",
    "setup/test_guide.py",
}
"""The documentation's own text, and what is asked of it."""
FRESH = {"setup/fresh.py", "overview/frameworks.py"}
"""A process that is to configure an application without any server has an SQLite database in memory."""
GUARD = {"application/guard.py", "application/checks/refused.py"}
"""What keeps a user's application from connecting by whatever driver there is."""
PLUGINS = {path.name for path in (SUITES.parent / "plugins").iterdir() if path.is_dir()}
NAMES = (
    PLUGINS | {b.name for b in OWN_BACKENDS} | {d.dialect.partition("+")[0] for b in OWN_BACKENDS for d in b.drivers}
)
STORES = {p.name for p in OWN_PRODUCTS} - {"memory", "local", "custom"}  # which are words
PRODUCT = re.compile(rf"\b(?:{'|'.join(sorted(NAMES | STORES))})\b(?!://)")  # a scheme is the page's


def modules() -> list[Path]:
    planted = SUITES / "planted"  # a defect is planted where it shows, in one dialect's compiler if need be
    return [
        path
        for path in sorted(SUITES.rglob("*.py"))
        if planted not in path.parents and path.relative_to(SUITES).as_posix() not in PAGE | FRESH | GUARD
    ]


def named(source: str) -> set[str]:
    """The products that a module names in its code: comments, docstrings and ids of features aside."""
    tree = ast.parse(source)
    prose = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    proved = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "proves"
        for argument in node.args
    }
    words = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose | proved
    ]
    words = [word for word in words if not re.fullmatch(r"[a-z-]+(?:\.[a-z0-9-]+)+", word)]
    return {name for word in words for name in PRODUCT.findall(word.lower())}


def test_no_check_names_a_product() -> None:
    found = {path.relative_to(SUITES).as_posix(): named(path.read_text(encoding="utf-8")) for path in modules()}
    assert len(found) > 100
    assert {path: names for path, names in found.items() if names} == {}


def test_a_product_would_be_found() -> None:
    assert named("if target.backend.name == 'spanner':\n    pass\n") == {"spanner"}
    assert named("'''On spanner.'''\n@proves('files.backend.s3')\ndef test():\n    '''Spanner.'''\n") == set()


def test_no_table_beside_the_checks_has_a_product_as_its_key() -> None:
    written = {"catalogue", "known_issues"}
    files = [path.relative_to(SUITES) for path in SUITES.rglob("*.toml")]
    tables = [SUITES / file for file in files if file.parts[0].removesuffix(".toml") not in written]
    keys = re.compile(rf"^\[?({'|'.join(sorted(NAMES | STORES))})\]?\s*(=|$)", re.MULTILINE)
    assert [path.name for path in tables if keys.search(path.read_text(encoding="utf-8"))] == []
