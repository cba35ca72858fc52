"""The generic checks of an application: the example passes them, and each planted fault is found by the right one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from assay.applications.checked import Generic, chosen, refuse_unknown
from assay.applications.lines import Line
from assay.domain.errors import UsageError
from suites.application import generic
from tests.application.support import EXAMPLE, Checked, read
from tests.support.servers import require_image

pytestmark = [
    pytest.mark.skipif(not EXAMPLE.is_dir(), reason="examples are a checkout's"),
    pytest.mark.timeout(900),
]


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Plant a fault: replace a text that the file has once."""
    path = folder / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{file} has {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), "utf-8")


def failures(lines: dict[str, Line]) -> dict[str, str]:
    """What did not hold, by id, but for what the library itself does wrong with this example."""
    return {
        name: line.reason
        for name, line in lines.items()
        if line.verdict in {"fail", "error"} and name not in OF_THE_LIBRARY
    }


DEFAULT = "configuration default"
OF_THE_LIBRARY = {
    "openapi.no-5xx:GET /members",  # orderBy names what is no column
    *(f"openapi.failed-commit:{one}" for one in ("POST /books", "POST /members")),
    *(f"openapi.failed-commit:{one} /members/{{member_id}}" for one in ("PATCH", "DELETE")),
    *(f"session.{one}:{DEFAULT}" for one in ("failed-commit", "given-back.cancellation", "given-back.stream")),
}
"""Known issues of Litestar with Advanced Alchemy that the example has because everybody has them."""


def test_the_examples_own_test_holds(club: Path) -> None:
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(words, cwd=club, capture_output=True, text=True, timeout=300, check=False)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.usefixtures("with_extra")
@pytest.mark.parametrize("target", ["sqlite", "postgres"])
def test_the_example_passes_but_for_what_the_library_does(club: Path, checked: Checked, target: str) -> None:
    lines = checked(club, target)
    assert failures(lines) == {}
    passed = {name for name, line in lines.items() if line.verdict == "pass"}
    assert passed >= {
        "tables:book",
        "round-trip:Member",
        "round-trip:Book",
        "constraints.unique:book(title, writer)",
        "constraints.unique:member(email) (migrations)",
        "constraints.check:book(pages > 0)",
        "constraints.not-null:book(title)",
        f"migrations.downgrade:{DEFAULT}",
        f"migrations.upgrade-again:{DEFAULT}",
        f"migrations.autogenerate:{DEFAULT}",
        f"session.commit:{DEFAULT}",
        f"session.rollback:{DEFAULT}",
        f"session.given-back.success:{DEFAULT}",
        f"session.given-back.failure:{DEFAULT}",
        "list.pagination:GET /members",
        "list.sorting:GET /members",
        "list.search:GET /members",
        "openapi.no-5xx:POST /books",
        "openapi.given-back:GET /books",
    }
    foreign = lines["constraints.foreign-key:book(chosen_by)"]
    assert (foreign.verdict, bool(foreign.reason)) == (("unsupported", True) if target == "sqlite" else ("pass", False))
    assert lines["constraints.unique:member(email)"].rows[0].startswith("refused: ")
    assert any("INSERT INTO member" in sent for sent in lines["round-trip:Member"].statements)
    assert any("'" in row for row in lines["round-trip:Member"].rows), "the rows as the reader sees them"
    # Nothing was written to the application's own database.
    assert not list(club.rglob("*.sqlite"))


@pytest.mark.docker
@pytest.mark.parametrize("target", ["mysql", "mariadb"])
def test_the_example_passes_where_a_refused_row_is_no_integrity_error(
    club: Path, checked: Checked, target: str
) -> None:
    require_image(target)
    lines = checked(club, target)
    assert failures(lines) == {}
    assert lines["round-trip:Book"].verdict == "pass"
    assert any("zero" in row for row in lines["round-trip:Book"].rows), "its check constraint refuses books of 0 pages"
    assert lines["constraints.foreign-key:book(chosen_by)"].verdict == "pass"


MODELS, APP, FIRST = "bookclub/models.py", "bookclub/app.py", "migrations/versions/0001_first.py"


