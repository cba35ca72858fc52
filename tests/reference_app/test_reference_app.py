"""The reference application on SQLite, in both colours: it starts, serves, and refuses bad settings."""

from __future__ import annotations

import importlib
import os
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import sqlalchemy
from litestar import Litestar, get, post
from litestar.exceptions import LitestarWarning
from litestar.testing import TestClient
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from reference_app.authors.models import AuthorModel, BookModel
from reference_app.repository_only.models import RepoAuthorModel, RepoBookModel
from reference_app.settings import Settings, SettingsError

ROOT = Path(__file__).resolve().parents[2]
COLOURS = {
    "async": ("reference_app", "sqlite+aiosqlite"),
    "sync": ("reference_app.sync", "sqlite"),
}
Make = Callable[..., Litestar]
Read = Callable[[str], Sequence[Any]]


@pytest.fixture(params=COLOURS)
def colour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def settings(colour: str, tmp_path: Path) -> Settings:
    return Settings(f"{COLOURS[colour][1]}:///{tmp_path / 'app.sqlite'}")


@pytest.fixture
def create_app(colour: str) -> Make:
    make: Make = importlib.import_module(f"{COLOURS[colour][0]}.app").create_app
    return make


@pytest.fixture
def create_repository_app(colour: str) -> Make:
    make: Make = importlib.import_module(f"{COLOURS[colour][0]}.repository_only.app").create_app
    return make


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Read]:
    """Rows by SQL on a connection of its own: the application is not asked."""
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'app.sqlite'}", poolclass=sqlalchemy.pool.NullPool)

    def rows(statement: str) -> Sequence[Any]:
        with engine.connect() as connection:
            return connection.execute(sqlalchemy.text(statement)).all()

    yield rows
    engine.dispose()


@pytest.mark.parametrize("chapter", ["create_app", "create_repository_app"])
def test_authors_five_verbs(
    chapter: str, request: pytest.FixtureRequest, settings: Settings, colour: str, read: Read
) -> None:
    del colour
    table = "author" if chapter == "create_app" else "repo_author"
    with TestClient(request.getfixturevalue(chapter)(settings)) as client:
        created = client.post("/authors", json={"name": "Agatha", "dob": "1890-09-15"})
        assert created.status_code == 201
        author = created.json()
        assert read(f"SELECT name, dob FROM {table}") == [("Agatha", "1890-09-15")]

        path = f"/authors/{author['id']}"
        assert client.get(path).json() == author
        assert client.get("/authors").json()["items"] == [author]

        changed = client.patch(path, json={"name": "Agatha C.", "dob": "1890-09-16"})
        assert changed.status_code == 200
        assert changed.json() == {"id": author["id"], "name": "Agatha C.", "dob": "1890-09-16"}
        assert read(f"SELECT name, dob FROM {table}") == [("Agatha C.", "1890-09-16")]

        assert client.delete(path).status_code == 204
        assert read(f"SELECT name FROM {table}") == []
        for method in ("GET", "PATCH", "DELETE"):
            body = {"name": "x"} if method == "PATCH" else None
            assert client.request(method, path, json=body).status_code == 404
        assert client.post("/authors", json={"dob": "1890-09-15"}).status_code == 400


def test_books_five_verbs(create_app: Make, settings: Settings, read: Read) -> None:
    with TestClient(create_app(settings)) as client:
        authors = [client.post("/authors", json={"name": name}).json() for name in ("Agatha", "Emily")]
        created = client.post("/books", json={"title": "Curtain", "author_id": authors[0]["id"]})
        assert created.status_code == 201
        book = created.json()
        assert book["author"] == authors[0]
        path = f"/books/{book['id']}"
        assert client.get(path).json() == book
        assert client.get("/books").json() == {"items": [book], "limit": 20, "offset": 0, "total": 1}

        moved = client.patch(path, json={"author_id": authors[1]["id"]}).json()
        assert moved["title"] == "Curtain"
        assert moved["author"] == authors[1]
        assert moved["created_at"] == book["created_at"]
        assert moved["updated_at"] > book["updated_at"]

        assert client.delete(path).status_code == 204
        assert client.get(path).status_code == 404
        assert read("SELECT count(*) FROM book") == [(0,)]


