#!/usr/bin/env bash
# DuckDB for Python: a dictionary parameter whose keys happen to be "key" and "value" is stored as another document, or refused.
#
# Versions: duckdb 2.0.1, Python 3.11.
# Guess before the run: a dictionary becomes a STRUCT, and in a JSON column the object it was.
# Seen: where both hold lists of the same length, the dictionary is taken for the description of a MAP: its lists become the keys
#   and values of a new object. {"key": ["colour"], "value": ["red"]} is stored as {"colour": "red"}, two empty lists as {}; which
#   document it was is lost, and a number beside a text becomes a text. Equal names in the list of keys raise InvalidInputException. With
#   lists of different lengths, with texts, or with a third key, the same program stores what it was given: a form with one filter
#   more or less on a page changes the shape of its record.
# What helps: json.dumps() of the dictionary for a JSON column; shown below.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import json

import duckdb

connection = duckdb.connect()
connection.execute("CREATE TABLE event (data JSON)")
for document in (
    {"key": ["colour"], "value": ["red"]},
    {"key": ["colour", "size"], "value": ["red", 5]},
    {"key": ["colour", "size"], "value": ["red"]},
    {"key": ["colour", "colour"], "value": ["red", "blue"]},
    {"key": [], "value": []},
    {"key": "colour", "value": "red"},
    {"key": ["colour"], "value": ["red"], "unit": None},
):
    for parameter in (document, json.dumps(document)):
        connection.execute("DELETE FROM event")
        try:
            connection.execute("INSERT INTO event VALUES (?)", [parameter])
            stored = json.loads(connection.execute("SELECT data FROM event").fetchone()[0])
            print(type(parameter).__name__, document, "stored as it is" if stored == document else f"stored as {stored}")
        except duckdb.Error as error:
            print(type(parameter).__name__, document, type(error).__name__, str(error).splitlines()[0])
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check duckdb==2.0.1 2>/dev/null
"$folder/venv/bin/python" "$folder/ask.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
dict {'key': ['colour'], 'value': ['red']} stored as {'colour': 'red'}
str {'key': ['colour'], 'value': ['red']} stored as it is
dict {'key': ['colour', 'size'], 'value': ['red', 5]} stored as {'colour': 'red', 'size': '5'}
str {'key': ['colour', 'size'], 'value': ['red', 5]} stored as it is
dict {'key': ['colour', 'size'], 'value': ['red']} stored as it is
str {'key': ['colour', 'size'], 'value': ['red']} stored as it is
dict {'key': ['colour', 'colour'], 'value': ['red', 'blue']} InvalidInputException Invalid Input Error: Map keys must be unique.
str {'key': ['colour', 'colour'], 'value': ['red', 'blue']} stored as it is
dict {'key': [], 'value': []} stored as {}
str {'key': [], 'value': []} stored as it is
dict {'key': 'colour', 'value': 'red'} stored as it is
str {'key': 'colour', 'value': 'red'} stored as it is
dict {'key': ['colour'], 'value': ['red'], 'unit': None} stored as it is
str {'key': ['colour'], 'value': ['red'], 'unit': None} stored as it is
SEEN
