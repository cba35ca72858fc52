"""The token against forged requests, and how an application says that a request needs a login."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from .serving import Answer

NEEDED = "it needs a login that Assay has not: give its header, as --header 'X-API-Key: ...'"
_STATUSES = (401, 403)
_LOGINS = ("login", "log-in", "log_in", "signin", "sign-in", "sign_in")
"""Words in the paths of pages to which a visitor is sent who is not logged in."""


def csrf_headers(app: Any) -> dict[str, str]:
    """The header and the cookie against forged requests, as a page of the application would send them."""
    config = app.csrf_config
    if config is None:
        return {}
    from litestar.middleware.csrf import generate_csrf_token

    token = generate_csrf_token(secret=config.secret)
    return {"cookie": f"{config.cookie_name}={token}", config.header_name.lower(): token}


def is_refused(answer: Answer) -> bool:
    """Whether an answer says that the request needs a login: by its status, or by sending it to a page for that."""
    if answer.status in _STATUSES:
        return True
    place = urlsplit(answer.headers.get("location", "")).path.lower()
    return 300 <= answer.status < 400 and any(word in place for word in _LOGINS)


__all__ = ["NEEDED", "csrf_headers", "is_refused"]
