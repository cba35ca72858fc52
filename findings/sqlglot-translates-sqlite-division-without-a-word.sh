#!/usr/bin/env bash
# sqlglot, told to raise at what it cannot translate, turns SQLite's whole-number division, casts and JSON numbers into other ones.
#
# Versions: sqlglot 30.30.0, duckdb 2.0.1, SQLite of Python 3.11; every statement is run in both databases.
# Guess before the run: with unsupported_level=ErrorLevel.RAISE a statement is refused or means the same.
# Seen: nothing is raised. In SQLite 7 / 2 is 3 and the share of a total by sum(n) / count(*) a whole number; the DuckDB
#   statement has / with NULLIF around the divisor, which takes care of zero, and answers 3.5. CAST(1.9 AS INTEGER) cuts in
#   SQLite and rounds in DuckDB. json_extract() of a number becomes ->>, a text: 10 sorts before 9, and is less than it. A date
#   that SQLite keeps as text minus 1 is the year 2025, and a day in DuckDB. LIKE, which takes 'A' for 'a' in SQLite, stays LIKE,
#   where ILIKE means that. From DuckDB to PostgreSQL a division is translated right, with a cast, so the case is known to it.
# What helps: give each division a cast in the source, or compare both answers on real rows.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import sqlite3

import duckdb
import sqlglot

lite, duck = sqlite3.connect(":memory:"), duckdb.connect()
for connection in (lite, duck):
    connection.execute("CREATE TABLE sale (n INTEGER, price DOUBLE, name VARCHAR, data VARCHAR)")
    connection.execute("""INSERT INTO sale VALUES (7, 1.9, 'Anna', '{"k": 10}'), (2, 2.5, 'anna', '{"k": 9}')""")
for statement in (
    "SELECT n / 2 FROM sale ORDER BY n",
    "SELECT SUM(n) / COUNT(*) FROM sale",
    "SELECT CAST(price AS INTEGER) FROM sale ORDER BY n",
    "SELECT json_extract(data, '$.k') FROM sale ORDER BY json_extract(data, '$.k')",
    "SELECT COUNT(*) FROM sale WHERE name LIKE 'a%'",
    "SELECT date('2026-11-29') - 1",
):
    (written,) = sqlglot.transpile(statement, read="sqlite", write="duckdb", unsupported_level=sqlglot.ErrorLevel.RAISE)
    print(written)
    print("   ", [str(value) for (value,) in lite.execute(statement)], [str(value) for (value,) in duck.execute(written).fetchall()])
print(*sqlglot.transpile("SELECT n / 2 FROM sale", read="duckdb", write="postgres"))
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check sqlglot==30.30.0 duckdb==2.0.1 2>/dev/null
"$folder/venv/bin/python" "$folder/ask.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
SELECT n / NULLIF(2, 0) FROM sale ORDER BY n NULLS FIRST
    ['1', '3'] ['1.0', '3.5']
SELECT SUM(n) / NULLIF(COUNT(*), 0) FROM sale
    ['4'] ['4.5']
SELECT CAST(price AS INT) FROM sale ORDER BY n NULLS FIRST
    ['2', '1'] ['2', '2']
SELECT data ->> '$.k' FROM sale ORDER BY data ->> '$.k' NULLS FIRST
    ['9', '10'] ['10', '9']
SELECT COUNT(*) FROM sale WHERE name LIKE 'a%'
    ['2'] ['1']
SELECT CAST('2026-11-29' AS DATE) - 1
    ['2025'] ['2026-11-28']
SELECT CAST(n AS DOUBLE PRECISION) / 2 FROM sale
SEEN
