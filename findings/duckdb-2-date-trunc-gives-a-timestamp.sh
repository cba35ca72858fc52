#!/usr/bin/env bash
# DuckDB 2.0: date_trunc() of a DATE is a TIMESTAMP, where it was a DATE: Python gets datetime instead of date, silently.
#
# Versions: duckdb 1.4.4 and 2.0.1, duckdb-engine 0.17.0, SQLAlchemy 2.0.58, Python 3.11.
# Guess before the run: the month of a date is a date in both, or at least compares equal to one.
# Seen: SQLAlchemy hands on what the driver gives. A report by month that is looked up with date(2026, 11, 1) finds its key with
#   1.4.4; with 2.0.1 the key is datetime(2026, 11, 1, 0, 0), which equals no date, and the lookup finds nothing. A column that
#   CREATE TABLE AS makes of it has another type. Inside the database a comparison with a DATE is still true.
# What helps: cast the result, cast(func.date_trunc("month", column), Date), which is a date in both.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import datetime

import duckdb
import sqlalchemy as sa

engine = sa.create_engine("duckdb:///:memory:")
sale = sa.Table("sale", sa.MetaData(), sa.Column("day", sa.Date))
month = sa.func.date_trunc("month", sale.c.day)
november = datetime.date(2026, 11, 1)
with engine.connect() as connection:
    connection.exec_driver_sql("CREATE TABLE sale (day DATE)")
    connection.execute(sale.insert(), [{"day": datetime.date(2026, 11, day)} for day in (3, 28)])
    plain = dict(connection.execute(sa.select(month, sa.func.count()).group_by(month)).tuples().all())
    cast = sa.cast(month, sa.Date)
    casted = dict(connection.execute(sa.select(cast, sa.func.count()).group_by(cast)).tuples().all())
    inside = connection.scalar(sa.select(sa.func.count()).where(month == november))
    connection.exec_driver_sql("CREATE TABLE report AS SELECT date_trunc('month', day) AS month FROM sale")
    kind = connection.exec_driver_sql("SELECT typeof(month) FROM report").scalar()
    print(duckdb.__version__, plain.get(november), casted.get(november), inside, kind)
PY
for version in 1.4.4 2.0.1; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install -q --disable-pip-version-check "duckdb==$version" duckdb-engine==0.17.0 sqlalchemy==2.0.58 2>/dev/null
  "$folder/$version/bin/python" -W ignore "$folder/ask.py"
done | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
1.4.4 2 2 2 DATE
2.0.1 None 2 2 TIMESTAMP
SEEN
