"""Which files a run of some features imports: all with a check of them, and each of which nobody knows."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from assay.domain import golden
from assay.domain.catalogue import Catalogue
from assay.results.file import read_results
from assay.running.needed_files import KnownFiles, LeftOut
from assay.running.suite_files import repository_file
from tests.conftest import RunSuite
from tests.support import suite_template as template

T = "sqlite-aiosqlite"
PATTERNS = ["test_*.py"]
CHECK = """
from assay.checking import proves
{before}

@proves({marks})
def test_it(target):
    pass
"""
OTHER = {
    "plain": ("", '"demo.fails"'),
    "with capabilities": ("", '"demo.fails", needs=("keeps-objects",)'),
    "a constant": ('ALL = ("demo.fails",)', "*ALL"),
}
MAY = {
    "new text": ("", '"demo.fails", "demo.holds"'),
    "a constant": ('ALL = ("demo.fails", "demo.holds")', "*ALL"),
    "a constant that is computed": ('ALL = tuple(f"demo.{n}" for n in ("fails",))', "*ALL"),
    "a constant from elsewhere": ("from somewhere import ALL", "*ALL"),
    "computed": ("", '"demo." + "fails"'),
    "another name": ("mark = proves\nproves = lambda *_: mark('demo.fails')", "1"),
}


def suite_with(folder: Path, before: str, marks: str, known: bool = True) -> Path:
    """A suite with a second file, which the golden list may know as one with checks of ``demo.fails``."""
    line = "demo.fails demo/test_more.py::test_it\n" if known else ""
    suite = template.write_suite(folder, template.CHECKS + template.FAILING, template.GOLDEN_FAILING + line)
    (suite / "demo" / "test_more.py").write_text(CHECK.format(before=before, marks=marks))
    return suite


@pytest.mark.parametrize("name", OTHER)
def test_what_has_no_check_of_the_features_is_left_out(tmp_path: Path, name: str) -> None:
    found = LeftOut.of(suite_with(tmp_path, *OTHER[name]), ["demo.holds"], PATTERNS)
    assert found.files == {"demo/test_more.py"}
    assert found.pairs == {("demo.fails", "demo/test_more.py::test_it")}
    assert not found.folders


@pytest.mark.parametrize("name", MAY)
def test_what_may_have_one_is_imported(tmp_path: Path, name: str) -> None:
    """A check may be newer than the golden list."""
    assert not LeftOut.of(suite_with(tmp_path, *MAY[name]), ["demo.holds"], PATTERNS).files


def test_a_file_that_the_golden_list_does_not_know_is_imported(tmp_path: Path) -> None:
    assert not LeftOut.of(suite_with(tmp_path, "", '"demo.fails"', known=False), ["demo.holds"], PATTERNS).files


def test_nothing_is_left_out_of_a_run_of_all(tmp_path: Path) -> None:
    assert not LeftOut.of(suite_with(tmp_path, "", '"demo.fails"'), None, PATTERNS).files


def test_every_check_of_every_feature_is_in_a_file_that_its_run_imports() -> None:
    """And all checks of the features that such checks are of as well."""
    suites = repository_file("")
    pairs = golden.load(suites / "golden.txt")
    catalogue = Catalogue.load(suites / "catalogue.toml")
    known = KnownFiles(suites, PATTERNS)
    checks, features, files = defaultdict(set), defaultdict(set), defaultdict(set)
    for of, check in pairs:
        checks[of].add(check)
        features[check].add(of)
        files[of].add(check.partition("::")[0])
    for feature in sorted({feature.id for feature in catalogue} & {*checks}):
        out = known.without([feature])
        spoken = set().union(*(features[check] for check in checks[feature]))
        assert not set().union(*(files[of] for of in spoken)) & out.files
        assert len(out.files) > 60, "most files have no check of one feature"


def test_a_run_of_a_feature_says_the_same_with_and_without_the_others(tmp_path: Path, run_suite: RunSuite) -> None:
    """The file that is left out cannot even be imported: its checks are as the golden list has them."""
    suite = suite_with(tmp_path, "", '"demo.fails"')
    lines = []
    for text in (None, 'import no_such_part\n@proves("demo.fails")\n'):
        if text is not None:
            (suite / "demo" / "test_more.py").write_text(text)
        done = run_suite(suite, "--target", T, "--feature", "demo.holds")
        assert "not imported, as no check in them is of these features: 1 files of the suites" in done.stdout
        found = read_results(tmp_path / "report")
        assert found.end is not None
        lines.append(
            (
                done.returncode,
                [(r.feature, r.check, r.target, r.verdict, r.cause) for r in found.results],
                found.end.problems,
            )
        )
    assert lines[0] == lines[1]
    assert "vanished" not in "".join(lines[0][2])
