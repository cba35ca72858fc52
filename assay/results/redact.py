"""Takes secrets out of what is reported: passwords in URLs and in connection strings, and values under telling keys."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from assay.domain.failures import Failure
from assay.results.lines import Result

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


def text(value: str) -> str:
    """A text without the passwords in it; placeholders of SQL statements stay."""
    if not any(hint in value for hint in _HINTS):
        return value
    value = _USERINFO.sub(lambda found: f"{found['before'] or found['scheme']}{HIDDEN}", value)
    return _SETTING.sub(rf"\g<before>{HIDDEN}", _QUERY.sub(rf"\g<before>{HIDDEN}", value))


def data(value: Any, key: str = "") -> Any:
    """Nested data without passwords, whether they stand in a text or under a key that says so."""
    if isinstance(value, dict):
        return {k: data(v, str(k)) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [data(v, key) for v in value]
    if isinstance(value, str):
        return HIDDEN if value and _KEYS.search(key) else text(value)
    return value


def result(line: Result) -> Result:
    """A result line without passwords; the same object if there were none."""
    changed: dict[str, Any] = {}
    if (reason := text(line.reason)) != line.reason:
        changed["reason"] = reason
    if (sql := tuple(text(s) for s in line.sql)) != line.sql:
        changed["sql"] = sql
    if line.error is not None and (error := _error(line.error)) != line.error:
        changed["error"] = error
    return msgspec.structs.replace(line, **changed) if changed else line


def _error(error: Failure) -> Failure:
    return Failure(
        error.type,
        text(error.message),
        text(error.traceback),
        tuple((kind, text(message)) for kind, message in error.causes),
    )
