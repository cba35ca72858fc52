"""The command ``assay app``, on the example and on small applications."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.application.support import PLAIN, write
from tests.conftest import ROOT, RunModule

EXAMPLE = ROOT / "examples" / "bookshop"


@pytest.fixture
def app(run_module: RunModule) -> RunModule:
    """Run the command, in a folder: the example's, unless it is said."""

    def run(*arguments: str, folder: Path = EXAMPLE) -> subprocess.CompletedProcess[str]:
        return run_module("assay", "app", *arguments, cwd=folder)

    return run


@pytest.mark.skipif(not EXAMPLE.is_dir(), reason="examples are a checkout's")
def test_the_example_for_programs_and_as_a_page(tmp_path: Path, app: RunModule) -> None:
    page = tmp_path / "report.html"
    done = app("asgi:app", "--json", "--html", str(page))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    hits = {hit["finding"]: hit for hit in found["hits"]}
    assert found["hits"][0]["impact"] == "data-loss"
    lost = hits["autocommit-hides-failed-commit"]
    assert (lost["where"], lost["targets"]) == (["configuration 0 (asgi.py:61)"], ["sqlite-aiosqlite"])
    assert "await db_session.commit()" in lost["workarounds"][0]
    total = hits["total-past-the-end"]
    assert any(place.startswith("calls list_and_count (asgi.py:") for place in total["where"])
    assert "session-data-is-not-encrypted" not in hits
    assert found["counts"]["hits"] >= len(hits)
    assert found["unknown"] == []
    assert {model["name"] for model in found["inventory"]["models"]} == {"Author", "Book"}
    text = page.read_text()
    assert "configuration 0" in text
    assert lost["title"].replace("`", "") in text.replace("`", "")
    assert not [file for file in EXAMPLE.iterdir() if file.suffix == ".sqlite"]


@pytest.mark.skipif(not EXAMPLE.is_dir(), reason="examples are a checkout's")
def test_other_databases_and_what_fails_a_ci_job(app: RunModule) -> None:
    done = app("asgi:app", "--target", "mysql,sqlite", "--fail-on", "data-loss")
    assert done.returncode == 1
    assert "hit the application" in done.stderr
    assert done.stdout.startswith("Known faults that hit asgi:app: ")
    assert "targets      sqlite-aiosqlite, mysql-aiomysql, mysql-asyncmy" in done.stdout
    assert "not asked for sqlite-sqlite3, mysql-pymysql: the application's engines are async" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("shop:app", "--fail-on", "data-los"), "--fail-on 'data-los' is unknown; did you mean 'data-loss'?"),
        (("shop:app", "--app-dir", "nowhere"), "--app-dir nowhere: there is no such directory"),
        (("shop:app", "--target", "sqlite-sqlite3"), "--target: sqlite-sqlite3: the application's engines are async"),
        (("shop:app", "--target", "nosuch"), "nosuch"),
        (("shop:api",), "shop.py: module shop has no 'api'; there is app"),
        (("shop:app", "--python", "./nothing"), "./nothing: cannot be started"),
    ],
)
def test_bad_input_is_one_line(tmp_path: Path, app: RunModule, arguments: tuple[str, ...], said: str) -> None:
    done = app(*arguments, folder=write(tmp_path, PLAIN))
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert done.stderr.startswith("assay: ")
    assert done.stderr.count("\n") == 1


def test_an_application_that_never_commits(tmp_path: Path, app: RunModule) -> None:
    text = PLAIN.replace(', before_send_handler="autocommit"', "")
    found = json.loads(app("shop:app", "--json", folder=write(tmp_path, text)).stdout)
    assert "no-commit-without-before-send-handler" in {issue for hit in found["hits"] for issue in hit["issues"]}
    text = text.replace("    return []", "    await db_session.commit()\n    return []")
    found = json.loads(app("shop:app", "--json", folder=write(tmp_path, text)).stdout)
    assert "no-commit-without-before-send-handler" not in {issue for hit in found["hits"] for issue in hit["issues"]}


