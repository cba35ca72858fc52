"""A suite of another library, in its own folder: its catalogue, ledger, planted defect, subject and application."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from assay.domain.verdicts import Verdict
from assay.results.file import read_results
from tests.conftest import ROOT, RunModule
from tests.support.distributions import environment

FILES = {
    # the library under test
    "lib/shelf.py": '''
        """Keeps names on a shelf."""
        import sqlalchemy as sa

        class Shelf:
            def __init__(self, url):
                self.engine = sa.create_engine(url, poolclass=sa.NullPool)

            def keep(self, name):
                with self.engine.begin() as connection:
                    connection.execute(sa.text("INSERT INTO shelf (name) VALUES (:name)"), {"name": name})

            def find(self, name):
                with self.engine.connect() as connection:
                    found = connection.execute(sa.text("SELECT name FROM shelf WHERE name = :name"), {"name": name})
                    return found.scalar()

        def label(name):
            return name.upper()
    ''',
    "lib/shelf_lib-1.2.dist-info/METADATA": """
        Metadata-Version: 2.1
        Name: shelf-lib
        Version: 1.2
        Provides-Extra: paint
        Requires-Dist: shelf-paint; extra == "paint"
    """,
    # an application of it
    "shop/__init__.py": "",
    "shop/app.py": """
        from shelf import Shelf, label

        def open_shelf(url):
            return Shelf(url)

        def label_of(number):
            return label(number)
    """,
    # the suite
    "checks/__init__.py": "",
    "checks/conftest.py": """
        import pytest
        from shop.app import label_of, open_shelf

        @pytest.fixture
        def shelf(runtime):
            runtime.reader.execute("CREATE TABLE shelf (name VARCHAR(100) NOT NULL)")
            return open_shelf(runtime.url)

        @pytest.fixture
        def labelled(target):
            return label_of(7)
    """,
    "checks/keeping/__init__.py": "",
    "checks/keeping/test_shelf.py": """
        from assay.checking import Reader, proves

        @proves("keeping.keep")
        def test_what_is_kept_is_there(shelf, reader: Reader):
            shelf.keep("Agatha")
            names = [row["name"] for row in reader.rows("shelf")]
            assert names == ["Agatha"], f"the shelf holds {names}"

        @proves("keeping.find")
        def test_case_does_not_matter(shelf, reader: Reader):
            reader.insert("shelf", {"name": "Agatha"})
            found = shelf.find("agatha")
            assert found == "Agatha", f"agatha is found as {found}"

        @proves("keeping.label")
        def test_a_number_has_a_label(labelled):
            assert labelled == "7"

        @proves("keeping.sort")
        def test_sorted(shelf):
            raise AssertionError("not reached")
    """,
    "checks/keeping/test_paint.py": """
        from assay.checking import proves

        @proves("keeping.paint")
        def test_blue():
            raise AssertionError("not reached")
    """,
    "checks/planted/__init__.py": "",
    "checks/planted/keeping.py": """
        from assay.selftest.planted import breaks, replaced
        from shelf import Shelf

        @breaks("keeping.keep", claim="nothing is kept", target="sqlite-sqlite3")
        def nothing_is_kept():
            with replaced(Shelf, "keep", lambda self, name: None):
                yield
    """,
    "checks/subject.toml": """
        title = "Shelf"
        documentation = "https://shelf.example/guide.html"
        applications = ["../shop"]
        planted = "planted"
        distributions = ["shelf-lib"]
        shown = ["shelf-lib"]

        [offered_by]
        distribution = "shelf-lib"
        name = "Shelf"

        [libraries]
        shelf-lib = "shelf"
    """,
    "checks/catalogue.toml": "".join(
        f'\n[[feature]]\nid = "keeping.{name}"\nsection = "Keeping Names"\n'
        f'claim = "{claim}"\nvaries = ["driver"]\n{more}'
        for name, claim, more in (
            ("keep", "What is kept is there.", ""),
            ("find", "Case does not matter.", ""),
            ("label", "All things have a label.", ""),
            ("sort", "The shelf is sorted.", 'since = "2.0"\n'),
            ("paint", "The shelf is blue.", 'installed = ["shelf-paint"]\n'),
        )
    ),
    "checks/known_issues.toml": """
        [[issue]]
        id = "case-matters"
        features = ["keeping.find"]
        targets = ["sqlite-*"]
        seen = "agatha is found as None"
        fault = "library"
        impact = "error"
        workaround = "none known"
        reason = "The shelf compares names as they are."
        upstream = "unreported"
        review_by = 2030-01-01
    """,
    "checks/golden.txt": """
        keeping.find keeping/test_shelf.py::test_case_does_not_matter
        keeping.keep keeping/test_shelf.py::test_what_is_kept_is_there
        keeping.label keeping/test_shelf.py::test_a_number_has_a_label
        keeping.paint keeping/test_paint.py::test_blue
        keeping.sort keeping/test_shelf.py::test_sorted
    """,
}
FIRST = re.compile(r"litestar|advanced.?alchemy|reference_app|author", re.IGNORECASE)
"""Words of Assay's own suite."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder outside of the repository, with a library, an application and a suite of it."""
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = text.strip("\n").splitlines()
        indent = len(lines[0]) - len(lines[0].lstrip()) if lines else 0
        file.write_text("\n".join(line[indent:] for line in lines).rstrip() + "\n")
    assert ROOT not in tmp_path.parents
    return tmp_path


