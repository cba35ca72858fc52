#!/usr/bin/env bash
# ADBC on SQLite: one odd value changes every other value of its column, or ends the query, depending on the row it stands in.
#
# Versions: adbc-driver-sqlite and adbc-driver-manager 1.13.0, pyarrow 26.0.1, Python 3.11; sqlalchemy-adbc 0.3.0 builds on it.
# Guess before the run: SQLite types values, not columns, so an integer stays an integer, or the driver refuses the mixture.
# Seen: the type of a result's column is guessed from its first 1024 rows. One text among them makes texts of all the integers, one
#   float makes floats, without a word. The same value one row later ends the query with OSError, after rows were handed out. A
#   column that is "always" a number until a late row says 'n/a' works in every small trial. NULL is harmless anywhere.
#   Python's sqlite3 gives each value as it was stored.
# What helps: CAST in the query, or STRICT tables, which hold one type per column.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import sqlite3
import sys

import adbc_driver_sqlite.dbapi as adbc

path = f"{sys.argv[1]}/measured.db"
with sqlite3.connect(path) as plain:
    for at in (1023, 1024):
        for name, odd in (("text", "n/a"), ("float", 1.5), ("null", None)):
            table = f"{name}_{at}"
            plain.execute(f"CREATE TABLE {table} (n)")
            plain.executemany(f"INSERT INTO {table} VALUES (?)", ((odd if row == at else row,) for row in range(2000)))
    plain.commit()
    for (table,) in plain.execute("SELECT name FROM sqlite_schema ORDER BY rowid").fetchall():
        at = int(table[-4:])
        query = f"SELECT n FROM {table} ORDER BY rowid"
        expected = plain.execute(query).fetchall()
        with adbc.connect(path) as connection, connection.cursor() as cursor:
            try:
                cursor.execute(query)
                rows = cursor.fetchall()
                print(table, "driver", repr(rows[0][0]), repr(rows[at][0]), "sqlite3", repr(expected[0][0]), repr(expected[at][0]))
            except OSError as error:
                print(table, "driver", str(error).strip(), "sqlite3", repr(expected[0][0]), repr(expected[at][0]))
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check adbc-driver-sqlite==1.13.0 adbc-driver-manager==1.13.0 pyarrow==26.0.1 2>/dev/null
"$folder/venv/bin/python" "$folder/ask.py" "$folder" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
text_1023 driver '0' 'n/a' sqlite3 0 'n/a'
float_1023 driver 0.0 1.5 sqlite3 0 1.5
null_1023 driver 0 None sqlite3 0 None
text_1024 driver [SQLite] Type mismatch in column 0: expected INT64 but got STRING/BINARY sqlite3 0 'n/a'
float_1024 driver [SQLite] Type mismatch in column 0: expected INT64 but got DOUBLE sqlite3 0 1.5
null_1024 driver 0 None sqlite3 0 None
SEEN
