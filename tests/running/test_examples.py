"""How many examples checks draw, by the profile of a run."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from assay.domain.example_profiles import PROFILES
from tests.conftest import ReadReport, RunModule, RunSuite
from tests.support import suite_template as template

MORE = PROFILES["nightly"]
SQLITE = ("--target", "sqlite-aiosqlite")
DRAWN = """
from pathlib import Path
from hypothesis import given, strategies as st
from assay.checking import proves, same_everywhere

@proves('demo.holds')
def test_holds(request):
    drawn = []
    @same_everywhere(5)
    @given(st.integers())
    def draw(number):
        drawn.append(number)

    draw()
    limit = request.config.option.timeout or float(request.config.getini("timeout"))
    Path({file!r}).write_text(f"{{limit:.0f}} {{drawn}}")
"""


def drawing(tmp_path: Path) -> Path:
    """A suite of one check, which writes down what it drew and in what time it had to."""
    checks = DRAWN.format(file=str(tmp_path / "drawn"))
    return template.write_suite(tmp_path, checks, "demo.holds demo/test_demo.py::test_holds\n")


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one-process", "workers"])
def test_a_profile_says_how_many(
    tmp_path: Path, run_suite: RunSuite, report: ReadReport, workers: tuple[str, ...]
) -> None:
    suite, file = drawing(tmp_path), tmp_path / "drawn"
    found = []
    for options in ((), (), ("--profile", "nightly")):
        done = run_suite(suite, *SQLITE, "-o", "timeout=60", *options, *workers)
        assert done.returncode == 0, done.stdout
        limit, _, values = file.read_text().partition(" ")
        found.append((int(limit), ast.literal_eval(values)))
        file.unlink()
    assert found[0] == found[1], "the same ones in each run"
    assert [(limit, len(values)) for limit, values in found[1:]] == [(60, 5), (60 * MORE, 5 * MORE)]
    assert len({*found[2][1]}) > len({*found[0][1]})
    assert report().header.manifest["selection"]["profile"] == "nightly"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--profile", "nigthly"), "unknown profile 'nigthly'; did you mean 'nightly'? known are default, nightly"),
        (("--hypothesis-profile=deep",), "--hypothesis-profile=deep: a run draws by its own profiles; see --profile"),
    ],
)
def test_other_profiles_are_refused_in_a_line(run_module: RunModule, options: tuple[str, ...], said: str) -> None:
    done = run_module("assay", "run", *SQLITE, *options)
    assert done.returncode in {2, 4}
    assert (done.stdout + done.stderr).strip().splitlines()[-1].endswith(said)
    assert "INTERNALERROR" not in done.stdout + done.stderr
