"""``[tool.assay]``: the parser, its schema, and one clear line for each mistake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.domain.errors import UsageError
from assay.products import project_settings as settings
from tests.conftest import ROOT, RunModule

SCHEMA = ROOT / "docs" / "tool-assay.schema.json"

_SCALARS = st.one_of(st.booleans(), st.integers(), st.just(""), st.just("pytest -q"), st.just("3.12"))
_VALUES = st.one_of(
    _SCALARS,
    st.lists(_SCALARS, max_size=2),
    st.dictionaries(
        st.sampled_from(["DATABASE_URL", "a-b", ""]),
        st.sampled_from(["postgres-asyncpg", "sqlite-aiosqlite:dsn", "sqlite-aiosqlite:x", "A B", "", 1, True]),
        max_size=2,
    ),
)
_TABLES = st.dictionaries(
    st.sampled_from(["run", "env", "fixtures", "junit", "requirements", "python", "suites", "evn"]), _VALUES, max_size=3
)


@pytest.mark.skipif(not SCHEMA.is_file(), reason="docs are a checkout's")
def test_the_published_schema_is_the_parsers() -> None:
    assert json.loads(SCHEMA.read_text()) == json.loads(json.dumps(settings.schema())), (
        "python -m assay.products.project_settings > docs/tool-assay.schema.json"
    )
    jsonschema.Draft202012Validator.check_schema(settings.schema())


@given(_TABLES)
def test_the_schema_and_the_parser_agree(table: dict[str, Any]) -> None:
    """All that is named here is a target, which only the parser knows."""
    valid = jsonschema.Draft202012Validator(settings.schema()).is_valid(table)
    assert valid == (not [*settings.mistakes(table)])


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("evn = 1", ["[tool.assay] evn: there is no such key; known are run, env, "]),
        ("requirement = 'x'", ["[tool.assay] requirement: there is no such key; did you mean 'requirements'?"]),
        ("run = 3", ["[tool.assay] run: expected text, got an integer"]),
        ("run = ''", ["[tool.assay] run: it is empty"]),
        ("env = 'X=sqlite'", ["[tool.assay] env: expected a table of texts, got text"]),
        ("env = { URL = 3 }", ["[tool.assay] env.URL: expected text, got an integer"]),
        ("env = { URL = 'postgres' }", ["[tool.assay] env.URL: postgres has several drivers: name one of postgres-a"]),
        (
            "env = { URL = 'postgres-asyncpgg' }",
            ["[tool.assay] env.URL: unknown target or backend 'postgres-asyncpgg'"],
        ),
        ("env = { URL = 'postgres-asyncpg:pot' }", ["[tool.assay] env.URL: there is no part 'pot' of a database"]),
        ("env = { U-L = 'sqlite-sqlite3' }", ["[tool.assay] env.U-L: 'U-L' is no name of an environment variable"]),
        ("suites = 'no'", ["[tool.assay] suites: expected true or false, got text"]),
        ("requirements = ['a', 2]", ["[tool.assay] requirements: expected text or a list of texts, got an integer in"]),
        ("run = 3\nsuites = 1", ["[tool.assay] run: expected text", "[tool.assay] suites: expected true or false"]),
    ],
)
def test_each_mistake_is_a_line_with_file_and_key(tmp_path: Path, table: str, lines: list[str]) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(f"[tool.assay]\n{table}\n")
    with pytest.raises(settings.SettingsError) as caught:
        settings.read(tmp_path)
    assert len(caught.value.lines) == len(lines)
    for said, wanted in zip(caught.value.lines, lines, strict=True):
        assert said.startswith(f"{file}: {wanted}")
        assert "\n" not in said


def test_mistakes_end_the_command_with_a_line_each(tmp_path: Path, run_module: RunModule) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.assay]\nrun = 3\nenv = { URL = 'nope' }\n")
    done = run_module("assay", "upgrade", "sqlalchemy>=2.1")
    assert done.returncode == 2
    assert [line.partition("[tool.assay] ")[2].partition(":")[0] for line in done.stderr.splitlines()] == [
        "run",
        "env.URL",
    ]
    assert not (tmp_path / "reports").exists()


def test_what_is_no_toml_or_has_no_table(tmp_path: Path) -> None:
    assert settings.read(tmp_path) is None
    file = tmp_path / "pyproject.toml"
    file.write_text("[project]\nname = 'x'\n")
    assert settings.read(tmp_path) is None
    file.write_text("[tool.assay\n")
    with pytest.raises(UsageError, match=r"pyproject.toml: is not TOML"):
        settings.read(tmp_path)
    file.write_text("[tool]\nassay = 3\n")
    with pytest.raises(UsageError, match=r"\[tool.assay\] has to be a table"):
        settings.read(tmp_path)


def test_a_variable_names_a_target_and_a_part() -> None:
    found = settings.parse_several("--env", ("DATABASE_URL=postgres-asyncpg", "DB_HOST=postgres-psycopg:host"))
    assert [(v.name, v.target.id, v.part) for v in found] == [
        ("DATABASE_URL", "postgres-asyncpg", "url"),
        ("DB_HOST", "postgres-psycopg", "host"),
    ]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("DATABASE_URL",), "write it as NAME=TARGET"),
        (("=postgres-asyncpg",), "write it as NAME=TARGET"),
        (("A=sqlite-sqlite3", "A=sqlite-aiosqlite"), "--env A is given twice"),
        (("A=sqlite",), "sqlite has several drivers"),
        (("A=oracel",), "did you mean 'oracle'"),
    ],
)
def test_a_malformed_variable_is_one_line(texts: tuple[str, ...], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        settings.parse_several("--env", texts)
    assert "\n" not in str(caught.value)
