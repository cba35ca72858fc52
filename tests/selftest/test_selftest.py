"""The self-test itself: it proves what can fail, and refuses what cannot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assay.domain.catalogue import Catalogue
from assay.domain.causes import Cause
from assay.domain.exit_codes import NOTHING_RAN
from assay.domain.verdicts import Verdict
from assay.running.check import Said
from assay.running.suite_files import repository_file
from assay.selftest.planted import all_defects, replaced
from assay.selftest.score import Kind, Outcome, Score
from tests.conftest import RunSuite
from tests.support import suite_template as template

CATALOGUE = """
[[feature]]
id = "demo.planted"
section = "Demo"
claim = "Black has no value."
varies = ["none"]

[[feature]]
id = "demo.other"
section = "Demo"
claim = "Something without a defect."
varies = ["none"]
"""
DEFECT = """
import colorsys
from assay.selftest.planted import breaks, replaced

@breaks("demo.planted", claim="black is white")
def black_is_white():
    with replaced(colorsys, "rgb_to_hsv", lambda r, g, b: (0, 0, 1)):
        yield
"""
SELFTEST = ("-p", "assay.selftest.plugin", "--selftest")
PROVES = (
    "import colorsys\nfrom assay.checking import proves\n\n@proves({feature!r})\ndef test_it(target):\n    {body}\n"
)
SEES_THE_DEFECT = "assert colorsys.rgb_to_hsv(0, 0, 0)[2] == 0, 'black has a value'"


def write(tmp_path: Path, feature: str, body: str) -> Path:
    suite = template.write_suite(tmp_path, PROVES.format(feature=feature, body=body), catalogue=CATALOGUE)
    (suite / "conftest.py").write_text(DEFECT)
    return suite


def test_a_check_that_fails_on_the_defect_proves_its_feature(tmp_path: Path, run_suite: RunSuite) -> None:
    done = run_suite(write(tmp_path, "demo.planted", SEES_THE_DEFECT), *SELFTEST, "--target", "sqlite")
    assert done.returncode == 0, done.stdout
    assert "1 features proved / 1 features with checks: 100 %" in done.stdout


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
def test_a_check_that_cannot_fail_is_found(tmp_path: Path, run_suite: RunSuite, workers: Sequence[str]) -> None:
    done = run_suite(write(tmp_path, "demo.planted", "assert target"), *SELFTEST, "--target", "sqlite", *workers)
    assert done.returncode == 1
    assert "unproved  demo.planted" in done.stdout
    assert "no check fails on the claim: held" in done.stdout
    assert "0 features proved / 1 features with checks: 0 %" in done.stdout


NEEDS_A_PACKAGE = "\n[[feature]]\nid = 'demo.extra'\nsection = 'Demo'\nclaim = 'With a package.'\nvaries = ['none']\n"
EXTRA = "import no_such_distribution\n" + PROVES.format(feature="demo.extra", body="assert target")
GOLDEN = "demo.extra demo/test_extra.py::test_it\ndemo.planted demo/test_demo.py::test_it\n"


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
def test_a_module_that_needs_an_optional_package_is_not_provable_without_it(
    tmp_path: Path, run_suite: RunSuite, workers: Sequence[str]
) -> None:
    suite = write(tmp_path, "demo.planted", SEES_THE_DEFECT)
    (suite / "demo" / "test_extra.py").write_text(EXTRA)
    (suite / "golden.txt").write_text(GOLDEN)
    needs = f"{NEEDS_A_PACKAGE}installed = ['no-such-distribution']\n"
    (suite / "catalogue.toml").write_text(CATALOGUE + needs)
    done = run_suite(suite, *SELFTEST, "--target", "sqlite-aiosqlite", *workers)
    assert done.returncode == 0, done.stdout
    assert "missing   demo.extra: not provable here: no-such-distribution is not installed; " in done.stdout
    assert "1 features proved / 1 features with checks: 100 % (1 planted defects); 1 not provable here" in done.stdout


def test_a_module_that_cannot_be_imported_for_another_reason_ends_the_self_test(
    tmp_path: Path, run_suite: RunSuite
) -> None:
    suite = write(tmp_path, "demo.planted", SEES_THE_DEFECT)
    (suite / "demo" / "test_extra.py").write_text(EXTRA)
    (suite / "golden.txt").write_text(GOLDEN)
    (suite / "catalogue.toml").write_text(CATALOGUE + NEEDS_A_PACKAGE)
    done = run_suite(suite, *SELFTEST, "--target", "sqlite-aiosqlite")
    assert done.returncode == 2
    assert "No module named 'no_such_distribution'" in done.stdout


def test_what_the_installed_versions_do_not_have_is_missing() -> None:
    said = Said(Verdict.UNSUPPORTED, "x is not installed", Cause.NOT_OFFERED)
    assert Outcome.of(said, "", "x is not installed").kind is Kind.MISSING
    assert Outcome.of(Said(Verdict.UNSUPPORTED, "no", Cause.ABSENT), "", "no").kind is Kind.BROKE


MANY = """
import colorsys
import pytest
from assay.checking import proves

