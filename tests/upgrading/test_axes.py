"""The axes of a matrix, and what is refused of the words of an upgrade."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.domain.errors import UsageError
from assay.reporting.matrix.combinations import Combination
from assay.upgrading import environments, gate
from assay.upgrading.fitting import Unresolvable


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


@pytest.mark.parametrize("twice", [["python=3.10", "Python=3.11"], ["SQLAlchemy=2", "sqlalchemy=3"]])
def test_an_axis_given_twice_is_refused(twice: list[str]) -> None:
    with pytest.raises(UsageError, match="given twice"):
        gate.parse_axes(twice)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2.0.58,>=2.1", ["2.0.58", ">=2.1"]),
        (">=2.0,<2.1", [">=2.0,<2.1"]),
        (">=2.0, !=2.0.3, <2.1, >=2.1", [">=2.0,!=2.0.3,<2.1", ">=2.1"]),
        ("~=2.0,!=2.0.3", ["~=2.0,!=2.0.3"]),
        ("<=2.0.45,>=2.0.45", ["<=2.0.45", ">=2.0.45"]),
        ("2.0.58,<2.0.40", ["2.0.58", "<2.0.40"]),
    ],
)
def test_a_range_with_two_ends_is_one_value(text: str, values: list[str]) -> None:
    assert gate.parse_axes([f"sqlalchemy={text}"]) == {"sqlalchemy": values}


def test_names_of_axes_are_the_same_in_capitals() -> None:
    assert [*gate.parse_axes(["Python=3.11", "Postgres=15", "Advanced_Alchemy=1"])] == [
        "python",
        "postgres",
        "advanced-alchemy",
    ]


def test_every_cell_has_a_folder_of_its_own() -> None:
    names = ["2.0.45", "<=2.0.45", ">=2.0.45", "2.0.45-1", "2.0.45.1", "2.0.45 1"]
    assert len({gate.folder_of(Combination({"sqlalchemy": name})) for name in names}) == len(names)
    assert gate.folder_of(Combination({"sqlalchemy": "2.0.45", "python": "3.11"})) == "sqlalchemy-2.0.45-python-3.11"


def test_what_the_resolver_refuses_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(Unresolvable) as caught:
        environments.resolve(["advanced-alchemy==1.12.0"], ["sqlalchemy==1.4.0"])
    assert "sqlalchemy" in str(caught.value).lower()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["upgrade", "sqlalchemy >> 2"], "is not a requirement"),
        (["upgrade", "--requirements", "nowhere.txt", "sqlalchemy>=2.1"], "the requirements cannot be read"),
        (["upgrade", "--target", "sqlight", "sqlalchemy>=2.1"], "unknown target or backend 'sqlight'"),
        (["upgrade"], "give CHANGES such as 'sqlalchemy>=2.1', or --from OLD.lock --to NEW.lock"),
        (["upgrade", "--from", "a.lock"], "--from and --to go together"),
        (["upgrade", "--to", "a.lock"], "--from and --to go together"),
        (["upgrade", "--from", "a.lock", "sqlalchemy>=2.1"], "--from and --to go together"),
        (["upgrade", "--from", "a.lock", "--to", "b.lock", "sqlalchemy>=2.1"], "leave sqlalchemy>=2.1 away"),
        (["upgrade", "--from", "a.lock", "--to", "b.lock", "--requirements", "c"], "leave --requirements away"),
        (["upgrade", "--from", "nowhere.lock", "--to", "b.lock"], "nowhere.lock: the requirements cannot be read"),
        (["matrix", "--axis", "litestar"], "write it as NAME=VERSION"),
        (["matrix", "--axis", "lite star=1"], "is not a requirement"),
        (["matrix", "--axis", "litestar=newest"], "is not a requirement"),
        (["matrix", "--axis", "sqlite=3.40"], "runs in this Python"),
        (["matrix", "--axis", "target=sqlite"], "give an axis of versions too"),
        (["matrix", "--axis", "target=sqlight", "--axis", "litestar=2.25.0"], "unknown target or backend 'sqlight'"),
        (["matrix", "--report-dir", "/dev/null/x", "--axis", "litestar=2.25.0"], "the report cannot be written"),
        (["upgrade", "--report-dir", "/dev/null/x", "sqlalchemy>=2.1"], "the report cannot be written"),
        (["upgrade", "--server-version", "postgres", "sqlalchemy>=2.1"], "write it as BACKEND=VERSION"),
        (["upgrade", "--server-version", "pg=15", "sqlalchemy>=2.1"], "unknown backend 'pg'"),
        (["upgrade", "--feature", "nope", "sqlalchemy>=2.1"], "'nope'"),
        (["matrix", "--feature", "nope", "--axis", "litestar=2.25.0"], "'nope'"),
        (["matrix", "--target", "sqlite-aiosqlite", "--axis", "Postgres=15"], "--axis postgres: none of its targets"),
        (["upgrade", "sqlalchemy==2.0.41; python_version < '3'"], "says nothing for Python 3"),
    ],
)
def test_bad_input_is_one_clear_line(arguments: list[str], message: str) -> None:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert message in done.output
    assert len([line for line in done.output.splitlines() if not line.startswith(("present: ", "upgraded: "))]) == 1


@pytest.mark.parametrize("number", ["0", "-1", "two"])
def test_there_are_no_less_than_one_process(number: str) -> None:
    done = CliRunner().invoke(main, ["matrix", "-n", number, "--axis", "litestar=2.25.0"])
    assert done.exit_code == 2
    assert "--workers" in done.output