def plant_in_routes(club: Path) -> None:
    """A search that ignores what is searched, a page too few, a handler that fails, one that keeps its connection."""
    change(club, APP, "members.list_and_count(*filters)", "members.list_and_count(*without_search(filters))")
    change(
        club,
        APP,
        "class MemberController(Controller):",
        "from advanced_alchemy.filters import SearchFilter\n\n\n"
        "def without_search(filters):\n    return [f for f in filters if not isinstance(f, SearchFilter)]\n\n\n"
        "KEPT = []\n\n\n"
        "class MemberController(Controller):",
    )
    change(club, APP, '        """All books."""\n', '        """All books."""\n        await keep_one()\n')
    change(
        club,
        APP,
        "class BookController(Controller):",
        "async def keep_one():\n"
        "    session = config.create_session_maker()()\n"
        "    await session.connection()\n"
        "    KEPT.append(session)\n\n\n"
        "class BookController(Controller):",
    )
    change(club, APP, '        """A new book."""\n', '        """A new book."""\n        1 // (data.pages % 2)\n')
    change(
        club,
        APP,
        '        """A new member, who is one from today."""\n',
        '        """A new member, who is one from today."""\n'
        "        session = members.repository.session\n"
        "        session.add(Member(name=data.name, email=data.email))\n"
        "        try:\n            await session.commit()\n        except Exception:\n            pass\n"
        "        return MemberView(name=data.name, email=data.email, id=UUID(int=1))\n\n"
        "    async def old(self, members: MemberService, data: NewMember) -> MemberView:\n",
    )


@pytest.mark.usefixtures("with_extra")
def test_faults_in_routes_are_found(club: Path, checked: Checked) -> None:
    plant_in_routes(club)
    lines = checked(club, "sqlite", "openapi", "list")
    found = failures(lines)
    assert set(found) == {
        "list.search:GET /members",
        "openapi.no-5xx:POST /books",
        "openapi.given-back:GET /books",
    }
    assert "finds 13 rows" in found["list.search:GET /members"]
    assert "ZeroDivisionError" in found["openapi.no-5xx:POST /books"]
    assert "connections have not been given back" in found["openapi.given-back:GET /books"]
    hidden = lines["openapi.failed-commit:POST /members"]
    assert hidden.verdict == "fail"
    assert re.match(r"the COMMIT that the application sent for POST /members failed, .* answered 201$", hidden.reason)
    of_library = lines["openapi.failed-commit:POST /books"].reason
    assert "the library's autocommit" in of_library, "what the application does not send is told apart"


def plant_in_tables(club: Path) -> None:
    """Constraints that are not there, a value that is cut, a type that no other database has, no way back."""
    change(club, MODELS, '"pages > 0", name="ck_book_pages")', '"pages > 0", name="ck_book_pages").ddl_if("oracle")')
    change(
        club,
        MODELS,
        "class Book(UUIDAuditBase):",
        "@event.listens_for(Member, 'before_insert')\n"
        "def cut(_mapper, _connection, member):\n    member.name = member.name[:40]\n\n\n"
        "class Search(UUIDAuditBase):\n"
        '    """What only one product has."""\n\n'
        '    __tablename__ = "search"\n'
        "    words: Mapped[str] = mapped_column(TSVECTOR)\n\n\n"
        "class Book(UUIDAuditBase):",
    )
    change(
        club,
        MODELS,
        "from sqlalchemy.orm import",
        "from sqlalchemy import event\nfrom sqlalchemy.dialects.postgresql import TSVECTOR\nfrom sqlalchemy.orm import",
    )
    change(club, FIRST, '        sa.UniqueConstraint("title", "writer", name="uq_book_title_writer"),\n', "")
    change(club, FIRST, '    op.drop_table("book")\n', '    raise NotImplementedError("there is no way back")\n')


def test_faults_in_tables_and_migrations_are_found(club: Path, checked: Checked) -> None:
    plant_in_tables(club)
    found = failures(checked(club, "sqlite", "tables", "round-trip", "constraints", "migrations"))
    assert set(found) == {
        "tables:search",
        "round-trip:Member",
        "constraints.check:book(pages > 0)",
        "constraints.unique:book(title, writer) (migrations)",
        f"migrations.autogenerate:{DEFAULT}",
        f"migrations.downgrade:{DEFAULT}",
    }
    assert "add table search" in found[f"migrations.autogenerate:{DEFAULT}"]
    assert "there is no way back" in found[f"migrations.downgrade:{DEFAULT}"]
    assert "TSVECTOR" in found["tables:search"]
    assert "member.name was written as" in found["round-trip:Member"]


