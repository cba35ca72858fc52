"""Which values a column can have: how they are generated, which are at the edge, and how they are compared."""

from __future__ import annotations

import datetime
import decimal
import enum
import json
import math
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st

Hard = Mapping[str, Mapping[str, Any]]
_UTC = datetime.timezone.utc
_TEXT = st.characters(exclude_categories=("Cs", "Cc", "Cn"))
_LONGEST = 200


@dataclass(frozen=True)
class Values:
    """The values of a column.

    Args:
        strategy: Generates them.
        edges: Values at the edge, by name.
        same: Whether what the database has, as its own driver gives it, is a value; None if only the application knows,
            as with what is encrypted.
        same_read: Whether what the application reads is the value that it wrote; None if it need not be, as a hash.
        plain: A value for lists that are sorted and searched, made from a number: texts without capitals.
    """

    strategy: st.SearchStrategy[Any]
    edges: dict[str, Any] = field(default_factory=dict)
    same: Callable[[Any, Any], bool] | None = lambda wrote, found: bool(wrote == found)
    same_read: Callable[[Any, Any], bool] | None = lambda wrote, found: bool(wrote == found)
    plain: Callable[[int], Any] | None = None


def values_of(column: sa.Column[Any], dialect: sa.Dialect, hard: Hard) -> Values | None:
    """The values of a column; None if nothing is known of its type."""
    kind: Any = column.type
    names = {base.__name__ for base in type(kind).__mro__}
    if "StoredObject" in names or "FileObject" in names:
        return None
    if "DateTimeUTC" in names:
        return _times(hard, aware=True)
    if "GUID" in names:
        return _uuids()
    if names & {"EncryptedString", "EncryptedText"}:
        length = getattr(kind, "length", None)
        return _kept_apart(_texts(length, hard))
    if "PasswordHash" in names:
        return Values(st.text("abcdefgh", min_size=8, max_size=20), same=None, same_read=None)
    return _decorated(kind, dialect, hard)


def _decorated(kind: Any, dialect: sa.Dialect, hard: Hard) -> Values | None:
    if isinstance(kind, sa.types.TypeDecorator):
        found = _decorated(kind.impl_instance if hasattr(kind, "impl_instance") else kind.impl, dialect, hard)
        own = type(kind).__module__.partition(".")[0] not in {"sqlalchemy", "advanced_alchemy"}
        if found is None or not own:
            return found
        python = _python_type(kind)
        if python is not None and python not in (str, object) and python is not _python_type(kind.impl):
            return None  # it takes values of a type of the application's own
        return Values(found.strategy, found.edges, None, None, found.plain)
    return _generic(kind, hard)


def _python_type(kind: Any) -> type | None:
    try:
        found: type = kind.python_type
    except NotImplementedError:
        return None
    return found


def _generic(kind: Any, hard: Hard) -> Values | None:  # noqa: C901 - one line for each type
    names = {base.__name__ for base in type(kind).__mro__}
    if isinstance(kind, sa.Enum):
        return _enums(kind)
    if isinstance(kind, sa.Boolean):
        return Values(
            st.booleans(), {"true": True, "false": False}, lambda w, f: w == bool(f), plain=lambda n: n % 2 == 0
        )
    if isinstance(kind, sa.SmallInteger):
        return _integers(-(2**15), 2**15 - 1, hard)
    if isinstance(kind, sa.BigInteger):
        return _integers(-(2**63), 2**63 - 1, hard)
    if isinstance(kind, sa.Integer):
        return _integers(-(2**31), 2**31 - 1, hard)
    if isinstance(kind, sa.Float):
        return _floats()
    if isinstance(kind, sa.Numeric):
        return _decimals(kind)
    if isinstance(kind, sa.Uuid):
        return _uuids(as_uuid=kind.as_uuid)
    if names & {
        "TSVECTOR",
        "INET",
        "CIDR",
        "MACADDR",
        "MACADDR8",
        "BIT",
        "HSTORE",
        "OID",
        "CITEXT",
        "VECTOR",
        "Vector",
    }:
        return _of_one_product(names)
    if isinstance(kind, sa.String):
        return _texts(kind.length, hard)
    if isinstance(kind, sa.LargeBinary | sa.types._Binary):
        return Values(
            st.binary(max_size=min(kind.length or 64, 64)),
            {"every-byte": bytes(range(256))[: kind.length or 256]},
            lambda wrote, found: wrote == bytes(found),
        )
    if isinstance(kind, sa.DateTime):
        return _times(hard, aware=kind.timezone)
    if isinstance(kind, sa.Date):
        days = st.dates(datetime.date(1583, 1, 1), datetime.date(2900, 12, 31))
        edges = {"long-ago": datetime.date(1583, 1, 1), "far-off": datetime.date(2900, 12, 31)}
        return Values(days, edges, _same_date, plain=lambda n: datetime.date(2020, 1, 1) + datetime.timedelta(days=n))
    if isinstance(kind, sa.Time):
        times = st.times().map(lambda t: t.replace(microsecond=0))
        return Values(times, {"midnight": datetime.time(0), "last": datetime.time(23, 59, 59)}, None)
    if isinstance(kind, sa.Interval):
        spans = st.timedeltas(datetime.timedelta(0), datetime.timedelta(days=30)).map(_whole_seconds)
        return Values(spans, {"none": datetime.timedelta(0)}, None)
    if isinstance(kind, sa.ARRAY):
        return _arrays(kind, hard)
    if isinstance(kind, sa.JSON):
        return _documents()
    return None


