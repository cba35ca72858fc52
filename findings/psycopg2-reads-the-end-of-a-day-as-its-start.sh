#!/usr/bin/env bash
# psycopg2 reads PostgreSQL's time 24:00, the end of a day, as 00:00, its start; psycopg 3 refuses it. Nothing warns.
#
# Versions: psycopg2-binary 2.9.13, psycopg 3.3.9, Python 3.11; the values are what PostgreSQL 17.12 sends (seen with a server, asked
# here of the drivers' own converters, so that none is needed).
# Guess before the run: Python's time has no 24:00, so every driver raises.
# Seen: psycopg2 gives time(0, 0) for 24:00:00. An opening time "18:00 to 24:00" ends before it begins, and
#   is stored back as 00:00:00. 23:59:60, which PostgreSQL stores as 24:00:00, goes the same way. psycopg raises DataError, asyncpg
#   0.32.0 raises ValueError (seen with a server).
# What helps: a CHECK (closes < '24:00'), or reading the column as text where other programs write it.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import psycopg
import psycopg2.extensions as two
from psycopg.types.datetime import TimeLoader

for sent in ("23:59:59", "24:00:00"):
    old = two.PYTIME(sent, None)
    try:
        new = TimeLoader(1083).load(sent.encode())
    except psycopg.DataError as error:
        new = type(error).__name__
    print(sent, "psycopg2", old, "psycopg", new)
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check psycopg2-binary==2.9.13 "psycopg[binary]==3.3.9" 2>/dev/null
"$folder/venv/bin/python" "$folder/ask.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
23:59:59 psycopg2 23:59:59 psycopg 23:59:59
24:00:00 psycopg2 00:00:00 psycopg DataError
SEEN
