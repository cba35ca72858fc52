#!/usr/bin/env bash
# connectorx: a query read in partitions has fewer rows than the query, where the partitioning column is NULL, and loses its ORDER BY.
#
# Versions: connectorx 0.4.6, pyarrow 26.0.1, SQLite of Python 3.11.
# Guess before the run: partition_on says how the work is split, so the result is the same rows, in the order of the query or another.
# Seen: each partition is the query with a range of the column around it, and NULL lies in no range: 100 of 1100 rows are missing, with
#   one partition too, and every sum is too small. ORDER BY is lost. "The newest three", ORDER BY id DESC LIMIT 3, has *no* rows: the
#   ends of the ranges are asked for without the ORDER BY, of the three oldest rows, and the newest three lie outside. LIMIT
#   alone, as in a small trial, looks right. No error and no warning in any of them.
# What helps: partition on a column that is NOT NULL, or on COALESCE(column, -1) AS part in the query; sort afterwards.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import sqlite3
import sys

import connectorx

path = f"{sys.argv[1]}/sales.db"
with sqlite3.connect(path) as plain:
    plain.execute("CREATE TABLE sale (id INTEGER PRIMARY KEY, customer INTEGER, amount INTEGER)")
    plain.executemany("INSERT INTO sale VALUES (?, ?, ?)", ((n, None if n % 11 == 0 else n, 10) for n in range(1100)))
for query in (
    "SELECT * FROM sale ORDER BY id DESC",
    "SELECT *, COALESCE(customer, -1) AS part FROM sale ORDER BY id DESC",
    "SELECT * FROM sale ORDER BY id DESC LIMIT 3",
    "SELECT * FROM sale LIMIT 3",
):
    for number in (None, 1, 4):
        column = "part" if "part" in query else "customer"
        split = {"partition_on": column, "partition_num": number} if number else {}
        table = connectorx.read_sql(f"sqlite://{path}", query, return_type="arrow", **split)
        print(query, "|", number, "partition(s):", table.num_rows, "rows, sum", sum(table["amount"].to_pylist()), "first", table["id"].to_pylist()[:1])
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check connectorx==0.4.6 pyarrow==26.0.1 2>/dev/null
"$folder/venv/bin/python" "$folder/ask.py" "$folder" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
SELECT * FROM sale ORDER BY id DESC | None partition(s): 1100 rows, sum 11000 first [1099]
SELECT * FROM sale ORDER BY id DESC | 1 partition(s): 1000 rows, sum 10000 first [1]
SELECT * FROM sale ORDER BY id DESC | 4 partition(s): 1000 rows, sum 10000 first [1]
SELECT *, COALESCE(customer, -1) AS part FROM sale ORDER BY id DESC | None partition(s): 1100 rows, sum 11000 first [1099]
SELECT *, COALESCE(customer, -1) AS part FROM sale ORDER BY id DESC | 1 partition(s): 1100 rows, sum 11000 first [0]
SELECT *, COALESCE(customer, -1) AS part FROM sale ORDER BY id DESC | 4 partition(s): 1100 rows, sum 11000 first [0]
SELECT * FROM sale ORDER BY id DESC LIMIT 3 | None partition(s): 3 rows, sum 30 first [1099]
SELECT * FROM sale ORDER BY id DESC LIMIT 3 | 1 partition(s): 0 rows, sum 0 first []
SELECT * FROM sale ORDER BY id DESC LIMIT 3 | 4 partition(s): 0 rows, sum 0 first []
SELECT * FROM sale LIMIT 3 | None partition(s): 3 rows, sum 30 first [0]
SELECT * FROM sale LIMIT 3 | 1 partition(s): 2 rows, sum 20 first [1]
SELECT * FROM sale LIMIT 3 | 4 partition(s): 2 rows, sum 20 first [1]
SEEN
