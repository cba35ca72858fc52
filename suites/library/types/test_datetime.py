"""DateTimeUTC: instants in any zone."""

from __future__ import annotations

import datetime
from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from assay.checking import Reader, TargetRuntime, proves
from reference_app.library.columns.models import Moment
from reference_app.library.columns.repositories import MomentRepository
from reference_app.library.database import Database
from reference_app.settings import Settings
from suites.library.types.storing import names, refusal, store, value_of

MODELS = (Moment,)

UTC = timezone.utc
INSTANT = datetime.datetime(2024, 7, 1, 18, 30, 15, tzinfo=UTC)
ZONES = {
    "utc": UTC,
    "half-an-hour": timezone(timedelta(hours=5, minutes=30)),
    "behind": timezone(timedelta(hours=-8)),
    "far-ahead": timezone(timedelta(hours=14)),
    "summer-time": ZoneInfo("America/New_York"),
    "winter-time": ZoneInfo("Pacific/Auckland"),
}
FOLDED = ZoneInfo("Europe/Berlin")
"""At 02:30 on 27 October 2024 its clocks showed the same time for the second time."""


@proves("types.datetime-utc-returns-aware-utc")
@pytest.mark.parametrize("zone", ZONES.values(), ids=ZONES)
async def test_instant_comes_back_in_utc(database: Database, reader: Reader, zone: datetime.tzinfo) -> None:
    """Written in any zone, it is the same instant for the reader, and in UTC for the next session."""
    await store(database, Moment(name="now", happened_at=INSTANT.astimezone(zone)))
    row = reader.row("library_moment", name="now")
    assert row is not None
    assert row["happened_at"] == INSTANT, f"stored is {row['happened_at']}, not {INSTANT}"
    read = await value_of(database, Moment.happened_at, "now")
    assert read.utcoffset() == timedelta(0), f"the session reads {read!r}, which is not in UTC"
    assert read == INSTANT, f"the session reads {read}, not {INSTANT}"


@proves("types.datetime-utc-returns-aware-utc")
@pytest.mark.parametrize("fold", [0, 1])
async def test_repeated_hour_is_two_instants(database: Database, reader: Reader, fold: int) -> None:
    """The hour that clocks show twice at the end of summer time is told apart."""
    await store(
        database, Moment(name="now", happened_at=datetime.datetime(2024, 10, 27, 2, 30, tzinfo=FOLDED, fold=fold))
    )
    expected = datetime.datetime(2024, 10, 27, fold, 30, tzinfo=UTC)
    row = reader.row("library_moment", name="now")
    assert row is not None
    assert row["happened_at"] == expected, f"stored is {row['happened_at']}, not {expected}"
    assert await value_of(database, Moment.happened_at, "now") == expected


@proves("types.datetime-utc-returns-aware-utc")
async def test_none_is_null(database: Database, reader: Reader) -> None:
    """No time is NULL in the table, and None again."""
    await store(database, Moment(name="never", happened_at=None))
    row = reader.row("library_moment", name="never")
    assert row is not None
    assert row["happened_at"] is None
    assert await value_of(database, Moment.happened_at, "never") is None


@proves("types.datetime-utc-returns-aware-utc")
async def test_repository_returns_what_the_next_session_reads(database: Database) -> None:
    """add, update, update_many and upsert return times in UTC, as they are in the database."""
    ahead = INSTANT.astimezone(ZONES["half-an-hour"])
    async with database.session() as session:
        repository = MomentRepository(session=session)
        added = await repository.add(Moment(name="added", happened_at=ahead))
        seen = [added.happened_at]
        changed = await repository.update(Moment(id=added.id, name="added", happened_at=ahead + timedelta(hours=1)))
        seen.append(changed.happened_at)
        upserted = await repository.upsert(Moment(id=added.id, name="added", happened_at=ahead + timedelta(hours=2)))
        seen.append(upserted.happened_at)
        await session.commit()
    expected = [INSTANT + timedelta(hours=hours) for hours in range(3)]
    assert [(at, at and at.utcoffset()) for at in seen] == [(at, timedelta(0)) for at in expected], seen
    assert await value_of(database, Moment.happened_at, "added") == expected[-1]


