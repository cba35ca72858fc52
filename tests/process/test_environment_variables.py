"""The user's environment variables: what reaches the libraries in a run, and what does not."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assay.process import environment_variables as variables
from assay.results.file import read_results
from tests.conftest import RunSuite
from tests.support import suite_template as template

# fmt: off
READERS = [
    "advanced_alchemy", "litestar", "sqlalchemy", "alembic", "asyncpg", "psycopg", "psycopg_pool", "psycopg2",
    "aiosqlite", "aiomysql", "asyncmy", "pymysql", "oracledb", "google.cloud.spanner_v1",
    "google.cloud.spanner_dbapi", "google.cloud.sqlalchemy_spanner", "google.auth", "google.api_core",
    "obstore", "fsspec", "s3fs", "adlfs", "azure.storage.blob", "azure.core", "azure.identity", "botocore",
    "aiobotocore", "aiohttp", "httpx", "httpcore", "anyio", "uvicorn", "pydantic", "pydantic_settings",
    "msgspec", "requests", "urllib3", "grpc", "opentelemetry",
]
# fmt: on

ELSEWHERE = {
    "PATH": "finds programs",
    "CI": "hypothesis and terminals",
    "HOME": "the system's",
    "LOCALAPPDATA": "Windows",
    "PROGRAMDATA": "Windows",
    "SYSTEMROOT": "Windows",
    "SystemDrive": "Windows",
    "APPDATA": "Windows",
    "FOO": "an example in a docstring",
    "GITHUB_ACTIONS": "the libraries' own tests",
    "PYTEST_CURRENT_TEST": "pytest's own",
    "MYPY_FORCE_COLOR": "SQLAlchemy's own tests",
    "USE_UVLOOP": "asyncpg's own tests",
    "ASYNCPG_DEBUG_SERVER": "asyncpg's own tests",
    "REMOTE_ADDR": "a key of WSGI",
    "SERVER_NAME": "a key of WSGI",
    "SERVER_PORT": "a key of WSGI",
    "SSH_AUTH_SOCK": "the system's",
    "TERM": "the terminal",
    "NO_COLOR": "the terminal",
    "COLUMNS": "the terminal",
}
"""Variables that are read and have no say in a verdict."""

PROXY = "http://127.0.0.1:9"


def _read_by(source: str) -> Iterator[str]:
    """The names in ``os.environ["NAME"]``, ``environ.get("NAME")`` and ``os.getenv("NAME")``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Subscript):
            holder, name = node.value, node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            getter = node.func.attr in {"getenv", "get", "setdefault", "pop"}
            holder, name = (node.func if node.func.attr == "getenv" else node.func.value), node.args[0]
            if not getter:
                continue
        else:
            continue
        told = ast.unparse(holder)
        if told.endswith(("environ", "getenv")) and isinstance(name, ast.Constant) and isinstance(name.value, str):
            yield name.value


@pytest.mark.parametrize("package", READERS)
def test_each_variable_that_a_library_reads_is_kept_away_or_named(package: str) -> None:
    try:
        spec = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        spec = None
    if spec is None or not spec.submodule_search_locations:
        pytest.skip(f"{package} is not installed, or is one module")
    folders = [Path(folder) for folder in spec.submodule_search_locations]
    sources = [
        file.read_text(encoding="utf-8", errors="replace") for folder in folders for file in folder.rglob("*.py")
    ]
    assert sources, f"{package} has no source in Python"
    found = {name for source in sources if "environ" in source or "getenv" in source for name in _read_by(source)}
    decided = (*variables.KEPT_AWAY, *variables.NAMED)
    undecided = {name for name in found - {*ELSEWHERE} if not any(listed.has(name) for listed in decided)}
    assert not undecided, f"{package} reads {sorted(undecided)}: put them into assay/process/environment_variables.py"


def test_each_variable_of_the_postgres_client_library_is_kept_away() -> None:
    from psycopg import pq

    names = {option.envvar.decode() for option in pq.Conninfo.get_defaults() if option.envvar}
    assert {"PGHOST", "PGOPTIONS"} <= names
    assert [n for n in names if not any(listed.has(n) for listed in variables.KEPT_AWAY)] == []


def test_no_variable_is_in_both_lists() -> None:
    names = ["PGHOST", "GOOGLE_CLOUD_PROJECT", "https_proxy", "TZ", "GOOGLE_APPLICATION_CREDENTIALS", "GRPC_TRACE"]
    lists = {
        name: [any(v.has(name) for v in listed) for listed in (variables.KEPT_AWAY, variables.NAMED)] for name in names
    }
    assert lists == {
        "PGHOST": [True, False],
        "GOOGLE_CLOUD_PROJECT": [True, False],
        "https_proxy": [True, False],
        "TZ": [False, True],
        "GOOGLE_APPLICATION_CREDENTIALS": [False, True],
        "GRPC_TRACE": [False, True],
    }


def test_what_is_kept_away_is_gone_and_a_download_has_its_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variables, "_removed", {})
    environ = {"https_proxy": PROXY, "PGHOST": "db.example", "TZ": "Asia/Tokyo", "PATH": "/bin"}
    assert variables.keep_away(environ) == ("PGHOST", "https_proxy")
    assert environ == {"TZ": "Asia/Tokyo", "PATH": "/bin", **variables._HOME_FILES}
    assert variables.keep_away(environ) == ("PGHOST", "https_proxy"), "a second call forgets nothing"
    assert variables.named(environ) == ("TZ",)
    downloads = variables.for_downloads()
    assert downloads["https_proxy"] == PROXY
    assert "PGHOST" not in downloads


PROBE = """
import os
from assay.checking import proves


@proves("demo.holds")
def test_holds(reader):
    seen = {k for k in os.environ if k.upper() in ("PGHOST", "HTTP_PROXY", "AWS_PROFILE", "TZ")}
    assert seen == {"TZ"}, seen
"""


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "two"])
def test_a_run_keeps_them_away_and_says_so(
    tmp_path: Path, run_suite: RunSuite, monkeypatch: pytest.MonkeyPatch, workers: Sequence[str]
) -> None:
    for name, value in {"PGHOST": "x", "http_proxy": PROXY, "AWS_PROFILE": "prod", "TZ": "Asia/Kathmandu"}.items():
        monkeypatch.setenv(name, value)
    suite = template.write_suite(tmp_path, PROBE)
    done = run_suite(suite, "--target", "sqlite-aiosqlite", *workers)
    assert done.returncode == 0, done.stdout
    assert re.search("kept away from the libraries: .*AWS_PROFILE.*, PGHOST.*, http_proxy", done.stdout)
    manifest = read_results(tmp_path / "report").header.manifest
    assert {"AWS_PROFILE", "PGHOST", "http_proxy"} <= {*manifest["environment"]["kept_away"]}
    assert "TZ" in manifest["environment"]["named"]
    assert manifest["time_zone"] == "+0545 +0545"
    assert "prod" not in (tmp_path / "report" / "results.jsonl").read_text()


def test_the_clients_read_no_file_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import botocore.session

    home = tmp_path / ".aws"
    home.mkdir()
    (home / "config").write_text("[default]\nregion = eu-test-1\n")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert botocore.session.Session().get_config_variable("region") == "eu-test-1"
    environ = dict(os.environ)
    variables.keep_away(environ)
    for name in variables._HOME_FILES:
        monkeypatch.setenv(name, environ[name])
    assert botocore.session.Session().get_config_variable("region") is None
