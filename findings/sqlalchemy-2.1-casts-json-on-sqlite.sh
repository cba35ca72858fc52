#!/usr/bin/env bash
# SQLAlchemy 2.1 on SQLite: as_integer() and as_string() of a JSON value are casts, where they were labels. The same
# query finds other rows, and an index on the expression is no longer used.
#
# Versions: SQLAlchemy 2.0.58 and 2.1.9, SQLite of Python 3.11 (seen with 3.40.1).
# Guess before the run: 2.1 gives the declared Python type where 2.0 gave what was stored; which rows match stays the same.
# Seen: with 2.0 "column['k'].as_integer() > 1" compares JSON_EXTRACT(...) as it is, so that 1.7 is found. With 2.1 it is
#   CAST(JSON_EXTRACT(...) AS INTEGER), 1, and is not. The text '12abc' becomes 12, an integer beyond 64 bits the largest
#   one; as_string() == '1.7' finds the number 1.7, which it did not. The planner takes CAST(...) for another expression than
#   JSON_EXTRACT(...): a search in the index becomes a scan of the table.
# What helps: func.json_extract(column, '$."k"') for what 2.0 did, in the query and in the index.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import sqlalchemy as sa

engine = sa.create_engine("sqlite://")
doc = sa.Table("doc", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("data", sa.JSON))
with engine.connect() as connection:
    doc.create(connection)
    connection.exec_driver_sql("""CREATE INDEX by_k ON doc (JSON_EXTRACT(data, '$."k"'))""")
    values = [1.7, 3, "12abc", "true", True, 12345678901234567890]
    connection.execute(doc.insert(), [{"data": {"k": value}} for value in values])
    k = doc.c.data["k"]
    for name, condition in (
        ("as_integer() > 1", k.as_integer() > 1),
        ("as_integer() == 12", k.as_integer() == 12),
        ("as_string() == '1.7'", k.as_string() == "1.7"),
    ):
        query = sa.select(doc.c.id).where(condition).order_by(doc.c.id)
        text = str(query.compile(engine, compile_kwargs={"literal_binds": True}))
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()[0][3].split()[0]
        found = [values[number - 1] for number in connection.scalars(query)]
        print(sa.__version__, name, found, plan)
    print(sa.__version__, "as_integer()", [*connection.scalars(sa.select(k.as_integer()).order_by(doc.c.id))])
PY
for version in 2.0.58 2.1.9; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install -q --disable-pip-version-check "sqlalchemy==$version" 2>/dev/null
  "$folder/$version/bin/python" "$folder/ask.py"
done | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
2.0.58 as_integer() > 1 [1.7, 3, '12abc', 'true', 12345678901234567890] SCAN
2.0.58 as_integer() == 12 [] SEARCH
2.0.58 as_string() == '1.7' [] SEARCH
2.0.58 as_integer() [1.7, 3, '12abc', 'true', 1, 1.2345678901234567e+19]
2.1.9 as_integer() > 1 [3, '12abc', 12345678901234567890] SCAN
2.1.9 as_integer() == 12 ['12abc'] SCAN
2.1.9 as_string() == '1.7' [1.7] SCAN
2.1.9 as_integer() [1, 3, 12, 0, 1, 9223372036854775807]
SEEN
