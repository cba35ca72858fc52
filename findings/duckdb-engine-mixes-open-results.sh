#!/usr/bin/env bash
# duckdb-engine: a statement inside a loop over a result ends the loop after one row, or puts its own rows into it, without an error.
#
# Versions: duckdb-engine 0.17.0 with duckdb 1.4.4 and 2.0.1, SQLAlchemy 2.0.58; SQLite of Python 3.11 beside them.
# Guess before the run: each result has a cursor of its own, so that two can be open on one connection, or the driver raises.
# Seen: all cursors of a connection are the one DuckDB connection, which has one result, that of the last statement. In a loop over ten rows
#   with a SELECT for each, the loop ends after the first row. After fetchmany(2) and an UPDATE the rest of the rows is one row
#   with the number of rows that were changed. DuckDB 2.0 has an error for an unfinished result at other places; here it does not
#   come. all() reads before the next statement and is right, and so is the ORM, which reads its rows at once: Core alone is hit.
# What helps: all() before the loop, or a second connection for the inner statement.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import importlib.metadata

import sqlalchemy as sa

item = sa.Table("item", sa.MetaData(), sa.Column("id", sa.Integer), sa.Column("n", sa.Integer))
for url in ("sqlite://", "duckdb:///:memory:"):
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE item (id INTEGER, n INTEGER)")
        connection.execute(item.insert(), [{"id": number, "n": number} for number in range(10)])
        query = sa.select(item.c.id).order_by(item.c.id)
        inner = sa.select(item.c.n).where(item.c.id == sa.bindparam("wanted"))
        loop = [connection.execute(inner, {"wanted": row.id}).scalar() for row in connection.execute(query)]
        read = [connection.execute(inner, {"wanted": row.id}).scalar() for row in connection.execute(query).all()]
        result = connection.execute(query)
        first = result.fetchmany(2)
        connection.execute(item.update().values(n=1))
        rest = [value for (value,) in result.fetchall()]
    version = importlib.metadata.version("duckdb") if engine.name == "duckdb" else ""
    print(engine.name, version, "loop", loop, "all()", read, "| then", [value for (value,) in first], "rest after an UPDATE", rest)
PY
for version in 1.4.4 2.0.1; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install -q --disable-pip-version-check "duckdb==$version" duckdb-engine==0.17.0 sqlalchemy==2.0.58 2>/dev/null
  timeout 60 "$folder/$version/bin/python" -W ignore "$folder/ask.py"
done | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
sqlite  loop [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] all() [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] | then [0, 1] rest after an UPDATE [2, 3, 4, 5, 6, 7, 8, 9]
duckdb 1.4.4 loop [0] all() [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] | then [0, 1] rest after an UPDATE [10]
sqlite  loop [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] all() [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] | then [0, 1] rest after an UPDATE [2, 3, 4, 5, 6, 7, 8, 9]
duckdb 2.0.1 loop [0] all() [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] | then [0, 1] rest after an UPDATE [10]
SEEN