def _integers(least: int, greatest: int, hard: Hard) -> Values:
    edges = {name: n for name, n in hard.get("number", {}).items() if least <= n <= greatest}
    edges |= {"least-of-all": least, "greatest-of-all": greatest}
    return Values(st.integers(least, greatest), edges, lambda w, f: w == int(f), plain=lambda n: n)


def _texts(length: int | None, hard: Hard) -> Values:
    most = min(length or _LONGEST, _LONGEST)
    edges = {name: text for name, text in hard.get("text", {}).items() if length is None or len(text) <= length}
    edges |= {"empty": "", "longest": "x" * (length or 4000), "longest-beyond-ascii": "\u00e9" * (length or 1000)}

    def plain(number: int) -> str:
        text = f"{_WORDS[number % len(_WORDS)]}{number:02d}"
        return text if length is None or len(text) <= length else f"{number:02d}"[-length:]

    return Values(st.text(_TEXT, max_size=most), edges, plain=plain)


_WORDS = ("apple", "birch", "cedar", "daisy", "elder", "fern", "ginger")


def _kept_apart(values: Values) -> Values:
    """What the database has is not the value, but what the application reads is."""
    return Values(values.strategy, values.edges, None, values.same_read, values.plain)


def _uuids(*, as_uuid: bool = True) -> Values:
    edges: dict[str, Any] = {"nil": uuid.UUID(int=0), "all-ones": uuid.UUID(int=2**128 - 1)}
    strategy: st.SearchStrategy[Any] = st.uuids(allow_nil=False)
    if not as_uuid:
        strategy, edges = strategy.map(str), {name: str(value) for name, value in edges.items()}
    return Values(strategy, edges, lambda wrote, found: _as_uuid(wrote) == _as_uuid(found))


def _as_uuid(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray)) and len(value) == 16:
        return uuid.UUID(bytes=bytes(value))
    if isinstance(value, str):
        try:
            return uuid.UUID(value)
        except ValueError:
            return value
    return value if isinstance(value, uuid.UUID) or not hasattr(value, "bytes") else uuid.UUID(bytes=value.bytes)


def _enums(kind: sa.Enum) -> Values:
    members = list(kind.enum_class) if kind.enum_class is not None else list(kind.enums)
    stored = dict(zip(members, kind.enums, strict=False))
    if kind.enum_class is not None:
        write: Any = kind._db_value_for_elem
        stored = {member: write(member) for member in members}
    edges = {str(getattr(m, "name", m)): m for m in members}
    same = lambda wrote, found: stored.get(wrote, wrote) == (found.name if isinstance(found, enum.Enum) else found)  # noqa: E731
    return Values(st.sampled_from(members), edges, same)


def _floats() -> Values:
    close = lambda wrote, found: math.isclose(wrote, float(found), rel_tol=1e-6)  # noqa: E731
    most = 2.0**99  # hypothesis takes no bounds that the width cannot have
    floats = st.floats(-most, most, allow_nan=False, width=32, allow_subnormal=False).filter(
        lambda f: f == 0 or abs(f) > 1e-30
    )
    edges = {"zero": 0.0, "great": 1e30, "small": 1e-30, "third": 1 / 3}
    return Values(floats, edges, close, close, lambda n: n + 0.5)


