"""Conversions of the independent reader that several databases need.

Reflection tells a column's storage, not what an application keeps in it: a UUID is 16 bytes or 32 digits, and a
date-time without a zone is UTC, as Advanced Alchemy writes it.
"""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import CHAR, Column, String
from sqlalchemy.types import _Binary

_DIGITS = re.compile(r"[0-9a-f]{32}")


def is_uuid_binary(column: Column[Any]) -> bool:
    """Whether a column is of the 16 bytes that a UUID is stored in."""
    return isinstance(column.type, _Binary) and column.type.length == 16


def uuid_to_python(column: Column[Any], value: Any) -> Any:
    """A UUID out of a 16-byte column, or out of 32 digits in a column made for them; else the value."""
    if isinstance(value, bytes) and len(value) == 16 and is_uuid_binary(column):
        return uuid.UUID(bytes=value)
    fits = (isinstance(column.type, CHAR) and column.type.length == 32) or (
        isinstance(column.type, String) and column.type.length == 36
    )
    if isinstance(value, str) and fits and _DIGITS.fullmatch(value):
        return uuid.UUID(value)
    return value


def uuid_to_database(column: Column[Any], value: Any) -> Any:
    """A UUID as the column stores it: bytes in a binary column, digits in a character column; else the value."""
    if not isinstance(value, uuid.UUID):
        return value
    if isinstance(column.type, _Binary):
        return value.bytes
    return value.hex if isinstance(column.type, String) else value


def as_utc(value: Any) -> Any:
    """A date-time without a zone as UTC; any other value as it is."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=timezone.utc)
    return value


def without_zone(value: Any) -> Any:
    """A date-time with a zone as UTC without it, for columns that cannot hold one; any other value as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(timezone.utc).replace(tzinfo=None)
    return value
