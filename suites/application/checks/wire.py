"""Values on their way between the two processes: JSON, in which what JSON lacks is marked. Runs on both sides."""

from __future__ import annotations

import base64
import datetime
import decimal
import uuid
from typing import Any

_MARK = "$"
_EXACT = 2**53
"""Whole numbers below are exact wherever JSON is read."""


def packed(value: Any) -> Any:
    """A value as JSON has it."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)) and abs(value) < _EXACT:
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return [packed(one) for one in value]
    if isinstance(value, dict):
        return {_MARK: "dict", "v": [[packed(key), packed(one)] for key, one in value.items()]}
    for kind, types, write in _WRITTEN:
        if isinstance(value, types):
            return {_MARK: kind, "v": write(value)}
    return {_MARK: "other", "v": str(value)[:500]}


def unpacked(value: Any) -> Any:
    """The reverse; of what has no such form its text."""
    if isinstance(value, list):
        return [unpacked(one) for one in value]
    if not isinstance(value, dict):
        return value
    kind, text = value[_MARK], value["v"]
    if kind == "dict":
        return {unpacked(key): unpacked(one) for key, one in text}
    return _READ[kind](text)


# A datetime is a date, too, and comes first.
_WRITTEN: tuple[tuple[str, type | tuple[type, ...], Any], ...] = (
    ("int", int, str),
    ("float", float, str),
    ("bytes", (bytes, bytearray, memoryview), lambda v: base64.b64encode(bytes(v)).decode()),
    ("datetime", datetime.datetime, datetime.datetime.isoformat),
    ("date", datetime.date, datetime.date.isoformat),
    ("time", datetime.time, datetime.time.isoformat),
    ("timedelta", datetime.timedelta, lambda v: [v.days, v.seconds, v.microseconds]),
    ("decimal", decimal.Decimal, str),
    ("uuid", uuid.UUID, lambda v: v.hex),
)
_READ: dict[str, Any] = {
    "int": int,
    "float": float,
    "bytes": base64.b64decode,
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "timedelta": lambda v: datetime.timedelta(days=v[0], seconds=v[1], microseconds=v[2]),
    "decimal": decimal.Decimal,
    "uuid": uuid.UUID,
    "other": str,
}
