"""What of the suites a command line is about, told without starting pytest."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.domain.catalogue import Catalogue, Feature
from assay.products.registry import TARGETS
from assay.running.options import Options
from assay.running.scope import Scope, few_targets, report_dir
from assay.running.selection import Selection

CATALOGUE = Catalogue([Feature(id=f"demo.{name}", section="s", claim="c", varies=("none",)) for name in ("one", "two")])


@pytest.fixture
def suites(tmp_path: Path) -> Path:
    folder = tmp_path / "suites"
    (folder / "demo").mkdir(parents=True)
    (folder / "demo" / "test_demo.py").touch()
    return folder


def scope(suites: Path, *words: str, narrowed: tuple[str, ...] = ()) -> Scope:
    """The scope of a command line that was given beside the suites."""
    return Scope(suites, words, tuple(suites.parent / word.partition("::")[0] for word in words), narrowed)


@pytest.mark.parametrize(
    ("words", "touched", "complete"),
    [
        (["suites"], True, True),
        (["."], True, True),
        (["suites", "suites/demo"], True, True),
        (["suites/demo"], True, False),
        (["suites", "suites/demo/test_demo.py::test_one"], True, False),
        (["tests"], False, False),
        (["tests", "suites/demo"], True, False),
    ],
)
def test_a_command_line_touches_the_suites_and_takes_in_all_or_a_part(
    suites: Path, words: list[str], touched: bool, complete: bool
) -> None:
    found = scope(suites, *words)
    assert (found.touched, found.complete) == (touched, complete)
    assert not scope(suites, *words, narrowed=("-k one",)).complete


@pytest.mark.parametrize(
    ("words", "given", "narrowed", "part"),
    [
        (["suites"], {}, (), []),
        (["suites"], {"target": ["sqlite"]}, (), []),
        (["suites"], {"feature": ["demo"]}, (), []),
        (["suites"], {"feature": ["demo.one"]}, (), ["--feature demo.one"]),
        (["suites"], {"store": ["memory", "s3"]}, (), ["--store memory,s3"]),
        (["suites"], {}, ("-k one",), ["-k one"]),
        (["suites/demo/test_demo.py::test_one"], {}, (), ["demo/test_demo.py::test_one"]),
        (["suites/demo", "."], {}, (), []),
        (["suites/demo"], {"feature": ["demo.two"]}, ("-m x",), ["--feature demo.two", "-m x", "demo"]),
    ],
)
def test_what_makes_a_run_one_of_a_part(
    suites: Path, words: list[str], given: dict[str, list[str]], narrowed: tuple[str, ...], part: list[str]
) -> None:
    options = Options.parse(**given)  # type: ignore[arg-type]
    found = scope(suites, *words, narrowed=narrowed).part(options, Selection.of(options, CATALOGUE), CATALOGUE)
    assert found == part


def test_where_the_report_goes(tmp_path: Path) -> None:
    nothing = Options.parse()
    one = Selection.of(Options.parse(target=[TARGETS[0].id]), CATALOGUE)
    assert few_targets(Selection.of(nothing, CATALOGUE)) == []
    assert few_targets(one) == [f"--target {TARGETS[0].id}"]
    assert report_dir(nothing, tmp_path, []) == tmp_path / "reports" / "latest"
    assert report_dir(nothing, tmp_path, few_targets(one)) == tmp_path / "reports" / "part"
    given = Options.parse(report_dir="mine")
    assert report_dir(given, tmp_path, few_targets(one)) == report_dir(given, tmp_path, []) == tmp_path / "mine"
