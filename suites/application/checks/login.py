"""A login of Assay's own, for a user that was written: a JWT with the application's secret, or a session of its own."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper

from .admission import is_refused
from .lines import Untried
from .routes import operations
from .rows import Maker
from .serving import Serving
from .sessions_of_users import Entered, session_logins

_USERS = ("user", "account", "member", "person", "customer", "admin")
"""Words in the names of models whose rows may be users."""
_GRANTS = ("active", "enabled", "verified", "confirmed", "super", "admin", "staff")
_ROUTES = 6
_FAR = 1_000_001
"""A key that no sequence comes to."""


class Login:
    """A user's row, and the header of a token for it.

    Args:
        maker: Writes the row.
        mapper: The model.
        attributes: The row, with its key.
        entered: The headers, and what makes the login again.
    """

    def __init__(self, maker: Maker, mapper: Mapper[Any], attributes: dict[str, Any], entered: Entered) -> None:
        self._maker, self._mapper, self._attributes = maker, mapper, attributes
        self.headers, self._again = entered

    def renew(self) -> None:
        """Write the row again, after the tables have been emptied."""
        self._maker.write(self._mapper, self._attributes)
        self._again()


def log_in(served: Serving, makers: Sequence[Maker], schema: Mapping[str, Any]) -> None:
    """Find a login that the application takes, and have it used for all requests.

    Args:
        served: The application.
        makers: Make rows of its models.
        schema: Its OpenAPI schema: a route that refuses a request without a login shows whether there is one.
    """
    ways: list[Callable[[Any], Entered]] = [partial(_entered, given) for given in _jwt(served.app)]
    ways += [login.enter for login in session_logins(served)]
    if not ways:
        return
    paths = [p for method, p, _ in operations(schema) if method == "GET" and "{" not in p]
    closed = [path for path in paths if is_refused(served.ask("GET", path))][:_ROUTES]
    best: tuple[int, Login] | None = None
    for login in (one for way in ways for one in _candidates(way, makers)):
        served.headers = login.headers
        passed = sum(not is_refused(served.ask("GET", path)) for path in closed)
        if passed and (best is None or passed > best[0]):
            best = passed, login
        if passed == len(closed):
            break
    served.login = best[1] if best else None
    served.headers = best[1].headers if best else {}
    for maker in makers:
        maker.clear()
    served.renew()


def _jwt(app: Any) -> Iterator[dict[str, Any]]:
    """What the application's middleware for tokens was made with."""
    for middleware in app.middleware:
        given = getattr(middleware, "kwargs", None)
        if isinstance(given, dict) and "token_secret" in given and "algorithm" in given:
            yield given


def _candidates(way: Callable[[Any], Entered], makers: Sequence[Maker]) -> Iterator[Login]:
    """Logins that the application may take: rows of users, each with what may be the subject of its login."""
    users = [(maker, m) for maker in makers for m in maker.models if _is_user(m)]
    for maker, mapper in users:
        for grants in (True, False):
            try:
                attributes = _row(maker, mapper, all_true=grants)
                written = maker.write(mapper, attributes)
            except Untried:
                continue
            except Exception:  # noqa: BLE001 - the round trip of the model tells of it
                continue
            own = [written[column.name] for column in mapper.primary_key]
            key = list(map(str, own)) + [one for one in own if isinstance(one, int)]
            texts = [value for value in attributes.values() if isinstance(value, str) and value not in key]
            for subject in (*key, *texts):
                try:
                    entered = way(subject)
                except Exception:  # noqa: BLE001 - a store or a secret of the application's: it has no such login then
                    break
                yield Login(maker, mapper, attributes, entered)
            maker.clear()


def _is_user(mapper: Mapper[Any]) -> bool:
    name = mapper.class_.__name__.lower()
    return any(name.startswith(word) or name.endswith(word) for word in _USERS)


def _row(maker: Maker, mapper: Mapper[Any], *, all_true: bool) -> dict[str, Any]:
    attributes = maker.attributes(mapper)
    for attribute in mapper.column_attrs:
        column = attribute.columns[0]
        if not isinstance(column, sa.Column):
            continue
        if isinstance(column.type, sa.Boolean):
            attributes[attribute.key] = all_true or any(word in attribute.key.lower() for word in _GRANTS)
        if column.primary_key and attribute.key not in attributes:
            is_number = isinstance(column.type, sa.Integer) or column is mapper.local_table.autoincrement_column  # type: ignore[attr-defined]
            attributes[attribute.key] = _FAR if is_number else _key(column)
    return attributes


def _key(column: sa.Column[Any]) -> Any:
    import uuid

    return str(uuid.uuid4()) if isinstance(column.type, sa.String) else uuid.uuid4()


def _entered(given: dict[str, Any], subject: Any) -> Entered:
    return _header(given, str(subject)), lambda: None


def _header(given: dict[str, Any], subject: str) -> dict[str, str]:
    from litestar.security.jwt import Token

    now = datetime.datetime.now(datetime.timezone.utc)
    more = {key: given[f"token_{key}"] for key in ("audience", "issuer") if given.get(f"token_{key}")}
    kind = given.get("token_cls") or Token
    token = kind(
        sub=subject,
        exp=now + datetime.timedelta(days=1),
        aud=_first(more.get("audience")),
        iss=_first(more.get("issuer")),
        jti="assay",
    )
    secret = given["token_secret"]
    return {given.get("auth_header", "Authorization").lower(): f"Bearer {token.encode(secret, given['algorithm'])}"}


def _first(value: Any) -> str | None:
    return value if isinstance(value, str) or value is None else next(iter(value), None)
