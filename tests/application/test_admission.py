"""Applications that do not let everybody in: tokens against forged requests, pages for logging in, keys in headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.commands.app import headers_of
from assay.domain.errors import UsageError
from tests.application.support import Checked

APP = "bookclub/app.py"

BROWSER = """
from litestar.config.csrf import CSRFConfig
from litestar.exceptions import NotAuthorizedException
from litestar.middleware.session.server_side import ServerSideSessionConfig
from litestar.response import Redirect
from litestar.security.session_auth import SessionAuth


async def member_of(session, connection):
    if not (email := session.get("member")):
        return None
    async with config.get_session() as database:
        return await database.scalar(sa.select(Member).where(Member.email == email))


auth = SessionAuth(
    retrieve_user_handler=member_of, session_backend_config=ServerSideSessionConfig(), exclude=["/schema"]
)
app = Litestar(
    route_handlers=[MemberController, BookController],
    plugins=[SQLAlchemyPlugin(config=config)],
    on_app_init=[auth.on_app_init],
    csrf_config=CSRFConfig(secret="f" * 40, cookie_name="XSRF-TOKEN", header_name="X-XSRF-TOKEN"),
    exception_handlers={NotAuthorizedException: lambda *_: Redirect("/login?next=/")},
)
"""
"""As an application for browsers does it: who is not logged in is sent to a page, and forms have a token."""

KEYED = """
from litestar.exceptions import NotAuthorizedException


def keyed(connection, _):
    if connection.headers.get("x-api-key") != "open sesame":
        raise NotAuthorizedException


app = Litestar(
    route_handlers=[MemberController, BookController], plugins=[SQLAlchemyPlugin(config=config)], guards=[keyed]
)
"""


def _with(club: Path, more: str) -> Path:
    path = club / APP
    path.write_text(
        path.read_text("utf-8").replace("from msgspec", "import sqlalchemy as sa\nfrom msgspec") + more, "utf-8"
    )
    return club


@pytest.mark.usefixtures("with_extra")
def test_an_application_for_browsers_is_entered(club: Path, checked: Checked) -> None:
    lines = checked(_with(club, BROWSER), "sqlite", "openapi.no-5xx:POST /books", "openapi.failed-commit", "list")
    assert lines["list.search:GET /members"].verdict == "pass", lines["list.search:GET /members"].reason
    # a COMMIT was sent, so that a row was written: neither the page for logging in nor the missing token was answered
    assert lines["openapi.failed-commit:POST /books"].verdict != "not-run", lines["openapi.failed-commit:POST /books"]


@pytest.mark.usefixtures("with_extra")
def test_a_page_for_logging_in_is_no_answer(club: Path, checked: Checked) -> None:
    nobody = BROWSER.replace('session.get("member")', "None")
    lines = checked(_with(club, nobody), "sqlite", "openapi.no-5xx:GET /books", "list.search:GET /members")
    for line in lines.values():
        assert line.verdict == "not-run", line
        assert "answer" in line.reason
        assert "302: it needs a login that Assay has not: give its header" in line.reason


@pytest.mark.usefixtures("with_extra")
def test_a_key_that_is_given_is_sent(club: Path, checked: Checked) -> None:
    _with(club, KEYED)
    asked = ("openapi.no-5xx:POST /books", "list.search:GET /members")
    without = checked(club, "sqlite", *asked)
    assert {line.verdict for line in without.values()} == {"not-run"}, without
    given = checked(club, "sqlite", *asked, headers={"x-api-key": "open sesame"})
    assert {line.verdict for line in given.values()} == {"pass"}, given
    assert "sesame" not in str(given)


def test_headers_are_read() -> None:
    assert headers_of(["X-API-Key: a:b ", "Cookie: AUTH=1"]) == {"x-api-key": "a:b", "cookie": "AUTH=1"}


@pytest.mark.parametrize("given", ["secret", ": secret", "X Key: secret", "X-Key:", "X-Key: a\nHost: secret"])
def test_what_is_no_header_is_one_line_without_its_value(given: str) -> None:
    with pytest.raises(UsageError, match=r"--header .*: give it as 'NAME: VALUE'") as raised:
        headers_of([given])
    assert "secret" not in str(raised.value)