def test_filters(create_app: Make, settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        ids = {n: client.post("/authors", json={"name": n}).json()["id"] for n in ("Agatha", "agnes", "Emily", "Joan")}

        def names(**query: Any) -> tuple[set[str], int]:
            page = client.get("/authors", params=query).json()
            return {author["name"] for author in page["items"]}, page["total"]

        assert names() == (set(ids), 4)
        assert names(searchString="AG") == ({"Agatha", "agnes"}, 2)
        assert names(ids=[ids["Emily"], ids["Joan"]]) == ({"Emily", "Joan"}, 2)
        assert names(ids=[ids["Agatha"], ids["Joan"]], searchString="ag") == ({"Agatha"}, 1)
        pages = [names(pageSize=3, currentPage=page)[0] for page in (1, 2)]
        assert [len(page) for page in pages] == [3, 1]
        assert pages[0] | pages[1] == set(ids)
        for bad in ({"pageSize": 0}, {"currentPage": 0}, {"pageSize": "x"}):
            assert client.get("/authors", params=bad).status_code == 400


def test_repository_only_pagination(create_repository_app: Make, settings: Settings) -> None:
    with TestClient(create_repository_app(settings)) as client:
        for number in range(12):
            client.post("/authors", json={"name": str(number)})
        first = client.get("/authors").json()
        assert (len(first["items"]), first["limit"], first["offset"], first["total"]) == (10, 10, 0, 12)
        second = client.get("/authors", params={"currentPage": 2}).json()
        assert len(second["items"]) == 2
        assert client.get("/authors", params={"currentPage": 0}).status_code == 400


def test_repository_only_commits_nothing_by_itself(
    create_repository_app: Make, settings: Settings, colour: str, read: Read
) -> None:
    statement = sqlalchemy.insert(RepoAuthorModel).values(id=uuid4(), name="lost")

    if colour == "async":

        @post("/forgetful")
        async def forgetful(db_session: AsyncSession) -> None:
            await db_session.execute(statement)
    else:

        @post("/forgetful", sync_to_thread=True)
        def forgetful(db_session: Session) -> None:
            db_session.execute(statement)

    with TestClient(create_repository_app(settings, route_handlers=[forgetful])) as client:
        assert client.post("/forgetful").status_code == 201
        assert read("SELECT name FROM repo_author") == []


@pytest.mark.parametrize("chapter", ["create_app", "create_repository_app"])
def test_openapi_page(chapter: str, request: pytest.FixtureRequest, settings: Settings) -> None:
    with TestClient(request.getfixturevalue(chapter)(settings)) as client:
        page = client.get("/schema")
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        paths = client.get("/schema/openapi.json").json()["paths"]
        assert {"/authors", "/authors/{author_id}"} <= set(paths)
        assert paths["/authors/{author_id}"]["get"]["parameters"][0]["description"] == "The author to retrieve."


def test_further_handlers_plugins_and_options(create_app: Make, settings: Settings) -> None:
    @get("/probe", sync_to_thread=False)
    def probe() -> str:
        return "here"

    with TestClient(create_app(settings, route_handlers=[probe], debug=True)) as client:
        assert client.get("/probe").text == "here"
        assert client.app.debug


def test_settings_reach_the_configuration(create_app: Make, settings: Settings, read: Read) -> None:
    without = Settings(settings.database_url, before_send_handler=None)
    with TestClient(create_app(without)) as client:
        assert client.post("/authors", json={"name": "lost"}).status_code == 201
    assert read("SELECT count(*) FROM author") == [(0,)]

    empty = settings.database_url.replace("app.sqlite", "empty.sqlite")
    bare = Settings(empty, create_all=False, expire_on_commit=None, engine_options={"echo_pool": True})
    with TestClient(create_app(bare)) as client:
        client.get("/authors")
    engine = sqlalchemy.create_engine(empty.replace("+aiosqlite", ""), poolclass=sqlalchemy.pool.NullPool)
    assert sqlalchemy.inspect(engine).get_table_names() == []


def test_sync_handlers_leave_the_event_loop(settings: Settings, create_app: Make) -> None:
    # Litestar warns when a sync callable says nothing of threads, and when an async one does
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        create_app(settings)
    ours = [str(w.message) for w in caught if w.category is LitestarWarning and "reference_app" in str(w.message)]
    assert ours == []


@pytest.mark.parametrize("model", [AuthorModel, BookModel, RepoAuthorModel, RepoBookModel])
@pytest.mark.parametrize(
    "url",
    ["sqlite://", "postgresql+asyncpg://", "mysql+pymysql://", "oracle+oracledb://", "spanner+spanner:///projects/p"],
)
def test_tables_compile_on_every_dialect(url: str, model: Any) -> None:
    statement = str(CreateTable(model.__table__).compile(dialect=make_url(url).get_dialect()()))
    assert f"CREATE TABLE {model.__tablename__}" in statement


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"database_url": ""}, "not a database URL"),
        ({"database_url": "secretword"}, "not a database URL"),
        ({"database_url": "sqlite://host:secretword/x"}, "not a database URL"),
        ({"database_url": "acme+driver://u:secretword@h/d"}, r"no dialect 'acme\+driver'"),
        ({"database_url": "sqlite://", "before_send_handler": "auto"}, r"before_send_handler: 'auto' is not one of"),
        ({"database_url": "sqlite://", "session_dependency_key": "db-session"}, "session_dependency_key"),
    ],
)
def test_bad_settings_are_one_line_without_secrets(options: dict[str, Any], complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint) as raised:
        Settings(**options)
    assert "\n" not in str(raised.value)
    assert "secretword" not in str(raised.value)


