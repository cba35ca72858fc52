#!/usr/bin/env bash
# Spanner's database API ends at 3 328 values in one list, not with an error of its own: sqlparse counts tokens since 0.5.4.
#
# Versions: google-cloud-spanner 3.71.0 with sqlparse 0.5.3 and 0.6.1, Python 3.11. Asked of the function that its cursor gives each
#   statement to, so that no server is needed.
# Guess before the run: the limits are the server's (950 parameters in a query, a million characters), and a driver sends texts as they are.
# Seen: the cursor lets sqlparse take every statement apart, to tell a query from an update. From 0.5.4 on sqlparse refuses more than
#   10 000 tokens, which are 3 329 values between commas, or the same number of literals without any parameter. Which version of
#   sqlparse is there is nobody's choice: the driver asks for 0.4.4 or later. The error is SQLParseError, an Exception
#   and nothing else: not the database API's Error, which SQLAlchemy would wrap.
# What helps: UNNEST(@values) with one array as parameter, which has no such limit; below 10 000 tokens in everything else.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import importlib.metadata

from google.cloud import spanner_dbapi
from google.cloud.spanner_dbapi import parse_utils

version = importlib.metadata.version("sqlparse")


def outcome(statement):
    try:
        return parse_utils.classify_statement(statement).statement_type.name
    except Exception as error:
        return f"{type(error).__name__} ({error}) is the API's Error: {isinstance(error, spanner_dbapi.Error)}"


for name, value in (("parameters", "%s"), ("literals", "7")):
    for count in (3328, 3329):
        print(version, count, name, outcome(f"SELECT a FROM t WHERE a IN ({', '.join([value] * count)})"))
print(version, "UNNEST", outcome("SELECT a FROM t WHERE a IN UNNEST(@values)"))
PY
for version in 0.5.3 0.6.1; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install -q --disable-pip-version-check google-cloud-spanner==3.71.0 "sqlparse==$version" 2>/dev/null
  "$folder/$version/bin/python" -W ignore "$folder/ask.py"
done | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
0.5.3 3328 parameters QUERY
0.5.3 3329 parameters QUERY
0.5.3 3328 literals QUERY
0.5.3 3329 literals QUERY
0.5.3 UNNEST QUERY
0.6.1 3328 parameters QUERY
0.6.1 3329 parameters SQLParseError (Maximum number of tokens exceeded (10000).) is the API's Error: False
0.6.1 3328 literals QUERY
0.6.1 3329 literals SQLParseError (Maximum number of tokens exceeded (10000).) is the API's Error: False
0.6.1 UNNEST QUERY
SEEN