def _decimals(kind: sa.Numeric[Any]) -> Values:
    digits, places = (
        kind.precision or 10,
        kind.scale if kind.scale is not None else (2 if kind.precision is None else 0),
    )
    most = decimal.Decimal(10 ** (digits - places)) - decimal.Decimal(1).scaleb(-places)
    same = lambda wrote, found: decimal.Decimal(str(wrote)) == decimal.Decimal(str(found))  # noqa: E731
    strategy: st.SearchStrategy[Any] = st.decimals(-most, most, places=places, allow_nan=False, allow_infinity=False)
    edges: dict[str, Any] = {"greatest": most, "least": -most, "smallest": decimal.Decimal(1).scaleb(-places)}
    plain: Callable[[int], Any] = lambda n: decimal.Decimal(n % int(most + 1))  # noqa: E731
    if not kind.asdecimal:
        close = lambda wrote, found: math.isclose(float(wrote), float(found), rel_tol=1e-9)  # noqa: E731
        return Values(strategy.map(float), {n: float(v) for n, v in edges.items()}, close, close, lambda n: float(n))
    return Values(strategy, edges, same, same, plain)


def _times(hard: Hard, *, aware: bool) -> Values:
    edges = {name: moment if aware else _naive(moment) for name, moment in hard.get("time", {}).items()}
    moments: st.SearchStrategy[datetime.datetime] = st.datetimes(
        datetime.datetime(1600, 1, 1),
        datetime.datetime(2900, 1, 1),
    ).map(lambda moment: moment.replace(microsecond=0))
    if aware:
        moments = moments.map(lambda moment: moment.replace(tzinfo=_UTC))
    start = datetime.datetime(2020, 1, 1, tzinfo=_UTC if aware else None)
    return Values(moments, edges, _same_moment, _same_moment, lambda n: start + datetime.timedelta(days=n))


def _naive(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(_UTC).replace(tzinfo=None)


def _same_moment(wrote: Any, found: Any) -> bool:
    if isinstance(found, str):
        found = datetime.datetime.fromisoformat(found)
    return bool(_aware(wrote) == _aware(found))


def _aware(moment: datetime.datetime) -> datetime.datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=_UTC)


def _same_date(wrote: Any, found: Any) -> bool:
    if isinstance(found, str):
        found = datetime.date.fromisoformat(found[:10])
    return bool(wrote == (found.date() if isinstance(found, datetime.datetime) else found))


def _whole_seconds(span: datetime.timedelta) -> datetime.timedelta:
    return datetime.timedelta(seconds=int(span.total_seconds()))


def _documents() -> Values:
    leaves = st.booleans() | st.integers(-(2**31), 2**31 - 1) | st.text(_TEXT, max_size=20)
    keys = st.text("abcxyz_", min_size=1, max_size=8)
    inner = st.recursive(
        leaves | st.none(), lambda of: st.lists(of, max_size=3) | st.dictionaries(keys, of, max_size=3), max_leaves=6
    )
    edges = {"empty-object": {}, "null-inside": {"a": None}, "nested": {"a": [{"b": [1, "\u00e9", False]}]}}
    return Values(st.dictionaries(keys, inner, max_size=4), edges, _same_document)


def _same_document(wrote: Any, found: Any) -> bool:
    if isinstance(found, (str, bytes)):
        try:
            found = json.loads(found)
        except ValueError:
            return False
    return bool(wrote == found)


def _arrays(kind: sa.ARRAY[Any], hard: Hard) -> Values | None:
    item = _generic(kind.item_type, hard)
    if item is None or (kind.dimensions or 1) > 1:
        return None
    same = item.same
    whole = None if same is None else lambda w, f: len(w) == len(f) and all(map(same, w, f))
    return Values(st.lists(item.strategy, max_size=4), {"empty": []}, whole, lambda w, f: list(w) == list(f))


def _of_one_product(names: set[str]) -> Values | None:
    """Types that only one product has; how its driver gives them back is its own affair."""
    given: dict[str, list[Any]] = {
        "INET": ["192.0.2.1"],
        "CIDR": ["192.0.2.0/24"],
        "MACADDR": ["08:00:2b:01:02:03"],
        "HSTORE": [{"a": "b"}],
        "CITEXT": ["apple", "Birch"],
    }
    found = next((values for name, values in given.items() if name in names), None)
    return None if found is None else Values(st.sampled_from(found), {}, None, None)
