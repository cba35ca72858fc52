#!/usr/bin/env bash
# Spanner's database API: a value for %(name)s is formatted into text before it is bound: None is stored as 'None', for a start.
#
# Versions: google-cloud-spanner 3.71.0, Python 3.11. Asked of the functions that its cursor calls, so that no server is needed.
# Guess before the run: %(name)s with a dictionary binds the values as they are, as the function's own documentation has it.
# Seen: each value comes out as str(value) with the type STRING: None is 'None', bytes are "b'\x00'", True is 'True'. On the emulator a
#   STRING column takes 'None' without a word and IS NULL does not find it; an INT64 or DATE column refuses the text. %s with a
#   sequence, and @name with the same dictionary, keep values and types: the same dictionary, another placeholder.
# What helps: @name in the statement, which takes a dictionary as it is.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import datetime
import decimal

from google.cloud.spanner_dbapi import parse_utils

values = {
    "nothing": None,
    "number": 7,
    "yes": True,
    "raw": b"\0",
    "day": datetime.date(2026, 11, 29),
    "price": decimal.Decimal("1.50"),
}
for style, marks, parameters in (
    ("%(name)s", [f"%({name})s" for name in values], values),
    ("%s", ["%s"] * len(values), tuple(values.values())),
    ("@name", [f"@{name}" for name in values], values),
):
    statement = f"INSERT INTO t ({', '.join(values)}) VALUES ({', '.join(marks)})"
    _, bound = parse_utils.sql_pyformat_args_to_spanner(statement, parameters)
    print(style, [*bound.values()], [kind.code.name for kind in parse_utils.get_param_types(bound).values()])
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check google-cloud-spanner==3.71.0 2>/dev/null
"$folder/venv/bin/python" -W ignore "$folder/ask.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
%(name)s ['None', '7', 'True', "b'\\x00'", '2026-11-29', '1.50'] ['STRING', 'STRING', 'STRING', 'STRING', 'STRING', 'STRING']
%s [None, 7, True, b'\x00', datetime.date(2026, 11, 29), Decimal('1.50')] ['INT64', 'BOOL', 'BYTES', 'DATE', 'NUMERIC']
@name [None, 7, True, b'\x00', datetime.date(2026, 11, 29), Decimal('1.50')] ['INT64', 'BOOL', 'BYTES', 'DATE', 'NUMERIC']
SEEN
