#!/usr/bin/env bash
# sqlite-utils: a CSV column of twenty-digit numbers is found to be INTEGER, and neighbours become one value.
#
# Versions: sqlite-utils 4.2.1, SQLite of Python 3.11.
# Guess before the run: a column is INTEGER only if its numbers fit one; longer ones stay the texts that they were, and a key is
#   what tells rows apart in the file.
# Seen: "insert" stores texts first, and then makes the table anew with the types that it found. Digits alone are INTEGER however many
#   they are, and what does not fit 64 bits SQLite makes a float of: three parcels have one number. With the column as the key the
#   second step fails, though the keys of the file differ: of twenty digits with "datatype mismatch", of codes such as 1E5 beside
#   100000 (found to be REAL) with "UNIQUE constraint failed"; the command ends with 1, and the rows are there all the same, as texts.
# What helps: --no-detect-types, or --convert for the columns that are meant.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check sqlite-utils==4.2.1 2>/dev/null
printf 'parcel,kg\n12345678901234567890,1\n12345678901234567891,2\n12345678901234567892,3\n' >parcels.csv
printf 'code,kg\n1E5,1\n100000,2\n' >codes.csv

insert() { # a table, a file, further options
  local code=0
  venv/bin/sqlite-utils insert shop.db "$1" "$2" --csv "${@:3}" >said 2>&1 || code=$?
  printf '%s: exit %s%s\n' "$1" "$code" "$(tail -n 1 said | sed -n 's/^sqlite3.IntegrityError: \([a-zA-Z]* [a-z]*\).*/, \1/p')"
}

{
  insert parcels parcels.csv
  insert parcels_by_key parcels.csv --pk parcel
  insert parcels_as_texts parcels.csv --no-detect-types --pk parcel
  insert codes codes.csv
  insert codes_by_key codes.csv --pk code
  for table in parcels:parcel parcels_by_key:parcel parcels_as_texts:parcel codes:code codes_by_key:code; do
    venv/bin/python - "${table%%:*}" "${table##*:}" <<'PY'
import sqlite3
import sys

table, column = sys.argv[1:]
with sqlite3.connect("shop.db") as connection:
    (declared,) = [row[2] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] == column]
    rows = sorted(row[0] for row in connection.execute(f"SELECT {column} FROM {table}"))
print(f"{table}: {declared}, {len(rows)} rows, {len(set(rows))} different: {rows}")
PY
  done
} | tee seen
diff seen - <<'SEEN'
parcels: exit 0
parcels_by_key: exit 1, datatype mismatch
parcels_as_texts: exit 0
codes: exit 0
codes_by_key: exit 1, UNIQUE constraint
parcels: INTEGER, 3 rows, 1 different: [1.2345678901234567e+19, 1.2345678901234567e+19, 1.2345678901234567e+19]
parcels_by_key: TEXT, 3 rows, 3 different: ['12345678901234567890', '12345678901234567891', '12345678901234567892']
parcels_as_texts: TEXT, 3 rows, 3 different: ['12345678901234567890', '12345678901234567891', '12345678901234567892']
codes: REAL, 2 rows, 1 different: [100000.0, 100000.0]
codes_by_key: TEXT, 2 rows, 2 different: ['100000', '1E5']
SEEN