def test_a_suite_that_reads_no_application(tmp_path: Path, app: RunModule) -> None:
    (tmp_path / "suite").mkdir()
    done = app("shop:app", "--suite-dir", "suite", folder=write(tmp_path, PLAIN))
    assert done.returncode == 2
    assert "this suite cannot read an application" in done.stderr


SHOP = """
from typing import Annotated; from litestar.params import Dependency; from advanced_alchemy.filters import FilterTypes
from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, SQLAlchemyPlugin, providers
from advanced_alchemy.extensions.litestar.session import SessionModelMixin, SQLAlchemyAsyncSessionBackend
from advanced_alchemy.base import UUIDAuditBase
from advanced_alchemy.mixins import UniqueMixin
from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.service import SQLAlchemyAsyncRepositoryService
from advanced_alchemy.types import EncryptedString
from litestar import Litestar, Request, get
from litestar.middleware.session.server_side import ServerSideSessionConfig
from sqlalchemy.orm import Mapped, mapped_column

class Session(SessionModelMixin):
    __tablename__ = "web_session"

class Author(UUIDAuditBase, UniqueMixin):
    name: Mapped[str] = mapped_column("author_name")
    secret: Mapped[str] = mapped_column(EncryptedString(key="k"))

class AuthorService(SQLAlchemyAsyncRepositoryService[Author]):
    class Repo(SQLAlchemyAsyncRepository[Author]):
        model_type = Author
    repository_type = Repo

    async def load(self, rows: list[dict[str, str]]) -> None:
        await self.upsert_many(rows, match_fields=["name"]); await Author.as_unique_async(self.repository.session)

@get("/", dependencies=providers.create_service_dependencies(
    AuthorService, "authors",
    filters={"id_filter": int, "search": "name, secret", "created_at": True, "updated_at": True}))
async def index(
    authors: AuthorService, filters: Annotated[list[FilterTypes], Dependency(skip_validation=True)]) -> None:
    found: dict[str, int] = {}
    found.update({"not": 1})

config = SQLAlchemyAsyncConfig(connection_string="mysql+asyncmy://me:secret@db/shop", session_dependency_key="db")
backend = SQLAlchemyAsyncSessionBackend(ServerSideSessionConfig(), config, Session)
app = Litestar([index], plugins=[SQLAlchemyPlugin(config)])
"""

USED = {
    "session-data-is-not-encrypted": "session-backend SQLAlchemyAsyncSessionBackend (shop.py:38)",
    "upsert-many-loses-renamed-attributes": "calls upsert_many (shop.py:27), with model Author, column author_name",
    "unique-objects-survive-rollbacks": "model Author (shop.py:17)",
    "encrypted-objects-are-their-repr": "model Author, column secret (shop.py:17)",
    "filter-deps-search-keeps-blanks": "route GET / (shop.py:29)",
    "filter-deps-times-are-mixed-up": "route GET / (shop.py:29)",
    "service-dependencies-ignore-session-key": "configuration 0 (shop.py:37), with names create_service_dependencies",
    "mysql-times-have-whole-seconds": "model Author, column created_at",
}


def test_what_is_used_is_told_from_what_is_not(tmp_path: Path, app: RunModule) -> None:
    done = app("shop:app", "--json", folder=write(tmp_path, SHOP))
    assert done.returncode == 0, done.stderr
    assert "secret@" not in done.stdout
    found = json.loads(done.stdout)
    where = {issue: hit["where"] for hit in found["hits"] for issue in hit["issues"]}
    assert found["targets"] == ["mysql-asyncmy"]
    for issue, place in USED.items():
        assert issue in where, issue
        assert any(one.startswith(place) for one in where[issue]), where[issue]
    unused = {"update-drops-renamed-columns", "delete-where-empties-the-table", "autogenerate-ignores-ddl-if"}
    assert unused & {*where} == set()
