"""The user's application is imported in a process of its own, and whatever it does there is one line."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent

import pytest

from assay.domain.applying import evidence
from suites.application.facts import facts_of
from suites.application.finding import Failure
from suites.application.inventory import Inventory
from suites.application.loading import read_inventory, request_of, run_job
from tests.application.support import PLAIN, write


def read(folder: Path, name: str = "shop:app") -> Inventory:
    found = read_inventory(request_of(name, folder))
    assert isinstance(found, Inventory), str(found)
    return found


def test_what_an_application_has(tmp_path: Path) -> None:
    found = read(write(tmp_path, PLAIN))
    assert (found.application, found.factory, found.slots) == ("shop:app", False, 1)
    (model,) = found.models
    assert (model.name, model.table, model.configured) == ("Author", "author", (0,))
    assert str(model.place) == "shop.py:8"
    assert "UUIDAuditBase" in model.bases
    assert {"AuditColumns", "UUIDPrimaryKey"} <= {*model.mixins}
    assert {c.name: c.type for c in model.columns}["created_at"] == "DateTimeUTC"
    (config,) = found.configurations
    assert (config.commits, config.is_async, config.slot, config.tables) == ("autocommit", True, 0, ("author",))
    assert str(config.place) == "shop.py:15"
    (engine,) = found.engines
    assert (engine.backend, engine.driver, engine.is_async, engine.own) == ("sqlite", "aiosqlite", True, "")
    route = next(r for r in found.routes if r.own)
    assert (route.method, route.path, str(route.place)) == ("GET", "/authors/{name:str}", "shop.py:11")
    assert {p.name: p.kind for p in route.parameters} == {"name": "path", "db_session": "dependency", "limit": "query"}
    assert found.versions["advanced-alchemy"]


def test_nothing_is_written_into_the_project(tmp_path: Path) -> None:
    read(write(tmp_path, PLAIN))
    assert [f.name for f in tmp_path.iterdir()] == ["shop.py"]


@pytest.mark.parametrize("redirects", [True, False])
def test_a_factory_in_a_package(tmp_path: Path, redirects: bool) -> None:
    word = "autocommit_include_redirects" if redirects else "autocommit"
    text = PLAIN.replace("app = Litestar", "def create_app():\n    return Litestar").replace("autocommit", word)
    write(tmp_path, "", "suites/__init__.py")
    found = read(write(tmp_path, text, "suites/asgi.py"), "suites.asgi:create_app")
    assert found.factory
    assert found.configurations[0].commits == word


def test_what_litestar_would_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LITESTAR_APP", raising=False)
    assert read(write(tmp_path, PLAIN, "app.py"), "").application == "app:app"
    monkeypatch.setenv("LITESTAR_APP", "other:app")
    assert read(write(tmp_path, PLAIN, "other.py"), "").application == "other:app"


IMPORTED = "importing shop: "
BAD = {
    "import-error": ("import litestar.nothing_like_it\n", "import-error", "shop.py:1: importing shop: ModuleNotFound"),
    "raises": (
        "def f():\n    raise ValueError('no\\nway')\nf()\n",
        "import-error",
        "shop.py:2: importing shop: ValueErr",
    ),
    "syntax": ("app = = 1\n", "import-error", "shop.py:1: importing shop: SyntaxError"),
    "exits": ("import sys\nprint('bye')\nsys.exit(3)\n", "exited", "shop.py:3: importing shop: it ended the program"),
    "dies": (
        "import os\nprint('bye', flush=True)\nos._exit(7)\n",
        "died",
        "process ended with 7; it printed last: bye",
    ),
    "secret": (
        "import os\nKEY = os.environ['SHOP_KEY']\n",
        "missing-setting",
        "shop.py:2: importing shop: the environment",
    ),
    "no-attribute": (PLAIN.replace("app =", "api ="), "no-attribute", "has no 'app'; there is api"),
    "no-application": ("app = 3\n", "not-an-application", "shop:app is a int"),
    "needs-arguments": (
        "def app(settings, *, debug=True): ...\n",
        "factory-needs-arguments",
        "shop:app needs settings",
    ),
    "factory-raises": ("def app():\n    return 1 / 0\n", "factory-failed", "shop.py:2: calling shop:app: ZeroDivision"),
    "coroutine": ("async def app(): ...\n", "not-an-application", "shop:app gave a coroutine"),
    "no-plugin": ("from litestar import Litestar\napp = Litestar()\n", "no-plugin", "has no SQLAlchemyPlugin"),
    "model": (PLAIN.replace("Mapped[str]", "Mapped['list[Nothing]'] = relationship()"), "import-error", "NameError"),
}


@pytest.mark.parametrize(("text", "kind", "said"), BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, text: str, kind: str, said: str) -> None:
    found = read_inventory(request_of("shop:app", write(tmp_path, text)))
    assert isinstance(found, Failure)
    assert (found.kind, said in str(found)) == (kind, True), str(found)
    assert "\n" not in str(found)


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("shoq:app", "module-not-found", "there is no module 'shoq' in"),
        ("shop.asgi:app", "module-not-found", "there is no module 'shop.asgi' in"),
        ("shop", "no-attribute", "write module:app"),
        ("", "module-not-found", "no application is named"),
    ],
)
def test_a_wrong_name_is_one_line(
    tmp_path: Path, name: str, kind: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LITESTAR_APP", raising=False)
    found = read_inventory(request_of(name, write(tmp_path, PLAIN)))
    assert isinstance(found, Failure)
    assert (found.kind, said in str(found)) == (kind, True), str(found)


def test_an_import_that_hangs_is_ended(tmp_path: Path) -> None:
    text = "import subprocess, threading\nprint('waiting', flush=True)\nthreading.Event().wait()\n"
    found = read_inventory(request_of("shop:app", write(tmp_path, text)), seconds=15)
    assert isinstance(found, Failure)
    assert found.kind == "hangs"
    assert "did not end within 15 s; it printed last: waiting" in str(found)


def test_a_python_without_litestar_is_one_line(tmp_path: Path) -> None:
    asked = request_of("shop:app", write(tmp_path, PLAIN))
    assert "cannot be started" in str(read_inventory(asked, python=str(tmp_path / "python")))


def test_a_job_that_fails_keeps_what_it_had_found(tmp_path: Path) -> None:
    text = PLAIN.replace('before_send_handler="autocommit"', 'session_dependency_key="db"').replace("db_session", "db")
    asked = request_of("shop:app", write(tmp_path, text), job="reading:inventory", arguments={"nothing": 1})
    answer = run_job(asked, python=sys.executable)
    assert answer.failure is not None
    assert answer.failure.kind == "job-failed"
    assert "TypeError" in str(answer.failure)


USES = PLAIN.replace(
    "config = ",
    """
