"""A small suite of its own, for tests of the harness."""

from __future__ import annotations

from pathlib import Path

CATALOGUE = """
[[feature]]
id = "demo.holds"
section = "Demo"
claim = "One is one."
varies = ["driver"]

[[feature]]
id = "demo.fails"
section = "Demo"
claim = "One is two."
varies = ["none"]

[[feature]]
id = "demo.unchecked"
section = "Demo"
claim = "Nobody has looked yet."
varies = ["backend"]
"""

CHECKS = """
from assay.checking import proves


@proves("demo.holds")
def test_holds(reader):
    reader.execute("CREATE TABLE demo (n INTEGER NOT NULL)")
    reader.insert("demo", {"n": 1})
    assert reader.rows("demo") == [{"n": 1}]
    reader.execute("DROP TABLE demo")
"""

GOLDEN = "demo.holds demo/test_demo.py::test_holds\n"

FAILING = """

@proves("demo.fails")
def test_fails(target):
    assert 1 == 2, "seen 1, not 2"
"""

GOLDEN_FAILING = GOLDEN + "demo.fails demo/test_demo.py::test_fails\n"

KNOWN = """
[[issue]]
id = "one-is-not-two"
features = ["demo.fails"]
targets = ["sqlite-*"]
seen = "seen 1, not 2"
fault = "library"
impact = "error"
workaround = "none known"
reason = "Arithmetic."
upstream = "unreported"
review_by = 2027-01-01
"""


SUBJECT = """
title = "The demo's libraries"
needed_packages = ["httpx", "pydantic", "pydantic_core", "typing_extensions"]
shown = ["advanced-alchemy", "litestar", "SQLAlchemy"]
distributions = ["advanced-alchemy", "litestar", "SQLAlchemy"]

[offered_by]
distribution = "advanced-alchemy"
name = "Advanced Alchemy"

[libraries]
advanced-alchemy = "advanced_alchemy"
litestar = "litestar"
sqlalchemy = "sqlalchemy"
alembic = "alembic"
"""


def write_suite(
    folder: Path, checks: str = CHECKS, golden: str = GOLDEN, ledger: str = "", catalogue: str = CATALOGUE
) -> Path:
    """Write a suite below a folder; gives its place."""
    suite = folder / "suite"
    (suite / "demo").mkdir(parents=True)
    (suite / "catalogue.toml").write_text(catalogue)
    (suite / "subject.toml").write_text(SUBJECT)
    (suite / "known_issues.toml").write_text(ledger)
    (suite / "golden.txt").write_text(golden)
    (suite / "demo" / "test_demo.py").write_text(checks)
    return suite
