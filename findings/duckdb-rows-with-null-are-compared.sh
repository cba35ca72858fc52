#!/usr/bin/env bash
# DuckDB compares rows with NULL as if it were a value: SQLAlchemy's tuple_() finds other rows than on SQLite.
#
# Versions: duckdb 2.0.1, duckdb-engine 0.17.0, SQLAlchemy 2.0.58, SQLite of Python 3.11 (PostgreSQL 18.6 answers as SQLite does).
# Guess before the run: (a, b) = (1, NULL) is unknown, as the standard has it and as "a = 1 AND b = NULL" is in DuckDB itself.
# Seen: a row of values is a nested value here, of which NULL is the largest and equals itself. (a, b) > (1, 1), the usual condition for
#   the next page, takes the rows with NULL; in_() of a list finds (1, NULL), and not_in() keeps rows that no other database keeps.
#   in_() of a subquery with the same values is back to unknown: one condition, written in two ways, two answers. Such
#   a program is right on its DuckDB tests and loses rows elsewhere.
# What helps: the condition spelt out, a > 1 OR (a = 1 AND b > 1), which means the same everywhere.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import sqlalchemy as sa

item = sa.Table("item", sa.MetaData(), *(sa.Column(name, kind) for name, kind in (("name", sa.String), ("a", sa.Integer), ("b", sa.Integer))))
rows = [("x", 1, 1), ("y", 1, None), ("z", None, 2), ("w", 2, None), ("v", 3, 3)]
pair = sa.tuple_(item.c.a, item.c.b)
known = sa.select(sa.literal(1).label("a"), sa.cast(sa.null(), sa.Integer).label("b"))
conditions = {
    "== (1, 1)": pair == (1, 1),
    "> (1, 1)": pair > (1, 1),
    "spelt out": sa.or_(item.c.a > 1, sa.and_(item.c.a == 1, item.c.b > 1)),
    "in_([(1, None)])": pair.in_([(1, None)]),
    "in_(subquery)": pair.in_(known),
    "not_in([(1, 1)])": pair.not_in([(1, 1)]),
}
for url in ("sqlite://", "duckdb:///:memory:"):
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE item (name VARCHAR, a INTEGER, b INTEGER)")
        connection.execute(item.insert(), [dict(zip("name a b".split(), row)) for row in rows])
        for name, condition in conditions.items():
            found = connection.scalars(sa.select(item.c.name).where(condition).order_by(item.c.name)).all()
            print(engine.name, name, *found)
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check duckdb==2.0.1 duckdb-engine==0.17.0 sqlalchemy==2.0.58 2>/dev/null
"$folder/venv/bin/python" -W ignore "$folder/ask.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
sqlite == (1, 1) x
sqlite > (1, 1) v w
sqlite spelt out v w
sqlite in_([(1, None)])
sqlite in_(subquery)
sqlite not_in([(1, 1)]) v w z
duckdb == (1, 1) x
duckdb > (1, 1) v w y z
duckdb spelt out v w
duckdb in_([(1, None)]) y
duckdb in_(subquery)
duckdb not_in([(1, 1)]) v w y z
SEEN