@pytest.fixture
def assay(project: Path, run_module: RunModule) -> RunModule:
    """Run a command on the suite, as its author would, in its folder."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        kept = {k: v for k, v in environment(project / "lib").items() if not k.startswith("PYTEST_")}
        chosen = ("--suite-dir", "checks", "--target", "sqlite-sqlite3", "checks")
        return run_module("assay", *arguments, *chosen, cwd=project, environment=kept, timeout=200)

    return run


def test_it_runs_and_its_report_shows_its_own_subject_and_no_other(project: Path, assay: RunModule) -> None:
    done = assay("run", "-n", "1", "--report-dir", "report")
    assert done.returncode == 1, done.stdout + done.stderr
    found = read_results(project / "report")
    lines = {r.feature.removeprefix("keeping."): (r.verdict, r.reason) for r in found.results if r.nodeid}
    refused = "the application cannot be made: AttributeError: 'int' object has no attribute 'upper'"
    assert lines == {
        "keep": (Verdict.PASS, ""),
        "find": (Verdict.KNOWN, "The shelf compares names as they are."),
        "label": (Verdict.FAIL, refused),
        "sort": (Verdict.UNSUPPORTED, "Shelf 1.2 does not offer it (since 2.0)"),
        "paint": (
            Verdict.UNSUPPORTED,
            "shelf-paint is not installed; the extra 'paint' brings it: pip install 'shelf-lib[paint]'",
        ),
    }
    files = [file for file in (project / "report").iterdir() if file.is_file()]
    assert {"index.html", "summary.md", "junit.xml", "report.json", "results.jsonl"} <= {f.name for f in files}
    said = {f.name: FIRST.findall(f.read_text("utf-8")) for f in files} | {"screen": FIRST.findall(done.stdout)}
    assert not {name: words for name, words in said.items() if words}
    page = (project / "report" / "index.html").read_text("utf-8")
    assert "shelf-lib 1.2" in page
    assert "https://shelf.example/guide.html#keeping-names" in page


def test_its_checks_fail_on_its_planted_defect(assay: RunModule) -> None:
    done = assay("selftest", "-n", "2", "--feature", "keeping.keep,keeping.find")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 features proved / 2 features with checks: 100 % (1 planted defects)" in done.stdout
    assert not FIRST.findall(done.stdout)
