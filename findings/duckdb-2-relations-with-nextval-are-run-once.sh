#!/usr/bin/env bash
# DuckDB 2.0: a relation with nextval() gives the numbers *and the rows* of its first run for ever: the next batch is the first one again.
#
# Versions: duckdb 1.4.4 and 2.0.1, Python 3.11.
# Guess before the run: a relation is a query, run anew at each use: in 2.0 the errors for removed methods say so in these words.
# Seen: that holds for sql() without a sequence, and in 1.4 for all. In 2.0 sql("SELECT nextval(...), ... FROM inbox") is run when it is
#   made, and keeps its result: after inbox has got other rows, insert_into() writes the ids and the rows of the first batch once
#   more. The new rows are lost, and without a primary key there is no error. The numbers are taken from the sequence even if the
#   relation is never used. The same query made with table().project() is run at each use, so that the way of writing decides.
# What helps: connection.execute("INSERT INTO ... SELECT nextval(...)") or a DEFAULT nextval(...) of the column; a new sql() per batch.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import duckdb

for way in ("sql() with nextval", "project() with nextval", "sql() with uuid"):
    connection = duckdb.connect()
    connection.execute("CREATE SEQUENCE ids")
    connection.execute("CREATE TABLE inbox (name VARCHAR)")
    connection.execute("CREATE TABLE kept (id VARCHAR, name VARCHAR)")
    connection.execute("INSERT INTO inbox VALUES ('a'), ('b')")
    if way == "sql() with nextval":
        batch = connection.sql("SELECT nextval('ids') AS id, name FROM inbox")
    elif way == "project() with nextval":
        batch = connection.table("inbox").project("nextval('ids') AS id, name")
    else:
        batch = connection.sql("SELECT uuid() AS id, name FROM inbox")
    used = connection.execute("SELECT nextval('ids')").fetchall()[0][0] - 1
    batch.insert_into("kept")
    connection.execute("DELETE FROM inbox")
    connection.execute("INSERT INTO inbox VALUES ('c')")
    batch.insert_into("kept")
    rows = connection.execute("SELECT id, name FROM kept ORDER BY rowid").fetchall()
    names, ids = [name for _, name in rows], [number for number, _ in rows]
    shown = ids if "nextval" in way else "(random)"
    print(duckdb.__version__, way, "| taken before the first use:", used, "| kept", names, "ids", shown, "different", len(set(ids)))
PY
for version in 1.4.4 2.0.1; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install -q --disable-pip-version-check "duckdb==$version" 2>/dev/null
  "$folder/$version/bin/python" "$folder/ask.py"
done | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
1.4.4 sql() with nextval | taken before the first use: 0 | kept ['a', 'b', 'c'] ids ['2', '3', '4'] different 3
1.4.4 project() with nextval | taken before the first use: 0 | kept ['a', 'b', 'c'] ids ['2', '3', '4'] different 3
1.4.4 sql() with uuid | taken before the first use: 0 | kept ['a', 'b', 'c'] ids (random) different 3
2.0.1 sql() with nextval | taken before the first use: 2 | kept ['a', 'b', 'a', 'b'] ids ['1', '2', '1', '2'] different 2
2.0.1 project() with nextval | taken before the first use: 0 | kept ['a', 'b', 'c'] ids ['2', '3', '4'] different 3
2.0.1 sql() with uuid | taken before the first use: 0 | kept ['a', 'b', 'c'] ids (random) different 3
SEEN