@pytest.fixture(scope="module")
def thing():
    yield

@proves("demo.planted")
@pytest.mark.parametrize("n", [1, 2, 3])
def test_many(target, thing, n):
    pass

@proves("demo.planted")
def test_sees(target, thing):
    {body}

@proves("demo.planted", "demo.other")
def test_more(target, thing):
    assert colorsys.rgb_to_hsv(0, 0, 0)[2] == 0, 'black has a value'
"""


def tried(tmp_path: Path, run_suite: RunSuite, *options: str) -> list[str]:
    """The checks that a self-test tried with a defect, in order."""
    suite = write(tmp_path, "demo.planted", SEES_THE_DEFECT)
    for module, body in (("test_a.py", "assert target"), ("test_b.py", SEES_THE_DEFECT)):
        (suite / "demo" / module).write_text(MANY.format(body=body))
    (suite / "conftest.py").write_text(DEFECT.replace('"demo.planted"', '"demo.planted", "demo.other"'))
    done = run_suite(suite, *SELFTEST, "--target", "sqlite-aiosqlite", "-v", *options)
    assert done.returncode == 0, done.stdout
    assert "2 features proved / 2 features with checks: 100 %" in done.stdout
    ran = [line.split()[0].rpartition("/")[2] for line in done.stdout.splitlines() if "::test_" in line]
    assert len([check for check in ran if "-without" in check]) == 11, "each is tried without a defect"
    return [check.replace("[sqlite-aiosqlite-black_is_white", "[") for check in ran if "-black_is_white" in check]


def test_a_defect_that_is_caught_is_tried_on_no_other_check(tmp_path: Path, run_suite: RunSuite) -> None:
    """Nor on another one of the caught feature; each function has its turn before the next parameters of any."""
    assert tried(tmp_path, run_suite) == [
        "test_a.py::test_many[-1]",
        "test_a.py::test_sees[]",
        "test_a.py::test_more[]",
    ]


def test_every_check_is_tried_if_it_is_asked_for(tmp_path: Path, run_suite: RunSuite) -> None:
    assert len(tried(tmp_path, run_suite, "--every-check")) == 11


def test_a_defect_is_caught_for_each_of_its_features(tmp_path: Path, run_suite: RunSuite) -> None:
    """A check of two features is tried until both are proved."""
    suite = write(tmp_path, "demo.planted", SEES_THE_DEFECT)
    (suite / "demo" / "test_more.py").write_text(
        PROVES.format(feature="demo.other", body=SEES_THE_DEFECT).replace(
            "'demo.other'", "'demo.planted', 'demo.other'"
        )
    )
    (suite / "conftest.py").write_text(DEFECT.replace('"demo.planted"', '"demo.planted", "demo.other"'))
    done = run_suite(suite, *SELFTEST, "--target", "sqlite-aiosqlite")
    assert done.returncode == 0, done.stdout
    assert "2 features proved / 2 features with checks: 100 % (1 planted defects)" in done.stdout
    assert "4 passed" in done.stdout


def test_a_check_that_only_breaks_proves_nothing(tmp_path: Path, run_suite: RunSuite) -> None:
    body = "1 / (colorsys.rgb_to_hsv(0, 0, 0)[2] - 1)"
    done = run_suite(write(tmp_path, "demo.planted", body), *SELFTEST, "--target", "sqlite")
    assert done.returncode == 1
    assert "broke: the check itself is broken: ZeroDivisionError" in done.stdout


def test_a_check_that_fails_without_any_defect_is_a_problem(tmp_path: Path, run_suite: RunSuite) -> None:
    done = run_suite(write(tmp_path, "demo.planted", "assert not target"), *SELFTEST, "--target", "sqlite")
    assert done.returncode == 1
    assert "without any defect" in done.stdout


def test_a_feature_without_a_defect_is_unproved(tmp_path: Path, run_suite: RunSuite) -> None:
    done = run_suite(write(tmp_path, "demo.other", "assert target"), *SELFTEST, "--target", "sqlite")
    assert done.returncode == 1
    assert "unproved  demo.other: no planted defect breaks it" in done.stdout


def test_every_defect_names_features_of_the_catalogue() -> None:
    catalogue = Catalogue.load(repository_file("catalogue.toml"))
    assert not [(d.name, f) for d in all_defects(repository_file("")) for f in d.features if f not in catalogue]


def test_what_is_replaced_is_put_back() -> None:
    class Base:
        word = "before"

    class Derived(Base):
        pass

    with replaced(Derived, "word", "after"):
        assert Derived.word == "after"
    assert Derived.word == "before"
    assert "word" not in vars(Derived)
    with pytest.raises(AttributeError), replaced(Base, "nothing", 1):
        pass


ELSEWHERE = """
@breaks("demo.planted", claim="black is white on Oracle too", target="oracle-oracledb")
def black_is_white_there():
    with replaced(colorsys, "rgb_to_hsv", lambda r, g, b: (0, 0, 1)):
        yield