@proves("types.datetime-utc-returns-aware-utc")
async def test_bulk_writes_are_converted_too(database: Database, reader: Reader) -> None:
    """An INSERT of several rows and an UPDATE by statement convert as a flush does."""
    ahead = INSTANT.astimezone(ZONES["half-an-hour"])
    async with database.session() as session:
        await session.execute(
            sa.insert(Moment),
            [{"name": "a", "happened_at": ahead}, {"name": "b", "happened_at": ahead + timedelta(hours=1)}],
        )
        await session.execute(
            sa.update(Moment).where(Moment.name == "b").values(happened_at=ahead + timedelta(hours=2))
        )
        await session.commit()
    stored = {row["name"]: row["happened_at"] for row in reader.rows("library_moment")}
    assert stored == {"a": INSTANT, "b": INSTANT + timedelta(hours=2)}, stored


@proves("types.datetime-utc-returns-aware-utc", needs=("session-time-zone",))
@pytest.mark.parametrize("zone", ["+05:30", "-08:00"])
async def test_zone_of_the_connection_does_not_show(
    database: Database, reader: Reader, runtime: TargetRuntime, zone: str
) -> None:
    """Over a connection in another time zone the same instant is written, and read in UTC."""
    backend, driver = runtime.target.backend, runtime.target.driver
    zoned = Database(
        Settings(
            database_url=runtime.url.render_as_string(hide_password=False),
            engine_options={**backend.engine_options(driver), **backend.zone_options(driver, zone)},
        )
    )
    await store(zoned, Moment(name="zoned", happened_at=INSTANT))
    await store(database, Moment(name="plain", happened_at=INSTANT))
    read = [await value_of(zoned, Moment.happened_at, name) for name in ("zoned", "plain")]
    found = await names(zoned, sa.select(Moment.name).where(Moment.happened_at == INSTANT).order_by(Moment.name))
    await zoned.close()
    stored = {row["name"]: row["happened_at"] for row in reader.rows("library_moment")}
    assert stored == {"zoned": INSTANT, "plain": INSTANT}, stored
    assert read == [INSTANT, INSTANT], read
    assert found == ["plain", "zoned"], f"equal to {INSTANT} are {found}"
    offsets = [at.utcoffset() for at in read]
    assert offsets == [timedelta(0), timedelta(0)], f"the offsets from UTC are {[str(found) for found in offsets]}"


@proves("types.datetime-utc-refuses-naive")
@pytest.mark.parametrize("at", [datetime.datetime(2024, 7, 1), datetime.datetime.min], ids=["day", "first"])
async def test_naive_time_is_refused(database: Database, reader: Reader, at: datetime.datetime) -> None:
    """A time without a zone is a TypeError that says what is missing, and no row."""
    assert await refusal(database, Moment(name="naive", happened_at=at)) == "TypeError: tzinfo is required"
    assert reader.count("library_moment") == 0


@proves("types.datetime-utc-refuses-naive")
async def test_naive_time_is_refused_in_a_filter(database: Database) -> None:
    """Also where it is compared with: silently taken for some zone, it would find other rows."""
    await store(database, Moment(name="now", happened_at=INSTANT))
    found = ""
    async with database.session() as session:
        try:
            await session.execute(sa.select(Moment.name).where(Moment.happened_at < datetime.datetime(2025, 1, 1)))
        except sa.exc.StatementError as error:
            found = str(error.orig)
    assert found == "tzinfo is required", f"a naive time was compared with: {found!r}"