from advanced_alchemy.extensions.litestar import repository, service
from advanced_alchemy.extensions.litestar.providers import create_service_dependencies
from advanced_alchemy.types import GUID
from sqlalchemy import ForeignKey
from sqlalchemy.orm import mapped_column

class Book(UUIDAuditBase):
    author_id: Mapped[str] = mapped_column(GUID(binary=False), ForeignKey("author.id"))

class Books(service.SQLAlchemyAsyncRepositoryService[Book]):
    class Repo(repository.SQLAlchemyAsyncRepository[Book]):
        model_type = Book
    repository_type = Repo

from dataclasses import dataclass
from msgspec import Struct

class Base(Struct): pass
class NewBook(Base):
    title: str
@dataclass
class Settings: pass

SHARED = {"search": "name"}
create_service_dependencies(Books, "books", filters=SHARED)

async def work(books: Books, data: NewBook, authors_service):
    await books.update({"title": "x"}, item_id=1)
    await books.update(data, item_id=2)
    await authors_service.update(data=[data])
    books.to_schema(1, schema_type=Settings)
    str(books.statement.compile(compile_kwargs={"literal_binds": True}))
    await books.list(load=[with_loader_criteria(Base, lambda one: one.title != "")])

config = """,
    1,
)


def test_what_is_used_says_of_what_it_is(tmp_path: Path) -> None:
    found = read(write(tmp_path, USES))
    facts = facts_of(found)
    calls = [dict(one.about) for one in facts["calls:update"]]
    assert [one.get("model", "") for one in calls] == ["Book", "Book", ""], "of the last one nothing says whose it is"
    assert len({one["call"] for one in calls}) == 3
    assert [dict(one.about)["call"] for one in facts["argument:update.item_id"]] == [one["call"] for one in calls[:2]]
    written = [dict(one.about)["call"] for one in facts["schema:update"]]
    assert written == [one["call"] for one in calls[1:]], "a dict that is written there is no schema"
    assert [dict(one.about).get("schema") for one in facts["schema:update"]] == ["Struct", None]
    assert [dict(one.about).get("schema") for one in facts["calls:to_schema"]] == ["dataclass"]
    assert evidence(["schema:update & names:Struct"], facts)
    assert evidence(["calls:to_schema & names:Struct"], facts) == []
    assert facts["filters:by-name"]
    assert facts["names:literal_binds"]
    assert evidence(["calls:with_loader_criteria"], facts)
    assert [one.what for one in facts["column:uuid-as-text"]] == ["model Book, column author_id"]
    (foreign,) = facts["constraint:foreign-key"]
    assert {name for kind, name in foreign.about if kind == "model"} == {"Book", "Author"}


@pytest.mark.parametrize("is_connected", [True, False])
def test_a_session_backend_that_a_middleware_is_given_is_connected(tmp_path: Path, is_connected: bool) -> None:
    text = """
    from advanced_alchemy.extensions.litestar.session import SessionModelMixin, SQLAlchemyAsyncSessionBackend
    from litestar.middleware import DefineMiddleware
    from litestar.middleware.session.base import SessionMiddleware
    from litestar.middleware.session.server_side import ServerSideSessionConfig

    class Visit(SessionModelMixin):
        __tablename__ = "visit"

    settings = ServerSideSessionConfig()
    backend = SQLAlchemyAsyncSessionBackend(config=settings, alchemy_config=config, model=Visit)
    app = Litestar([one], plugins=[SQLAlchemyPlugin(config)], middleware=[MIDDLEWARE])
    """
    middleware = "DefineMiddleware(SessionMiddleware, backend=backend)" if is_connected else "settings.middleware"
    added = dedent(text).replace("MIDDLEWARE", middleware)
    found = facts_of(read(write(tmp_path, PLAIN + added)))
    assert "sessions" in found
    assert ("sessions:unconnected" in found) is not is_connected
