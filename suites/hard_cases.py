"""Reads ``hard_cases.toml``: values that are hard to store and to find."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

__all__ = ("EMPTIES", "NUMBERS", "TEXTS", "TIMES", "Empty", "HardNumber", "HardText", "HardTime")


class _Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    id: str
    because: str
    source: str


class HardText(_Case, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A text that equals no other case, on a database that has the capability ``needs``."""

    value: str
    needs: str = ""


class HardNumber(_Case, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole number of 32 bits."""

    value: int


class HardTime(_Case, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A moment to the second."""

    value: datetime.datetime
    same_as: str = ""


class Empty(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A filter that was given nothing, and what it keeps."""

    id: str
    filter: str
    arguments: dict[str, Any]
    keeps: Literal["all", "none", "valued"]
    source: str


class _File(msgspec.Struct, forbid_unknown_fields=True):
    text: list[HardText]
    number: list[HardNumber]
    time: list[HardTime]
    empty: list[Empty]


_READ = msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=_File)
TEXTS = {case.id: case for case in _READ.text}
NUMBERS = {case.id: case for case in _READ.number}
TIMES = {case.id: case for case in _READ.time}
EMPTIES = {case.id: case for case in _READ.empty}
