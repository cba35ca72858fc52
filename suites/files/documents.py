"""A client of the documents' application."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from assay.checking import RunningApp, answer
from suites.forms import Form


class Documents:
    """The application, as its clients use it.

    Args:
        app: The application.
        idle: What its event loop runs when nobody asks anything of it.
    """

    def __init__(self, app: RunningApp, idle: set[Any]) -> None:
        self.app = app
        self._idle = idle

    def post(
        self,
        name: str | None = "report",
        filename: str | None = None,
        content: bytes = b"",
        content_type: str | None = None,
        path: str = "/documents/",
    ) -> httpx.Response:
        """Send a form; waits until the application has nothing left to do."""
        response = self._send("POST", path, name, filename, content, content_type)
        self.settle()
        return response

    def patch(
        self,
        document: str,
        name: str | None = None,
        filename: str | None = None,
        content: bytes = b"",
        content_type: str | None = None,
    ) -> httpx.Response:
        """Change a document; waits until the application has nothing left to do."""
        response = self._send("PATCH", f"/documents/{document}", name, filename, content, content_type)
        self.settle()
        return response

    def _send(
        self, method: str, path: str, name: str | None, filename: str | None, content: bytes, content_type: str | None
    ) -> httpx.Response:
        # every field as a part, so that a form without a file is multipart too
        parts: list[tuple[str, Any]] = [("name", (None, name))] if name is not None else []
        if filename is not None:
            kind = (content_type,) if content_type is not None else ()
            parts.append(("file", (filename, content, *kind)))
        return self.app.client.request(method, path, files=parts)

    def submit(self, form: Form, document: str | None = None, path: str = "/documents/") -> httpx.Response:
        """Send a form as a browser does, to create a document or to change one; waits as the others do."""
        method, target = ("POST", path) if document is None else ("PATCH", f"/documents/{document}")
        response = self.app.client.request(method, target, **form.request)
        self.settle()
        return response

    def create(self, filename: str = "a.txt", content: bytes = b"hello", **options: Any) -> dict[str, Any]:
        """Upload, and demand 201."""
        document: dict[str, Any] = answer(self.post(filename=filename, content=content, **options), 201)
        return document

    def get(self, document: str) -> httpx.Response:
        """Read a document."""
        return self.app.get(f"/documents/{document}")

    def delete(self, document: str) -> httpx.Response:
        """Delete a document; waits until the application has nothing left to do."""
        response = self.app.delete(f"/documents/{document}")
        self.settle()
        return response

    def file(self, document: str) -> dict[str, Any] | None:
        """The file as the library reads it: metadata and ``content``."""
        found: dict[str, Any] | None = answer(self.app.get(f"/probes/files/content/{document}"), 200)["file"]
        return found

    def settle(self) -> None:
        """Wait until the application's event loop has nothing left to do: files are stored behind the answer."""

        async def wait() -> None:
            current = asyncio.current_task()
            while left := {t for t in asyncio.all_tasks() if t is not current and t not in self._idle}:
                await asyncio.wait(left)

        self.app.call(wait)