def test_settings_do_not_show_the_password() -> None:
    settings = Settings("postgresql+asyncpg://u:secretword@h/d", engine_options={"connect_args": {"pw": "secretword"}})
    assert "secretword" not in repr(settings)


def test_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSAY_DATABASE_URL", raising=False)
    assert Settings.from_environment().is_async
    monkeypatch.setenv("ASSAY_DATABASE_URL", "sqlite:///x.sqlite")
    assert not Settings.from_environment().is_async
    monkeypatch.setenv("ASSAY_DATABASE_URL", "mysql+nonsense://")
    with pytest.raises(SettingsError, match=r"^ASSAY_DATABASE_URL: "):
        Settings.from_environment()


def _environment(url: str | None) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name != "ASSAY_DATABASE_URL"}
    environment["PYTHONPATH"] = str(ROOT)
    return environment | ({"ASSAY_DATABASE_URL": url} if url else {})


def test_importing_create_app_makes_nothing(tmp_path: Path) -> None:
    code = "from reference_app.app import create_app; from reference_app.sync.app import create_app"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=_environment(None), check=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("url", "file"), [(None, "reference_app.sqlite"), ("sqlite:///mine.sqlite", "mine.sqlite")])
def test_litestar_run_serves_it(tmp_path: Path, url: str | None, file: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "litestar", "--app", "reference_app.app:app", "run", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=tmp_path, env=_environment(url), stdout=log, stderr=subprocess.STDOUT)
        try:
            authors = _get(f"http://127.0.0.1:{port}/authors", server)
            assert authors.json() == {"items": [], "limit": 20, "offset": 0, "total": 0}
            page = _get(f"http://127.0.0.1:{port}/schema", server)
            assert page.headers["content-type"].startswith("text/html")
        finally:
            server.terminate()
            server.wait(timeout=10)
    assert (tmp_path / file).exists()


def _get(url: str, server: subprocess.Popen[bytes]) -> httpx.Response:
    with httpx.Client(transport=httpx.HTTPTransport(retries=8), trust_env=False) as client:  # 0, 0.5, 1, 2, ... seconds
        response = client.get(url)
    assert server.poll() is None
    return response


@pytest.mark.parametrize("url", ["nonsense", "acme://host/db"])
def test_litestar_run_refuses_a_bad_url_in_one_line(tmp_path: Path, url: str) -> None:
    command = [sys.executable, "-m", "litestar", "--app", "reference_app.app:app", "run"]
    done = subprocess.run(
        command, cwd=tmp_path, env=_environment(url), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1].startswith("reference_app: ASSAY_DATABASE_URL: ")
    assert "Traceback" not in done.stderr
