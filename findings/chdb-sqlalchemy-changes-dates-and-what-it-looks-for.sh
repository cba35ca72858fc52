#!/usr/bin/env bash
# chdb's SQLAlchemy dialect stores a date of birth before 1970 as 1 January 1970, and finds it by any other date before 1970.
#
# Versions: chdb-sqlalchemy 0.2.1, chdb 4.4.0 with chdb-core 26.9.0, SQLAlchemy 2.0.58, Python 3.11.
# Guess before the run: sa.Date becomes a type that holds Python's dates, or a date outside of it raises.
# Seen: sa.Date is ClickHouse's Date, 1970 to 2149, and a date outside of it becomes the nearest end. The value that is compared is
#   changed in the same way: the row is found by its right date, so that a test that writes, looks for it and counts passes, and
#   by every wrong one as well; two people are one in GROUP BY and in a join. sa.DateTime does the same from 1970 to 2106, and drops
#   fractions of a second. 2**31 in sa.Integer becomes -2147483648; that one is not found by its value. No error, no warning.
# What helps: chdb_sqlalchemy.types' Date32 and DateTime64 in place of SQLAlchemy's; BigInteger.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import datetime

import sqlalchemy as sa
from chdb_sqlalchemy import types

engine = sa.create_engine("chdb:///:memory:")
day, moment = datetime.date, datetime.datetime
for kind, values, other in (
    (sa.Date, [day(1958, 2, 3), day(1969, 7, 20), day(2026, 11, 29)], day(1901, 1, 1)),
    (types.Date32, [day(1958, 2, 3), day(1969, 7, 20), day(2026, 11, 29)], day(1901, 1, 1)),
    (sa.DateTime, [moment(1969, 7, 20, 20, 17), moment(2026, 11, 29, 10, 0, 0, 500000)], moment(1901, 1, 1)),
    (sa.Integer, [2**31, 7], 5),
):
    table = sa.Table("person", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("value", kind))
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE IF EXISTS person"))
        table.create(connection)
        connection.execute(table.insert(), [{"id": number, "value": value} for number, value in enumerate(values)])
        stored = connection.scalars(sa.select(table.c.value).order_by(table.c.id)).all()
        found = [len(connection.execute(sa.select(table).where(table.c.value == value)).all()) for value in (*values, other)]
        groups = len(connection.execute(sa.select(table.c.value, sa.func.count()).group_by(table.c.value)).all())
    print(kind.__name__, *(f"{value} -> {kept}," for value, kept in zip(values, stored, strict=True)), "found", found, "groups", groups)
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check chdb-sqlalchemy==0.2.1 chdb==4.4.0 chdb-core==26.9.0 sqlalchemy==2.0.58 2>/dev/null
"$folder/venv/bin/python" -W ignore "$folder/ask.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
Date 1958-02-03 -> 1970-01-01, 1969-07-20 -> 1970-01-01, 2026-11-29 -> 2026-11-29, found [2, 2, 1, 2] groups 2
Date32 1958-02-03 -> 1958-02-03, 1969-07-20 -> 1969-07-20, 2026-11-29 -> 2026-11-29, found [1, 1, 1, 0] groups 3
DateTime 1969-07-20 20:17:00 -> 1970-01-01 00:00:00, 2026-11-29 10:00:00.500000 -> 2026-11-29 10:00:00, found [1, 1, 1] groups 2
Integer 2147483648 -> -2147483648, 7 -> 7, found [0, 1, 0] groups 2
SEEN
