#!/usr/bin/env bash
# pandas: read_sql(..., dtype="Int64") gives integers that are not in the table, where another row of the same batch is NULL.
#
# Versions: pandas 3.1.1, SQLAlchemy 2.0.58, SQLite of Python 3.11; the driver gives Python's integers.
# Guess before the run: the nullable type Int64 is there to avoid the way over floats, and who asks for it gets each integer as it was.
# Seen: rows are made into a frame first, where one NULL makes floats of the column, and dtype is applied to those: 9007199254740993
#   becomes 9007199254740992, in a column that says Int64. The same row is right without a NULL beside it, and with chunksize it
#   depends on where the chunk ends: five neighbours of a snowflake id are one, or five. A merge by such a column joins wrong
#   rows. dtype_backend="numpy_nullable" gives the same type Int64 by another way, with the right numbers.
# What helps: dtype_backend="numpy_nullable" (or "pyarrow") in place of dtype.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import pandas as pd
import sqlalchemy as sa

FIRST = 1_731_000_000_000_000_001
ids = [FIRST + number for number in range(5)]
engine = sa.create_engine("sqlite://")
query = sa.text("SELECT id FROM post ORDER BY place")
with engine.connect() as connection:
    connection.execute(sa.text("CREATE TABLE post (place INTEGER, id BIGINT)"))
    for place, number in enumerate([*ids, None]):
        connection.execute(sa.text("INSERT INTO post VALUES (:place, :id)"), {"place": place, "id": number})
    for name, options in (
        ("dtype", {"dtype": {"id": "Int64"}}),
        ("dtype, chunks of 5", {"dtype": {"id": "Int64"}, "chunksize": 5}),
        ("dtype, chunks of 4", {"dtype": {"id": "Int64"}, "chunksize": 4}),
        ("dtype_backend", {"dtype_backend": "numpy_nullable"}),
    ):
        read = pd.read_sql_query(query, connection, **options)
        frame = pd.concat(list(read)) if "chunksize" in options else read
        kept = frame["id"].dropna()
        print(name, frame["id"].dtype, "off by", [int(value) - right for value, right in zip(kept, ids, strict=True)], "different", kept.nunique())
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pandas==3.1.1 sqlalchemy==2.0.58 2>/dev/null
"$folder/venv/bin/python" "$folder/ask.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
dtype Int64 off by [-1, -2, -3, -4, -5] different 1
dtype, chunks of 5 Int64 off by [0, 0, 0, 0, 0] different 5
dtype, chunks of 4 Int64 off by [0, 0, 0, 0, -5] different 5
dtype_backend Int64 off by [0, 0, 0, 0, 0] different 5
SEEN
