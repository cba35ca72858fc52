"""The gate before an upgrade: what users write, what is refused, and what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from assay import environments, gate
from assay.cli import main
from assay.environments import Unresolvable
from assay.errors import UsageError
from assay.gate import Cell
from assay.reporting import model
from assay.results import FORMAT, End, Header, Result, Run
from assay.verdicts import Verdict


def test_axes_make_every_combination() -> None:
    axes = gate.parse_axes(["advanced-alchemy=1.11.0, 1.12.0", "python=3.10,3.13"])
    found = [cell.name for cell in gate.cells(axes)]
    assert found == [
        "advanced-alchemy 1.11.0 python 3.10",
        "advanced-alchemy 1.11.0 python 3.13",
        "advanced-alchemy 1.12.0 python 3.10",
        "advanced-alchemy 1.12.0 python 3.13",
    ]
    assert gate.requirements({"advanced-alchemy": "1.11.0", "python": "3.10", "sqlalchemy": ">=2.1"}) == [
        "advanced-alchemy==1.11.0",
        "sqlalchemy>=2.1",
    ]


@pytest.mark.parametrize("text", ["advanced-alchemy", "=1.0", "litestar=", "litestar= , "])
def test_a_malformed_axis_is_one_clear_line(text: str) -> None:
    with pytest.raises(UsageError, match="write it as NAME=VERSION"):
        gate.parse_axes([text])


def test_an_axis_given_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="given twice"):
        gate.parse_axes(["python=3.10", "python=3.11"])


def test_pins_of_a_lock_file(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(
        "# a comment\n--index-url nowhere\nlitestar==2.25.0  # why\ntomli==2 ; python_version < '3.11'\n"
        "anyio==4.16.0 \\\n    --hash=sha256:00\n-e .\n"
    )
    assert environments.pins_of_file(lock) == [
        "litestar==2.25.0",
        "tomli==2 ; python_version < '3.11'",
        "anyio==4.16.0",
    ]


@pytest.mark.parametrize(
    ("content", "message"), [(None, "cannot be read"), ("not a requirement!\n", "not a requirement")]
)
def test_a_bad_lock_file_is_one_clear_line(tmp_path: Path, content: str | None, message: str) -> None:
    lock = tmp_path / "lock.txt"
    if content is not None:
        lock.write_text(content)
    with pytest.raises(UsageError, match=message) as caught:
        environments.pins_of_file(lock)
    assert str(lock) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_installed_is_pinned_without_assay_itself() -> None:
    pins = environments.pins_installed()
    assert any(pin.startswith("litestar==") for pin in pins)
    assert not any(pin.startswith("alchemy-assay") for pin in pins)


def test_what_the_resolver_refuses_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(Unresolvable) as caught:
        environments.build(["advanced-alchemy==1.12.0"], ["sqlalchemy==1.4.0"])
    assert "sqlalchemy" in str(caught.value).lower()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["upgrade", "sqlalchemy >> 2"], "is not a requirement"),
        (["upgrade", "--requirements", "nowhere.txt", "sqlalchemy>=2.1"], "the requirements cannot be read"),
        (["upgrade", "--target", "sqlight", "sqlalchemy>=2.1"], "unknown target or backend 'sqlight'"),
        (["matrix", "--axis", "litestar"], "write it as NAME=VERSION"),
    ],
)
def test_bad_input_is_one_clear_line(arguments: list[str], message: str) -> None:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert message in done.output
    assert len(done.output.strip().splitlines()) == 1


def cell(version: str, verdict: Verdict, reason: str = "") -> Cell:
    result = Result(run=version, feature="a.b", check="c", target="t", verdict=verdict, reason=reason)
    run = Run(
        header=Header(format=FORMAT, run=version, manifest={"started": version, "distributions": {}}),
        results=[result],
        end=End(run=version, seconds=1.0),
    )
    return Cell({"advanced-alchemy": version}, model.build(run))


def test_the_table_shows_what_changed_between_neighbours() -> None:
    cells = [cell("1.0", Verdict.FAIL, "lost"), cell("1.1", Verdict.PASS), cell("1.2", Verdict.FAIL, "gone again")]
    text = gate.table([*cells, Cell({"advanced-alchemy": "9"}, problem="the resolver refuses it: no")], ["t"])
    assert "| advanced-alchemy 1.0 | 0/1 |" in text
    assert "| advanced-alchemy 1.1 | 1/1 |" in text
    assert "**fixed** `a.b` on t: was: lost" in text
    assert "**regressed** `a.b` on t: gone again" in text
    assert "| advanced-alchemy 9 | the resolver refuses it: no |" in text
    assert "One of the two did not run." in text