"""


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a container engine: there is no Oracle."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nope.sock")


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
def test_a_defect_whose_server_is_missing_is_counted_apart(
    tmp_path: Path, run_suite: RunSuite, no_engine: None, workers: Sequence[str]
) -> None:
    suite = write(tmp_path, "demo.planted", SEES_THE_DEFECT)
    (suite / "conftest.py").write_text(DEFECT + ELSEWHERE)
    file = suite / "demo" / "test_demo.py"
    file.write_text(file.read_text().replace("(target)", "(target, reader)"))
    asked = (*SELFTEST, "--target", "sqlite,oracle", *workers)
    done = run_suite(suite, *asked, "--allow-missing")
    assert done.returncode == 0, done.stdout
    assert "missing   demo.planted: not provable here: oracle: container: no container engine answers" in done.stdout
    assert "0 features proved / 0 features with checks: 0 % (2 planted defects); 1 not provable here" in done.stdout
    assert "unproved" not in done.stdout
    assert "problem" not in done.stdout
    done = run_suite(suite, *asked, "--require", "oracle")
    assert done.returncode == 1
    assert "problem   oracle is required: oracle: container: no container engine answers" in done.stdout
    done = run_suite(suite, *asked)
    assert done.returncode == 1
    assert "problem   oracle is asked for: oracle: container: no container engine answers" in done.stdout


def test_a_self_test_that_proves_nothing_has_its_own_exit_code(
    tmp_path: Path, run_suite: RunSuite, no_engine: None
) -> None:
    suite = write(tmp_path, "demo.planted", SEES_THE_DEFECT)
    (suite / "conftest.py").write_text(DEFECT + ELSEWHERE)
    file = suite / "demo" / "test_demo.py"
    file.write_text(file.read_text().replace("(target)", "(target, reader)"))
    asked = (*SELFTEST, "--target", "oracle-oracledb")
    assert run_suite(suite, *asked).returncode == NOTHING_RAN
    assert run_suite(suite, *asked, "-k", "no_such_check").returncode == NOTHING_RAN
    assert run_suite(suite, *asked, "--allow-missing").returncode == 0


def test_a_missing_server_excuses_no_other_defect(tmp_path: Path, run_suite: RunSuite, no_engine: None) -> None:
    suite = write(tmp_path, "demo.planted", "assert target")
    (suite / "conftest.py").write_text(DEFECT + ELSEWHERE)
    done = run_suite(suite, *SELFTEST, "--target", "sqlite,oracle")
    assert done.returncode == 1
    assert "unproved  demo.planted: black_is_white is planted, and no check fails on the claim: held" in done.stdout


def test_a_set_up_that_breaks_proves_nothing_and_is_not_called_passed(tmp_path: Path, run_suite: RunSuite) -> None:
    suite = write(tmp_path, "demo.planted", SEES_THE_DEFECT)
    (suite / "conftest.py").write_text(
        DEFECT + "import pytest\n\n@pytest.fixture(autouse=True)\ndef thing(target, planted):\n    assert not planted\n"
    )
    done = run_suite(suite, *SELFTEST, "--target", "sqlite")
    assert done.returncode == 1
    assert "no check fails on the claim: broke: setup failed: assert not" in done.stdout
    assert "1 passed, 1 skipped" in done.stdout


def test_a_run_knows_nothing_of_it(tmp_path: Path, run_suite: RunSuite) -> None:
    """Its option is its plugin's: without that, pytest refuses it before anything starts."""
    done = run_suite(write(tmp_path, "demo.planted", SEES_THE_DEFECT), "--selftest", "--target", "sqlite")
    assert done.returncode == 4
    assert "unrecognized arguments: --selftest" in done.stderr


