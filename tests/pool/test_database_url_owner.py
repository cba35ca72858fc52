"""Whose server a --database-url names, where several products have its dialect."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest

from assay.domain.errors import UsageError
from assay.domain.servers import Server
from assay.domain.targets import Backend
from assay.pool import user_servers
from assay.products.backends.mysql import MySQL
from assay.products.backends.sqlite import SQLite

PASSWORD = "hunter2-very-secret"
URL = f"mysql://u:{PASSWORD}@127.0.0.1:1/db"

Answer = Callable[[Server], bool]


Put: TypeAlias = Callable[..., list[Backend]]


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[Put]:
    """Put products into the registry that answer, when they are asked, as they are told."""

    def put(mysql: Answer, *others: Answer, dialect: str = "mysql") -> list[Backend]:
        classes = [type("Own", (MySQL,), {"claims": lambda _, server: mysql(server)})]
        for number, answer in enumerate(others):
            members: dict[str, Any] = {"name": f"fork{number}", "title": f"Fork {number}"}
            members |= {"admin_dialect": f"{dialect}+pymysql", "also_dialects": ("mysql",)}
            members["claims"] = lambda _, server, answer=answer: answer(server)
            classes.append(type("Fork", (MySQL,), members))
        backends = [SQLite(), *(one() for one in classes)]
        monkeypatch.setattr(user_servers, "BACKENDS", backends)
        monkeypatch.setattr(user_servers, "find_backend", lambda name: {b.name: b for b in backends}[name])
        return backends

    yield put
    user_servers._claimed.cache_clear()


def yes(_: Server) -> bool:
    return True


def no(_: Server) -> bool:
    return False


def refuses(_: Server) -> bool:
    raise ConnectionError(f"no such user, or {PASSWORD} is wrong")


def refused(url: str = URL) -> str:
    with pytest.raises(UsageError) as caught:
        user_servers.owner_of(url)
    said = str(caught.value)
    assert "\n" not in said
    assert PASSWORD not in said
    return said


def test_who_claims_a_server_has_it_whatever_the_order(known: Put) -> None:
    known(no, yes)
    assert user_servers.owner_of(URL)[0].name == "fork0"
    user_servers._claimed.cache_clear()
    known(yes, refuses, no)
    backend, server = user_servers.owner_of(URL)
    assert (backend.name, server.backend) == ("mysql", "mysql")


def test_a_server_is_asked_once(known: Put) -> None:
    asked: list[Server] = []

    def yes(server: Server) -> bool:
        asked.append(server)
        return True

    known(no, yes)
    assert user_servers.owner_of(URL) == user_servers.owner_of(URL)
    assert len(asked) == 1


def test_of_one_product_nobody_is_asked(known: Put) -> None:
    known(refuses)
    assert user_servers.owner_of(URL)[0].name == "mysql"


def test_nobody_and_two_are_refused(known: Put) -> None:
    where = "--database-url: the server at 127.0.0.1:1/db"
    known(no, no)
    assert refused() == f"{where} cannot be used: it does not say that it is MySQL or Fork 0"
    known(no, refuses)
    assert refused().endswith("that it is MySQL or Fork 0: ConnectionError: no such user, or *** is wrong")
    known(yes, yes, no)
    assert refused() == f"{where} is claimed by MySQL and Fork 0: say which, as mysql=URL or fork0=URL"


def test_a_url_can_say_whose_it_is(known: Put) -> None:
    known(refuses, refuses)
    backend, server = user_servers.owner_of(f"fork0={URL}")
    assert (backend.name, server.address.password) == ("fork0", PASSWORD)
    assert refused("sqlite=" + URL) == "--database-url: SQLite has no dialect 'mysql'; known is sqlite"


def test_a_product_serves_its_own_dialect_alone(known: Put) -> None:
    known(refuses, refuses, dialect="mariadb")
    assert user_servers.owner_of(URL.replace("mysql:", "mariadb:"))[0].name == "fork0"


def test_a_password_with_an_equals_sign_says_nothing(known: Put) -> None:
    known(yes)
    backend, server = user_servers.owner_of("mysql://u:a=b@127.0.0.1/db")
    assert (backend.name, server.address.password) == ("mysql", "a=b")


def test_a_server_that_is_silent_is_given_up(known: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user_servers, "_LOGIN_SECONDS", 0.2)

    def silent(_: Server) -> bool:
        time.sleep(5)
        return True

    known(silent, no)
    assert "does not answer within" in refused()
