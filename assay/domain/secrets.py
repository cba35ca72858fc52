"""Keeping passwords out of text that people will see.

Those of a run are known, and masked as they are (:class:`Secrets`). Those of anybody else are known by where they
stand: in URLs and connection strings, and under telling keys (:func:`redacted`).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

HIDDEN = "***"

_USERINFO = re.compile(
    r"(?P<before>[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@\"']*:)(?:[^\s/\"']|'(?![,\s)\]}:]))+(?=@)"
    # A token in the place of a user; "git" is what ssh calls everybody.
    r"|(?P<scheme>\b(?:[a-z]+\+)?https?://)(?!git@)[^\s:/@\"'{}]+(?=@)"
)
_QUERY = re.compile(
    r"(?P<before>[?&](?:amp;)?(?:[\w.-]*[_.-])?"
    r"(?:password|passwd|pwd|secret|token|accesstoken|api_?key|access_?key|sig|signature|credentials?)=)"
    r"(?![?:%$@*{\s])[^\s&\"'<>)\]}#]+",
    re.IGNORECASE,
)
"""What signed and private addresses of downloads carry behind the question mark."""
_SETTING = re.compile(
    r"(?P<before>\b(?:password|passwd|pwd|secret|secret_access_key|accountkey|sharedaccesskey|token)=)"
    r"(?![?:%$@*{\s])(?:'[^']+'|\"[^\"]+\"|[^\s&;,'\")\]}]+)",
    re.IGNORECASE,
)
_HINTS = ("://", "assword=", "asswd=", "wd=", "ecret=", "ccess_key=", "ey=", "oken=", "PASSWORD=", "PWD=")
_KEYS = re.compile(r"passw|passwd|\bpwd\b|secret|token|credential|account_?key|access_?key", re.IGNORECASE)
_WORD_STARTS = r"(?:(?<!\w)|(?<=\\[abfnrtv])|(?<=%[0-9A-Fa-f]{2})|(?<=[\d;\[]m))"
"""Also after what escapes write with letters: a new line in a repr, a colon in a URL, a colour in a terminal."""
_WORD_ENDS = r"(?!\w)"


class Secrets:
    """Random passwords of a run, and the masking of them in text that people will see."""

    def __init__(self) -> None:
        self._known: list[str] = []

    def new(self) -> str:
        """A new random password; its first character is a letter, which every product accepts."""
        return self.keep("p" + secrets.token_urlsafe(18))

    def keep(self, secret: str) -> str:
        """Remember a password that came from elsewhere, so that it is masked too."""
        if secret:
            self._known.append(secret)
        return secret

    def mask(self, text: str) -> str:
        """The text with every known password replaced."""
        return masked(text, self._known)


def masked(text: str, secrets: Iterable[str]) -> str:
    """A text without secrets, as they are and as URLs and tracebacks write them.

    A trivial one, such as ``mysql`` at a user's test server, is replaced where it is a word of its own. Within another
    word, such as ``pymysql``, it is not the secret, and what is left of that word would tell it.
    """
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        if len(form) < 8 or (len(form) < 12 and form.isalpha()):
            start = _WORD_STARTS if form[0].isalnum() else ""
            end = _WORD_ENDS if form[-1].isalnum() else ""
            text = re.sub(f"{start}{re.escape(form)}{end}", HIDDEN, text)
        else:
            text = text.replace(form, HIDDEN)
    return text


def _forms(secret: str) -> Iterator[str]:
    yield from (secret, quote(secret, safe=""), quote(secret, safe=" +"), quote_plus(secret), repr(secret)[1:-1])


def may_hold_secrets(value: str) -> bool:
    """Whether there is anything in a text by which :func:`redacted` would find a password: a cheap look at it."""
    return any(hint in value for hint in _HINTS)


def redacted(value: str) -> str:
    """A text without the passwords in it; placeholders of SQL statements stay."""
    if not may_hold_secrets(value):
        return value
    value = _USERINFO.sub(lambda found: f"{found['before'] or found['scheme']}{HIDDEN}", value)
    return _SETTING.sub(rf"\g<before>{HIDDEN}", _QUERY.sub(rf"\g<before>{HIDDEN}", value))


def redacted_data(value: Any, key: str = "") -> Any:
    """Nested data without passwords, whether they stand in a text or under a key that says so."""
    if isinstance(value, dict):
        return {k: redacted_data(v, str(k)) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [redacted_data(v, key) for v in value]
    if isinstance(value, str):
        return HIDDEN if value and _KEYS.search(key) else redacted(value)
    return value
