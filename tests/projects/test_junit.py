"""Results of a project's tests: of pytest, of other runners, and such as nobody can read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assay.domain.errors import UsageError
from assay.projects import junit
from assay.projects.in_pytest import names_of
from assay.reporting.projects.tests import TestOutcome

TESTS = """
import pytest

def test_holds(): pass
def test_fails(): assert 1 == 2, "no"
@pytest.mark.skip(reason="later")
def test_skipped(): pass
@pytest.mark.xfail
def test_expected(): assert False
@pytest.fixture
def broken():
    yield
    raise OSError("at the end")
def test_torn_down(broken): pass
class TestIn:
    class TestInner:
        @pytest.mark.parametrize("v", ["a::b", "x/y.py", "[1]"])
        def test_parameter(self, v): pass
"""


@pytest.fixture
def of_pytest(tmp_path: Path) -> Path:
    folder = tmp_path / "some-tests"
    folder.mkdir()
    (folder / "test_it.py").write_text(TESTS)
    (folder / "test_unimportable.py").write_text("import nowhere_at_all\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=found.xml"]
    subprocess.run([*command, "--continue-on-collection-errors"], cwd=tmp_path, capture_output=True, check=False)
    return tmp_path / "found.xml"


def test_every_outcome_of_pytest_is_known(of_pytest: Path) -> None:
    found = {test.name: test for test in junit.read([of_pytest]).values()}
    assert {name: test.outcome for name, test in found.items()} == {
        "test_holds": TestOutcome.PASSED,
        "test_fails": TestOutcome.FAILED,
        "test_skipped": TestOutcome.SKIPPED,
        "test_expected": TestOutcome.XFAILED,
        "test_torn_down": TestOutcome.ERROR,
        "test_parameter[a::b]": TestOutcome.PASSED,
        "test_parameter[x/y.py]": TestOutcome.PASSED,
        "test_parameter[[1]]": TestOutcome.PASSED,
        "some-tests.test_unimportable": TestOutcome.ERROR,
    }
    assert found["test_fails"].message.startswith("AssertionError: no")
    assert "def test_fails" in found["test_fails"].traceback
    module = found["some-tests.test_unimportable"]
    assert module.is_module
    assert module.message == "ModuleNotFoundError: No module named 'nowhere_at_all'"


def test_a_test_is_chosen_by_the_names_that_its_results_have(of_pytest: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--collect-only",
        "-p",
        "no:cacheprovider",
        "some-tests/test_it.py",
    ]
    listed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    nodes = [line for line in listed.splitlines() if "::" in line]
    found = {(test.classname, test.name) for test in junit.read([of_pytest]).values() if not test.is_module}
    assert {names_of(node) for node in nodes} == found


def test_other_runners_write_it_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "found.xml"
    file.write_text(
        '<testsuite name="s"><testsuite><testcase name="one" time="1,234.5"/></testsuite>'
        '<testcase classname="c" name="two"><failure type="E">no\nlast line</failure></testcase>'
        '<testcase classname="c" name="three"><skipped/></testcase>'
        '<testcase classname="c" name="two"><error message="worse"/></testcase></testsuite>'
    )
    found = junit.read([file])
    assert {key: test.outcome for key, test in found.items()} == {
        "one": TestOutcome.PASSED,
        "c::two": TestOutcome.ERROR,
        "c::three": TestOutcome.SKIPPED,
    }
    assert found["one"].seconds == 1234.5
    assert found["c::two"].message == "worse"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the results are empty"),
        (b"  \n", "the results are empty"),
        (b"<testsuites><testsuite>", "are no XML that can be read: no element found"),
        (b"\xff\xfe\x00", "are no XML that can be read"),
        (b"<html/>", "are no JUnit XML: they begin with <html>"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "found.xml"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=said) as caught:
        junit.read([file])
    assert "\n" not in str(caught.value)
    assert str(file) in str(caught.value)