def test_a_module_of_defects_that_cannot_be_imported_is_one_clear_line(tmp_path: Path, run_suite: RunSuite) -> None:
    suite = write(tmp_path, "demo.planted", SEES_THE_DEFECT)
    (suite / "planted").mkdir()
    (suite / "planted" / "broken.py").write_text("import no_such_part\n")
    subject = suite / "subject.toml"
    subject.write_text(f"planted = 'planted'\n{subject.read_text()}")
    done = run_suite(suite, *SELFTEST, "--target", "sqlite")
    assert done.returncode == 4
    module = suite.resolve() / "planted" / "broken.py"
    said = f"ERROR: {module}: cannot be imported: ModuleNotFoundError: No module named 'no_such_part'"
    assert done.stderr.strip() == said


@pytest.mark.parametrize(
    ("outcomes", "unproved", "unprovable"),
    [
        ({"white": [Outcome(Kind.HELD, Verdict.PASS), Outcome(Kind.CAUGHT, Verdict.FAIL, "x")]}, "", ""),
        ({"white": [Outcome(Kind.HELD, Verdict.PASS)]}, "white is planted, and no check fails on the claim: held", ""),
        ({"white": [Outcome(Kind.MISSING, Verdict.NOT_RUN, "no server")]}, "", "no server"),
        ({"": [Outcome(Kind.BROKE, Verdict.KNOWN, "odd")]}, "", ""),
        ({"": [Outcome(Kind.HELD, Verdict.PASS)]}, "no planted defect breaks it", ""),
    ],
)
def test_what_outcomes_prove(outcomes: dict[str, list[Outcome]], unproved: str, unprovable: str) -> None:
    score = Score()
    for defect, found in outcomes.items():
        for outcome in found:
            score.add(["demo.planted"], defect, outcome)
    assert score.unproved.get("demo.planted", "") == unproved
    assert score.unprovable.get("demo.planted", "") == unprovable