@proves("types.datetime-utc-precision")
@pytest.mark.parametrize("microseconds", [1, 123456, 500000, 999999])
async def test_microseconds_survive(database: Database, reader: Reader, microseconds: int) -> None:
    """Not rounded, and not cut off, in the table and in the next session."""
    at = INSTANT.replace(microsecond=microseconds)
    await store(database, Moment(name="now", happened_at=at))
    row = reader.row("library_moment", name="now")
    assert row is not None
    assert row["happened_at"] == at, f"stored is {row['happened_at']}, not {at}"
    read = await value_of(database, Moment.happened_at, "now")
    assert read == at, f"the session reads {read}, not {at}"


@proves("types.datetime-utc-compare")
async def test_order_and_comparisons_are_those_of_instants(database: Database) -> None:
    """Times whose clocks show another order than their instants are sorted and compared as instants."""
    zones = list(ZONES.values())
    instants = {f"moment {number}": INSTANT + timedelta(minutes=number) for number in range(6)}
    await store(
        database,
        *(Moment(name=name, happened_at=at.astimezone(zones[5 - n])) for n, (name, at) in enumerate(instants.items())),
        Moment(name="never", happened_at=None),
    )
    ordered = await names(
        database, sa.select(Moment.name).where(Moment.happened_at.is_not(None)).order_by(Moment.happened_at.desc())
    )
    assert ordered == [f"moment {number}" for number in (5, 4, 3, 2, 1, 0)], ordered
    middle = instants["moment 3"].astimezone(ZONES["far-ahead"])
    comparisons = {
        "equal": (Moment.happened_at == middle, ["moment 3"]),
        "unequal": (Moment.happened_at != middle, ["moment 0", "moment 1", "moment 2", "moment 4", "moment 5"]),
        "before": (Moment.happened_at < middle, ["moment 0", "moment 1", "moment 2"]),
        "at or after": (Moment.happened_at >= middle, ["moment 3", "moment 4", "moment 5"]),
        "in": (Moment.happened_at.in_([middle, INSTANT.astimezone(ZONES["behind"])]), ["moment 0", "moment 3"]),
        "between": (Moment.happened_at.between(middle, middle + timedelta(minutes=1)), ["moment 3", "moment 4"]),
        "none": (Moment.happened_at.is_(None), ["never"]),
    }
    found = {
        name: await names(database, sa.select(Moment.name).where(condition).order_by(Moment.name))
        for name, (condition, _) in comparisons.items()
    }
    assert found == {name: expected for name, (_, expected) in comparisons.items()}, found


@proves("types.datetime-utc-range")
@pytest.mark.parametrize(
    "at",
    [
        datetime.datetime(1, 1, 1, 12, tzinfo=UTC),
        datetime.datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime.datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime.datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
        datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    ],
    ids=["first-day", "before-1900", "before-1970", "after-2038", "last"],
)
async def test_end_of_the_calendar(database: Database, reader: Reader, at: datetime.datetime) -> None:
    """A time near the end of a calendar is stored as this instant."""
    await store(database, Moment(name="now", happened_at=at))
    read = await value_of(database, Moment.happened_at, "now")
    assert read == at, f"the session reads {read}, not {at}"
    year = sa.extract("year", reader.table("library_moment").c["happened_at"]).label("year")
    stored = [float(row["year"]) for row in reader.execute(sa.select(year))]
    assert stored == [at.year], f"{at} is stored as a time of the year {stored}"


@proves("types.datetime-utc-range")
@pytest.mark.parametrize(
    "at",
    [
        datetime.datetime(1, 1, 1, tzinfo=ZONES["far-ahead"]),
        datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=ZONES["behind"]),
    ],
    ids=["before-the-first", "after-the-last"],
)
async def test_instant_outside_of_the_calendar_is_refused(
    database: Database, reader: Reader, at: datetime.datetime
) -> None:
    """An instant that has no date in UTC is refused, and not stored as another one."""
    assert await refusal(database, Moment(name="now", happened_at=at)) == "OverflowError: date value out of range"
    assert reader.count("library_moment") == 0
