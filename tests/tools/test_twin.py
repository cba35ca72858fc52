"""The generator of the sync twin: what it writes, and that ``--check`` notices a twin that is not up to date."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("unasyncd", reason="the generator needs the dev extra")

from tools import twin

ROOT = Path(__file__).resolve().parents[2]
PROBE = '''\
"""A probe."""

from collections.abc import AsyncGenerator

from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig
from litestar import get, post
from litestar.di import Provide
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from reference_app.authors.models import AuthorModel
from reference_app.authors.services import AuthorService

__all__ = ("AuthorModel", "one")


async def provide_service(db_session: AsyncSession) -> AsyncGenerator[AuthorService, None]:
    """A generator, which Litestar always runs in its own way."""
    async with AuthorService.new(session=db_session) as service:
        yield service


async def provide_name(db_session: AsyncSession) -> str:
    """A coroutine."""
    return str(await db_session.scalar(text("SELECT 'x'")))


@get("/one", dependencies={"name": Provide(provide_name), "service": Provide(provide_service)})
async def one(db_session: AsyncSession, db_engine: AsyncEngine, name: str) -> str:
    """Select, where ``SQLAlchemyAsyncRepository`` is not needed."""
    async with db_engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
    return str(await db_session.scalar(text("SELECT 1")))


@post("/sync", sync_to_thread=False)
def already_sync() -> None:
    """Not touched."""


async def plain(session: AsyncSession, config: SQLAlchemyAsyncConfig) -> list[str]:
    """No handler, so no thread."""
    async with session.begin_nested():
        return [row.name for row in await session.execute(text("SELECT 1"))]
'''


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the generator reads, with a probe, and without any twins."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ignore = shutil.ignore_patterns("sync", "__pycache__")
    shutil.copytree(ROOT / "reference_app", tmp_path / "reference_app", ignore=ignore)
    probes = tmp_path / "suites" / "probes"
    probes.mkdir(parents=True)
    (probes / "__init__.py").write_text('"""Probes."""\n')
    (probes / "database_sessions.py").write_text(PROBE)
    return tmp_path


def test_the_committed_twin_is_up_to_date() -> None:
    assert [str(problem) for problem in twin.check(ROOT)] == []


def test_each_kind_of_problem_is_found_and_repaired(copy: Path) -> None:
    touched = twin.generate(copy)
    services = Path("reference_app/sync/authors/services.py")
    controllers = Path("reference_app/sync/books/controllers.py")
    assert services in touched
    assert twin.check(copy) == []
    assert twin.generate(copy) == []

    with (copy / services).open("a") as file:
        file.write("# edited by hand\n")
    (copy / controllers).unlink()
    orphan = Path("reference_app/sync/authors/gone.py")
    shutil.copy(copy / "reference_app/sync/authors/__init__.py", copy / orphan)
    assert set(twin.check(copy)) == {
        twin.Problem("stale", services),
        twin.Problem("missing", controllers),
        twin.Problem("orphaned", orphan),
    }

    assert set(twin.generate(copy)) == {services, controllers, orphan}
    assert twin.check(copy) == []
    assert not (copy / orphan).exists()


def test_a_changed_source_makes_the_twin_stale(copy: Path) -> None:
    twin.generate(copy)
    source = copy / "reference_app/authors/controllers.py"
    source.write_text(source.read_text().replace("List all authors", "List the authors"))
    assert twin.check(copy) == [twin.Problem("stale", Path("reference_app/sync/authors/controllers.py"))]


def test_models_and_schemas_have_no_twin(copy: Path) -> None:
    twins = {path.as_posix() for path in twin.sources(copy).values()}
    assert "reference_app/sync/authors/controllers.py" in twins
    assert "suites/probes/sync/database_sessions.py" in twins
    assert not {path for path in twins if path.endswith(("/models.py", "/schemas.py", "/settings.py"))}


def test_handlers_that_await_what_is_always_async_have_no_twin(copy: Path) -> None:
    twin.generate(copy)
    assert "reference_app/web_sessions/handlers.py" in {
        path.relative_to(copy).as_posix() for path in (copy / "reference_app").rglob("*.py")
    }
    assert not (copy / "reference_app/sync/web_sessions/handlers.py").exists()
    using = (copy / "reference_app/sync/web_sessions/app.py").read_text()
    assert "from reference_app.web_sessions.handlers import cleanup_of, user_routes" in using
    assert "SQLAlchemySyncSessionBackend" in using


def test_probe_is_translated(copy: Path) -> None:
    twin.generate(copy)
    path = copy / "suites/probes/sync/database_sessions.py"
    text = path.read_text()
    mark = "# Generated from suites/probes/database_sessions.py by `python -m tools.twin`; do not edit.\n"
    assert text.startswith(mark)
    tree = ast.parse(text)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncWith)]
    assert "async" not in text.replace("`python -m tools.twin`", "").casefold()
    for expected in (
        "from reference_app.authors.models import AuthorModel",
        "from reference_app.sync.authors.services import AuthorService",
        "from sqlalchemy import Engine, text",
        "from sqlalchemy.orm import Session",
        '__all__ = ("AuthorModel", "one")',
        "-> Generator[AuthorService, None, None]:",
        "Provide(provide_name, sync_to_thread=True)",
        "Provide(provide_service)}",
        "def plain(session: Session, config: SQLAlchemySyncConfig)",
        "    with session.begin_nested():",
        "``SQLAlchemySyncRepository``",
    ):
        assert expected in text
    assert text.count("sync_to_thread=True") == 2
    assert '@post("/sync", sync_to_thread=False)' in text


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("from .authors.services import AuthorService", "relative import"),
        ("from reference_app.authors import services", "import names from reference_app.authors.services"),
        ("import reference_app.authors.services", "import names from reference_app.authors.services"),
    ],
)
def test_what_would_not_survive_is_refused(copy: Path, line: str, complaint: str) -> None:
    (copy / "suites/probes/bad.py").write_text(f"{line}\n")
    with pytest.raises(twin.TwinError, match=complaint) as raised:
        twin.generate(copy)
    assert "suites/probes/bad.py" in str(raised.value)
    assert not (copy / "reference_app/sync").exists()


def test_a_file_that_was_not_generated_is_never_removed(copy: Path) -> None:
    twin.generate(copy)
    mine = copy / "reference_app/sync/mine.py"
    mine.write_text("# by hand\n")
    with pytest.raises(twin.TwinError, match=r"mine\.py: neither generated"):
        twin.generate(copy)
    assert mine.exists()


def test_command_says_what_is_stale_and_fails(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twin, "__file__", str(copy / "tools" / "twin.py"))
    runner = CliRunner()
    missing = runner.invoke(twin.main, ["--check"])
    assert missing.exit_code == 1
    assert "missing: reference_app/sync/app.py" in missing.output
    assert runner.invoke(twin.main, []).exit_code == 0
    assert runner.invoke(twin.main, ["--check"]).exit_code == 0


def test_what_was_translated_before_is_taken_as_long_as_nothing_it_follows_from_has_changed(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twin, "TRANSLATED", copy / "translated")
    made: list[Path] = []

    def translation(source: Path, text: str, known: twin.Sources) -> str:
        made.append(source)
        return real(source, text, known)

    real = twin.translation
    monkeypatch.setattr(twin, "translation", translation)
    twin.generate(copy)
    every = {*twin.sources(copy)}
    assert {*made} == every
    first = {path: (copy / path).read_bytes() for path in twin.sources(copy).values()}
    made.clear()
    shutil.rmtree(copy / "reference_app/sync")
    twin.generate(copy)
    assert not made
    assert {path: (copy / path).read_bytes() for path in first} == first
    # What a provider is, a coroutine or a generator, is in the module that it comes from.
    services = copy / "reference_app/authors/services.py"
    services.write_text(f"{services.read_text()}\n\nasync def provide_more() -> int:\n    return 1\n")
    twin.generate(copy)
    assert {"database_sessions.py", "services.py"} <= {path.name for path in made}
    assert {*made} < every
    made.clear()
    monkeypatch.setattr(twin, "_generator", lambda: ["another"])
    assert twin.check(copy) == []
    assert {*made} == every


def test_linters_agree_with_the_generator() -> None:
    # a twin that a formatter would change is stale the next time somebody formats
    for arguments in (["check"], ["format", "--check"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--no-cache", "reference_app"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
