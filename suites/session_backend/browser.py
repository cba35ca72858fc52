"""A browser: it keeps one cookie, and forgets it when it is told to."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx

from assay.checking import RunningApp, answer
from suites.forms import Form


class Browser:
    """A client with a cookie of its own on an application that others use, too.

    Args:
        app: The application.
        cookie: The value of a cookie that it has already.
        key: The cookie's name.
    """

    def __init__(self, app: RunningApp, cookie: str = "", key: str = "session") -> None:
        self.app = app
        self.cookie = cookie
        self.key = key
        self.set_cookie: Morsel[str] | None = None

    def send(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        """Send a request with the cookie, and take the one that is answered."""
        self.app.client.cookies.clear()
        headers = {**(headers or {}), **({"cookie": f"{self.key}={self.cookie}"} if self.cookie else {})}
        response = self.app.client.request(method, path, headers=headers, **options)
        self.app.client.cookies.clear()
        self.set_cookie = None
        for text in response.headers.get_list("set-cookie"):
            morsel = SimpleCookie(text).get(self.key)
            if morsel is not None:
                self.set_cookie = morsel
                self.cookie = morsel.value
        return response

    def submit(self, path: str, form: Form) -> httpx.Response:
        """Send a form as it is."""
        return self.send("POST", path, **form.request)

    def get(self, path: str) -> Any:
        """GET, and the body of the answer, which must be 200."""
        return answer(self.send("GET", path), 200)

    def login(self, username: str = "bob") -> str:
        """POST /login, and the session's id: the value of the cookie."""
        response = self.send("POST", "/login", data={"username": username})
        assert response.is_success, f"POST /login answered {response.status_code}: {response.text[:300]}"
        assert self.cookie, "POST /login was answered without a cookie"
        return self.cookie

    @property
    def attributes(self) -> Morsel[str]:
        """The cookie of the last answer, with its attributes."""
        assert self.set_cookie is not None, "the answer sets no cookie"
        return self.set_cookie
