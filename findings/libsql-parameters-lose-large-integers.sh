#!/usr/bin/env bash
# libsql for Python hands every integer parameter to the database as a double: above 2^53 other numbers are stored and found.
#
# Versions: libsql 0.1.11 and libsql-experimental 0.0.55 (which sqlalchemy-libsql 0.2.0 uses), SQLAlchemy 2.0.58, Python 3.11.
# Guess before the run: SQLite's integers have 64 bits, and a driver for it keeps them.
# Seen: 9007199254740993 as a parameter is stored as 9007199254740992, as a primary key too: two ids that differ by one, as snowflake
#   ids or hashes do, become one row, and a search for the second finds the first. The largest 64-bit integer is stored as a REAL.
#   Written into the statement, the same number is kept, and reading is exact: only parameters are changed. No error, no warning.
#   sqlite3 on the same file shows that it is the writing.
# What helps: text or UUID keys; numbers beyond 2^53 as text with CAST(? AS INTEGER), which keeps them.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import sqlite3
import sys

import libsql
import libsql_experimental
import sqlalchemy as sa

BIG = 2**53 + 1
for module in (libsql, libsql_experimental):
    path = f"{sys.argv[1]}/{module.__name__}.db"
    connection = module.connect(path)
    connection.execute("CREATE TABLE t (how TEXT, n INTEGER)")
    connection.execute("INSERT INTO t VALUES ('parameter', ?)", (BIG,))
    connection.execute(f"INSERT INTO t VALUES ('literal', {BIG})")
    connection.execute("INSERT INTO t VALUES ('text', CAST(? AS INTEGER))", (str(BIG),))
    connection.execute("INSERT INTO t VALUES ('largest', ?)", (2**63 - 1,))
    connection.commit()
    found = connection.execute("SELECT how FROM t WHERE n = ?", (BIG,)).fetchall()
    with sqlite3.connect(path) as plain:
        print(module.__name__, plain.execute("SELECT how, n, typeof(n) FROM t").fetchall(), "found", found)
engine = sa.create_engine(f"sqlite+libsql:///{sys.argv[1]}/orm.db")
account = sa.Table("account", sa.MetaData(), sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False))
account.create(engine)
with engine.begin() as connection:
    connection.execute(account.insert(), {"id": BIG - 1})
try:
    with engine.begin() as connection:
        connection.execute(account.insert(), {"id": BIG})
except ValueError as error:
    print("sqlalchemy-libsql:", error)
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check libsql==0.1.11 libsql-experimental==0.0.55 sqlalchemy-libsql==0.2.0 sqlalchemy==2.0.58 2>/dev/null
"$folder/venv/bin/python" "$folder/ask.py" "$folder" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
libsql [('parameter', 9007199254740992, 'integer'), ('literal', 9007199254740993, 'integer'), ('text', 9007199254740993, 'integer'), ('largest', 9.223372036854776e+18, 'real')] found [('parameter',)]
libsql_experimental [('parameter', 9007199254740992, 'integer'), ('literal', 9007199254740993, 'integer'), ('text', 9007199254740993, 'integer'), ('largest', 9.223372036854776e+18, 'real')] found [('parameter',)]
sqlalchemy-libsql: UNIQUE constraint failed: account.id
SEEN
