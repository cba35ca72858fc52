#!/usr/bin/env bash
# ibis: one expression, another value on each backend: November is in quarter 4.33 on SQLite, NULL a distinct value on Polars.
#
# Versions: ibis-framework 12.0.0 with sqlglot 28.10.0, duckdb 1.4.4, polars 2.1.0 and SQLite of Python 3.11.
# Guess before the run: one expression, one result: that is what ibis is for; what a backend has not raises OperationNotDefinedError.
# Seen: on SQLite quarter() is (month + 2) / 3 with a fraction, so that November is in quarter 4.33: a report by quarter has twelve
#   rows, and as ibis says that the column is int32, they are read as 1, 1, 1, 2, 2, 2 and so on. microsecond() is the second of the
#   minute there. On Polars nunique() counts NULL as a value, and % has the sign of the divisor, as in Python, not of the dividend.
#   least() of a NULL and 3 is NULL on SQLite, 3 on the others. So tests on SQLite or Polars say little of the same code on DuckDB.
# What helps: (month() + 2) // 3 for the quarter, which is right on all three, fill_null() before least(), drop_null() before nunique().
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import datetime

import ibis
import pyarrow

moments = [datetime.datetime(2026, month, 1, 10, 0, 59, 600000) for month in range(1, 13)]
rows = pyarrow.table({"id": range(12), "at": moments, "n": pyarrow.array([-7, None] + [7] * 10, pyarrow.int64())})
expressions = {
    "groups by quarter": lambda t: t.group_by(quarter=t.at.quarter()).agg(many=t.count()).count(),
    "groups by (month() + 2) // 3": lambda t: t.group_by(quarter=(t.at.month() + 2) // 3).agg(many=t.count()).count(),
    "microsecond": lambda t: t.at.microsecond().max(),
    "nunique": lambda t: t.n.nunique(),
    "-7 % 3": lambda t: t.filter(t.n < 0).select(left=t.n % 3).left.max(),
    "least(NULL, 3)": lambda t: t.filter(t.n.isnull()).select(least=ibis.least(t.n, 3)).least.max(),
}
backends = {"sqlite": ibis.sqlite.connect(), "duckdb": ibis.duckdb.connect(), "polars": ibis.polars.connect()}
for name, expression in expressions.items():
    answers = []
    for backend in backends.values():
        if "t" not in backend.list_tables():
            backend.create_table("t", rows)
        answers.append(expression(backend.table("t")).to_pyarrow().as_py())
    print(name, dict(zip(backends, answers, strict=True)))
quarter = backends["sqlite"].table("t").at.quarter()
report = backends["sqlite"].table("t").group_by(quarter=quarter).agg(many=ibis._.count()).order_by("quarter")
print("sqlite's report", [(row["quarter"], row["many"]) for row in report.to_pyarrow().to_pylist()], "of type", quarter.type())
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check "ibis-framework[duckdb,polars,sqlite]==12.0.0" duckdb==1.4.4 polars==2.1.0 sqlglot==28.10.0 2>/dev/null
"$folder/venv/bin/python" -W ignore "$folder/ask.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
groups by quarter {'sqlite': 12, 'duckdb': 4, 'polars': 4}
groups by (month() + 2) // 3 {'sqlite': 4, 'duckdb': 4, 'polars': 4}
microsecond {'sqlite': 59, 'duckdb': 600000, 'polars': 600000}
nunique {'sqlite': 2, 'duckdb': 2, 'polars': 3}
-7 % 3 {'sqlite': -1, 'duckdb': -1, 'polars': 2}
least(NULL, 3) {'sqlite': None, 'duckdb': 3, 'polars': 3}
sqlite's report [(1, 1), (1, 1), (1, 1), (2, 1), (2, 1), (2, 1), (3, 1), (3, 1), (3, 1), (4, 1), (4, 1), (4, 1)] of type int32
SEEN
