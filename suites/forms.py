"""Forms, byte for byte as a browser sends them: an encoder of the test client's would write others.

The bodies were taken from Chromium's own requests; ``tests/suites/test_forms.py`` submits the same forms again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ("BOUNDARY", "CHOICES", "MULTIPART", "QUERIES", "URL_ENCODED", "Form")

BOUNDARY = "----WebKitFormBoundaryzAx9Y2XLWldRMFe4"
"""A browser makes one for each request; the rest of the body is always the same."""


@dataclass(frozen=True)
class Form:
    """A body that a browser has sent, with its type.

    Args:
        content_type: The request's Content-Type.
        body: The bytes.
    """

    content_type: str
    body: bytes

    @property
    def request(self) -> dict[str, Any]:
        """What httpx takes to send exactly this."""
        return {"content": self.body, "headers": {"content-type": self.content_type}}

    def pieces(self, size: int) -> list[bytes]:
        """The body in pieces of so many bytes."""
        return [self.body[at : at + size] for at in range(0, len(self.body), size)]


def _parts(*parts: tuple[str, str]) -> Form:
    """A multipart form of headers and contents."""
    text = "".join(f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n" for head, body in parts)
    return Form(f"multipart/form-data; boundary={BOUNDARY}", f"{text}--{BOUNDARY}--\r\n".encode())


_NAME = ('name="name"', "report")
_NO_FILE = ('name="file"; filename=""\r\nContent-Type: application/octet-stream', "")
# the beginning of the boundary, and line ends of every kind: a browser leaves the bytes of a file alone
_NEARLY = f"a\nb\rc\r\n--{BOUNDARY[:-1]}\r\n\r\n--"

MULTIPART = {
    # one file control, or one for several files: it is the same
    "no-file-chosen": _parts(_NAME, _NO_FILE),
    "file": _parts(_NAME, ('name="file"; filename="a.txt"\r\nContent-Type: text/plain', "hello")),
    "empty-file": _parts(_NAME, ('name="file"; filename="empty.txt"\r\nContent-Type: text/plain', "")),
    "file-of-no-known-type": _parts(
        _NAME, ('name="file"; filename="a.zzz"\r\nContent-Type: application/octet-stream', "hello")
    ),
    "two-files": _parts(
        _NAME,
        ('name="file"; filename="a.txt"\r\nContent-Type: text/plain', "one"),
        ('name="file"; filename="b.txt"\r\nContent-Type: text/plain', "two"),
    ),
    # quotes and line ends are written as %22, %0D and %0A, and nothing else of a name is
    "awkward-filename": _parts(
        _NAME, ('name="file"; filename="a %22quoted%22 Über 😀 % ;.txt"\r\nContent-Type: text/plain', "hello")
    ),
    "nearly-a-boundary": _parts(
        _NAME, ('name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream', _NEARLY)
    ),
    # a script's new Blob(["hello"]) has a name of the browser's making
    "blob": _parts(_NAME, ('name="file"; filename="blob"\r\nContent-Type: application/octet-stream', "hello")),
    "empty-text": _parts(('name="name"', "")),
    # a line end of any kind is sent as both characters
    "text-of-lines": _parts(('name="name"', "a\r\nb\r\nc\r\nd")),
    # a checkbox that is not checked is not sent; the second one is
    "checkboxes": _parts(_NAME, ('name="checked"', "on")),
    # nothing but a checkbox that is not checked: there is no part
    "nothing": _parts(),
}
"""Multipart forms by what is in them; the controls are called ``name`` and ``file``."""

_URL = "application/x-www-form-urlencoded"
URL_ENCODED = {
    "text": (Form(_URL, b"username=bob"), "bob"),
    "awkward-text": (
        Form(_URL, b"username=Zo%C3%AB+%26+b%2Bc%3Dd%25+%F0%9F%98%80&remember=on"),
        "Zoë & b+c=d% 😀",
    ),
    "text-of-lines": (Form(_URL, b"username=a%0D%0Ab%0D%0Ac%0D%0Ad"), "a\r\nb\r\nc\r\nd"),
    "empty-text": (Form(_URL, b"username="), ""),
    # by a script: new URLSearchParams
    "with-charset": (Form(f"{_URL};charset=UTF-8", b"username=a+b*%7E%C3%BC&empty="), "a b*~ü"),
}
"""Forms of a control ``username``, with what was typed."""

CHOICES = Form(_URL, b"choice=sport&choice=science")
"""Two of a group of checkboxes that are all called ``choice``."""

QUERIES = {
    "awkward-text": ("searchString=a+b%2Bc+%26+%C3%BC%25", "a b+c & ü%"),
    "empty-controls": ("searchString=&ids=&currentPage=1&pageSize=20", ""),
}
"""The queries of search forms, with what was typed into searchString."""