COMMITS_ALWAYS = """
async def commit_always(message, scope):
    from advanced_alchemy.extensions.litestar._utils import get_aa_scope_state

    session = get_aa_scope_state(scope, config.session_scope_key)
    if session is not None and message["type"] == "http.response.start":
        try:
            await session.commit()
        except Exception:
            await session.rollback()


config = SQLAlchemyAsyncConfig(
"""


def test_faults_in_the_configuration_are_found(club: Path, checked: Checked) -> None:
    """A handler of the project's own: it commits whatever is answered, hides a failure, and closes no session."""
    change(club, APP, "config = SQLAlchemyAsyncConfig(\n", COMMITS_ALWAYS)
    change(club, APP, 'before_send_handler="autocommit"', "before_send_handler=commit_always")
    lines = checked(club, "sqlite", "session")
    found = {name for name, line in lines.items() if line.verdict == "fail"}
    assert found == {
        f"session.{one}:{DEFAULT}"
        for one in ("rollback", "failed-commit", "given-back.cancellation", "given-back.stream")
    }
    assert "the application sent" in lines[f"session.failed-commit:{DEFAULT}"].reason
    assert lines[f"session.commit:{DEFAULT}"].verdict == "not-run"


def test_a_reproduction_runs_without_assay(club: Path, checked: Checked, tmp_path: Path) -> None:
    change(club, MODELS, '"pages > 0", name="ck_book_pages")', '"pages > 0", name="ck_book_pages").ddl_if("oracle")')
    line = checked(club, "sqlite", "constraints.check")["constraints.check:book(pages > 0)"]
    script = tmp_path / "this.py"
    script.write_text(line.reproduction, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script), f"sqlite+aiosqlite:///{tmp_path / 'own.sqlite'}"],
        cwd=club,
        env={**os.environ, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "'pages': " in done.stdout, "the row that should have been refused is there"


def test_without_the_extra_requests_are_unsupported(club: Path, checked: Checked) -> None:
    lines = checked(club, "sqlite", "openapi")
    assert {line.verdict for line in lines.values()} == {"unsupported"}
    assert "'alchemy-assay[app]'" in lines["openapi.no-5xx:GET /books"].reason


@pytest.mark.usefixtures("with_extra")
def test_what_needs_a_service_or_a_login_is_not_run(club: Path, checked: Checked) -> None:
    change(
        club,
        APP,
        '        """All books."""\n',
        '        """All books."""\n        import socket\n\n        socket.create_connection((\'127.0.0.1\', 9), 1)\n',
    )
    change(
        club,
        APP,
        "class MemberController(Controller):",
        "def nobody(*_):\n    raise NotAuthorizedException\n\n\nclass MemberController(Controller):",
    )
    change(
        club,
        APP,
        "from litestar.params",
        "from litestar.exceptions import NotAuthorizedException\nfrom litestar.params",
    )
    change(club, APP, '    path = "/members"\n', '    path = "/members"\n    guards = [nobody]\n')
    lines = checked(club, "sqlite", "openapi", "list")
    assert {line.verdict for name, line in lines.items() if "/members" in name} == {"not-run"}
    assert "it needs a login" in lines["list.search:GET /members"].reason
    assert "it needs a login" in lines["openapi.no-5xx:GET /members"].reason
    books = lines["openapi.no-5xx:GET /books"]
    assert books.verdict == "not-run"
    assert "127.0.0.1:9" in books.reason


@pytest.mark.usefixtures("with_extra")
def test_a_failure_that_only_rows_of_assay_bring_about_accuses_nobody(club: Path, checked: Checked) -> None:
    """An address that the application itself would never write; beside it an attribute that cannot be loaded there."""
    change(club, APP, "from litestar import", "from sqlalchemy.exc import MultipleResultsFound\nfrom litestar import")
    change(
        club,
        APP,
        "        found, total = await members.list_and_count(*filters)\n",
        "        found, total = await members.list_and_count(*filters)\n"
        "        for one in found:\n"
        '            if not one.email.endswith("@club.example"):\n                raise MultipleResultsFound("who")\n',
    )
    change(
        club,
        APP,
        "        return [books.to_schema(book, schema_type=BookView) for book in await books.list()]\n",
        "        found = await books.list()\n"
        "        for book in found:\n            books.repository.session.expire(book)\n"
        "        return [BookView(title=book.title, writer=book.writer, pages=1, id=UUID(int=1)) for book in found]\n",
    )
    lines = checked(club, "sqlite", "openapi.no-5xx:GET /books", "openapi.no-5xx:GET /members", "list")
    for name in ("list.pagination:GET /members", "list.search:GET /members"):
        assert lines[name].verdict == "not-run", lines[name].reason
        assert "answered 500 with rows that Assay wrote: MultipleResultsFound: who" in lines[name].reason
        assert "without them it answers 200" in lines[name].reason
    # What fails without any row too is told, and not hidden behind the other.
    assert lines["openapi.no-5xx:GET /members"].verdict == "fail"
    assert "MultipleResultsFound" not in lines["openapi.no-5xx:GET /members"].reason
    books = lines["openapi.no-5xx:GET /books"]
    assert books.verdict == "fail", books.reason
    assert "MissingGreenlet" in books.reason


JWT = """
from litestar.security.jwt import JWTAuth


async def member_of(token, connection):
    async with config.get_session() as session:
        return await session.get(Member, UUID(token.sub))


auth = JWTAuth[Member](retrieve_user_handler=member_of, token_secret="s" * 40, exclude=["/schema"])
app = Litestar(
    route_handlers=[MemberController, BookController],
    plugins=[SQLAlchemyPlugin(config=config)],
    on_app_init=[auth.on_app_init],
)
"""


@pytest.mark.usefixtures("with_extra")
def test_a_login_by_token_is_had(club: Path, checked: Checked) -> None:
    path = club / APP
    path.write_text(path.read_text("utf-8") + JWT, "utf-8")
    lines = checked(club, "sqlite", "openapi.no-5xx", "list", "session.commit")
    verdicts = {name: line.verdict for name, line in lines.items()}
    assert verdicts["list.search:GET /members"] == "pass", lines["list.search:GET /members"].reason
    assert verdicts["openapi.no-5xx:POST /books"] == "pass"
    assert verdicts[f"session.commit:{DEFAULT}"] == "pass"


SESSION = """
from litestar.middleware.session.client_side import CookieBackendConfig
from litestar.middleware.session.server_side import ServerSideSessionConfig
from litestar.security.session_auth import SessionAuth


async def member_of(session, connection):
    if not (member := session.get("member_id")):
        return None
    async with config.get_session() as database:
        return await database.get(Member, UUID(member))


auth = SessionAuth(retrieve_user_handler=member_of, session_backend_config=CONFIG, exclude=["/schema"])
app = Litestar(
    route_handlers=[MemberController, BookController],
    plugins=[SQLAlchemyPlugin(config=config)],
    on_app_init=[auth.on_app_init],
)
"""


@pytest.mark.parametrize("backend", ["ServerSideSessionConfig()", 'CookieBackendConfig(secret=b"s" * 16)'])
def test_a_login_by_session_is_had(club: Path, checked: Checked, backend: str) -> None:
    path = club / APP
    path.write_text(path.read_text("utf-8") + SESSION.replace("CONFIG", backend), "utf-8")
    lines = checked(club, "sqlite", "list", "session.commit")
    assert lines["list.search:GET /members"].verdict == "pass", lines["list.search:GET /members"].reason
    assert lines[f"session.commit:{DEFAULT}"].verdict == "pass"


def test_targets_that_an_application_cannot_use_are_one_line(club: Path) -> None:
    application = read(club, "bookclub.app:app")
    with pytest.raises(
        UsageError, match=r"sqlite-sqlite3: it is sync, and the application's engines are not: name sqlite"
    ):
        chosen(["sqlite-sqlite3"], application)
    with pytest.raises(
        UsageError, match="spanner: the application's engines are async, and Spanner has no async driver"
    ):
        chosen(["spanner"], application)
    with pytest.raises(UsageError, match="did you mean"):
        chosen(["postgress"], application)
    found = chosen(["postgres-psycopg-async", "sqlite"], application)
    assert [one.target.id for one in found] == ["postgres-psycopg-async", "sqlite-aiosqlite"]


def test_a_check_that_there_is_not_is_one_line() -> None:
    with pytest.raises(UsageError, match="--check opnapi: there is no such check; there are constraints, list, "):
        refuse_unknown(cast("Generic", generic), ["tables", "constraints.unique:book(id)", "opnapi"])


def test_a_hypothesis_of_another_python_is_one_line(
    club: Path, checked: Checked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken" / "hypothesis"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("import hypothesis._native\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(broken.parent))
    lines = checked(club, "sqlite", "tables", "migrations")
    assert {line.verdict for line in lines.values()} == {"not-run"}
    assert {line.reason.rpartition(": ")[2] for line in lines.values()} == {
        f"{sys.executable} -m pip install hypothesis"
    }
