#!/usr/bin/env bash
# Piccolo on SQLite: a timestamp that an update has moved by a timedelta is equal to nothing, and filters and orders beside it err.
#
# Versions: piccolo 1.38.0 (with its extra sqlite), SQLite of Python 3.11.
# Guess before the run: after update({Task.due: Task.due + timedelta(days=1)}) a row is found by its new time, as one that was written
#   with that time is.
# Seen: values are written as Python's isoformat, with a fraction of six digits or none; the arithmetic is SQLite's strftime, with three
#   digits always, and microseconds are cut. SQLite compares texts: the moved row is not found by the value that reading it gives,
#   and it is "later" than a row of the same time. Timestamptz loses its offset as well.
#   Date is right.
# What helps: read the objects, add in Python, and save them.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import asyncio
import datetime as dt
import sqlite3
import sys

from piccolo.columns import Date, Timestamp, Timestamptz
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.table import Table

PATH = f"{sys.argv[1]}/tasks.db"
DB = SQLiteEngine(path=PATH)
DAY = dt.timedelta(days=1)


class Task(Table, db=DB):
    local = Timestamp()
    moment = Timestamptz()
    day = Date()


async def main():
    await Task.create_table()
    start = dt.datetime(2024, 6, 1, 10)
    for moved, at in (("no", start + DAY), ("yes", start), ("yes", start.replace(microsecond=123456))):
        await Task.insert(Task(local=at, moment=at.replace(tzinfo=dt.timezone.utc), day=at.date()))
        if moved == "yes":
            last = await Task.select(Task.id).order_by(Task.id, ascending=False).first()
            change = {Task.local: Task.local + DAY, Task.moment: Task.moment + DAY, Task.day: Task.day + DAY}
            await Task.update(change).where(Task.id == last["id"])
    with sqlite3.connect(PATH) as connection:
        for row in connection.execute("SELECT id, local, moment, day FROM task ORDER BY id"):
            print("stored", *row, sep=", ")
    for task in await Task.objects().order_by(Task.id):
        found = {name: await Task.exists().where((Task.id == task.id) & (getattr(Task, name) == getattr(task, name))) for name in ("local", "moment", "day")}
        print("row", task.id, "read as", task.local.isoformat(), "found by what was read:", found)
    later = await Task.select(Task.id).where(Task.local > start + DAY).order_by(Task.id)
    print("later than row 1:", [row["id"] for row in later])


asyncio.run(main())
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check "piccolo[sqlite]==1.38.0" 2>/dev/null
timeout 60 "$folder/venv/bin/python" -W ignore "$folder/ask.py" "$folder" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
stored, 1, 2024-06-02 10:00:00, 2024-06-02 10:00:00+00:00, 2024-06-02
stored, 2, 2024-06-02 10:00:00.000, 2024-06-02 10:00:00.000, 2024-06-02
stored, 3, 2024-06-02 10:00:00.123, 2024-06-02 10:00:00.123, 2024-06-02
row 1 read as 2024-06-02T10:00:00 found by what was read: {'local': True, 'moment': True, 'day': True}
row 2 read as 2024-06-02T10:00:00 found by what was read: {'local': False, 'moment': False, 'day': True}
row 3 read as 2024-06-02T10:00:00.123000 found by what was read: {'local': False, 'moment': False, 'day': True}
later than row 1: [2, 3]
SEEN
