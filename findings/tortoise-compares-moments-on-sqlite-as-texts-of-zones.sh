#!/usr/bin/env bash
# Tortoise ORM on SQLite: a filter by a moment finds other rows if the same moment is written in another zone.
#
# Versions: tortoise-orm 1.1.9, aiosqlite 0.22.1, SQLite of Python 3.11; use_tz=True.
# Guess before the run: a DatetimeField with use_tz holds moments, and it is no matter in which zone one is given.
# Seen: what is stored is brought to the configured zone and written as a text with its offset; what a filter is given is written in its
#   own zone, and SQLite compares the texts. Rows of 8, 9, 10 and 11 o'clock UTC and a bound of 9:30 UTC: two are later. The bound
#   as 11:30+02:00 has none later, as 05:30-04:00 all four. With Europe/Berlin configured it is the UTC bound that is wrong,
#   which is what datetime.now(timezone.utc) gives. A moment that was just stored is not found by itself. In the night when clocks are
#   set back, the later of two rows comes first. Reading gives the right moments throughout.
# What helps: configure UTC, and give filters moments in UTC only.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import asyncio
import datetime as dt
from zoneinfo import ZoneInfo

from tortoise import Tortoise, fields, models

UTC = dt.timezone.utc
NIGHT = [dt.datetime(2024, 10, 27, hour, 30, tzinfo=UTC) for hour in (0, 1)]
BOUND = dt.datetime(2024, 6, 1, 9, 30, tzinfo=UTC)


class Visit(models.Model):
    hour = fields.IntField(primary_key=True)
    at = fields.DatetimeField()


async def ask(zone):
    await Tortoise.init(db_url="sqlite://:memory:", modules={"models": ["__main__"]}, use_tz=True, timezone=zone)
    try:
        await Tortoise.generate_schemas()
        for hour in (8, 9, 10, 11):
            await Visit.create(hour=hour, at=BOUND.replace(hour=hour, minute=0))
        for name in ("UTC", "Europe/Berlin", "America/New_York"):
            bound = BOUND.astimezone(ZoneInfo(name))
            later = [visit.hour for visit in await Visit.filter(at__gt=bound).order_by("hour")]
            stored = await Visit.filter(at=BOUND.replace(hour=9, minute=0).astimezone(ZoneInfo(name))).count()
            print(f"configured {zone}, asked in {name}: later {later}, found by the moment that was stored {stored}")
        read = [visit.at.astimezone(UTC).hour for visit in await Visit.all().order_by("hour")]
        await Visit.all().delete()
        for number, at in enumerate(NIGHT):
            await Visit.create(hour=number, at=at)
        print(f"configured {zone}: read {read}, the night's order {[v.hour for v in await Visit.all().order_by('at')]}")
    finally:
        await Tortoise.close_connections()


for configured in ("UTC", "Europe/Berlin"):
    asyncio.run(ask(configured))
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check tortoise-orm==1.1.9 aiosqlite==0.22.1 tzdata 2>/dev/null
timeout 60 "$folder/venv/bin/python" -W ignore "$folder/ask.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
configured UTC, asked in UTC: later [10, 11], found by the moment that was stored 1
configured UTC, asked in Europe/Berlin: later [], found by the moment that was stored 0
configured UTC, asked in America/New_York: later [8, 9, 10, 11], found by the moment that was stored 0
configured UTC: read [8, 9, 10, 11], the night's order [0, 1]
configured Europe/Berlin, asked in UTC: later [8, 9, 10, 11], found by the moment that was stored 0
configured Europe/Berlin, asked in Europe/Berlin: later [10, 11], found by the moment that was stored 1
configured Europe/Berlin, asked in America/New_York: later [8, 9, 10, 11], found by the moment that was stored 0
configured Europe/Berlin: read [8, 9, 10, 11], the night's order [1, 0]
SEEN
