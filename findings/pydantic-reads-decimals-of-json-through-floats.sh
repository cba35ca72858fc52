#!/usr/bin/env bash
# pydantic reads a JSON number into a Decimal field by way of a double: cents of large amounts are gone, though both ends are exact.
#
# Versions: pydantic 2.14.3, msgspec 0.22.0, duckdb 2.0.1 (writes exact numbers into JSON, as PostgreSQL's to_json does), Python 3.11.
# Guess before the run: a Decimal field is filled from the digits in the document, which a JSON parser has at hand.
# Seen: 12345678901234567.89 becomes 12345678901234568, 123456789012.123456 loses its last digit, 1.10 its last zero; strict mode does
#   the same. A number without a point or exponent has all its digits, so that a trial with large integers passes, and small amounts
#   are right by luck of the shortest form. decimal_places is asked of the changed number: 0.10000000000000000001, with 20 places,
#   is let through as 0.1. msgspec keeps every digit; so does pydantic where the document has the number as a text.
# What helps: numbers as texts in the document, or json.loads(text, parse_float=Decimal) before pydantic.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import decimal
import typing

import duckdb
import msgspec
import pydantic

adapter = pydantic.TypeAdapter(decimal.Decimal)
for digits in ("12345678901234567.89", "123456789012.123456", "1.10", "12345678901234567890123"):
    (document,) = duckdb.execute(f"SELECT to_json(CAST({digits} AS DECIMAL(38, {len(digits.partition('.')[2])})))").fetchone()
    read = [adapter.validate_json(document, strict=True), adapter.validate_json(f'"{digits}"'), msgspec.json.decode(document, type=decimal.Decimal)]
    print("document", document, "pydantic", read[0], "pydantic of a text", read[1], "msgspec", read[2])
two = pydantic.TypeAdapter(typing.Annotated[decimal.Decimal, pydantic.Field(decimal_places=2)])
for document in ("0.10000000000000000001", '"0.10000000000000000001"'):
    try:
        print("decimal_places=2", document, two.validate_json(document))
    except pydantic.ValidationError as error:
        print("decimal_places=2", document, error.errors()[0]["type"])
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pydantic==2.14.3 msgspec==0.22.0 duckdb==2.0.1 2>/dev/null
"$folder/venv/bin/python" "$folder/ask.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
document 12345678901234567.89 pydantic 12345678901234568 pydantic of a text 12345678901234567.89 msgspec 12345678901234567.89
document 123456789012.123456 pydantic 123456789012.12346 pydantic of a text 123456789012.123456 msgspec 123456789012.123456
document 1.10 pydantic 1.1 pydantic of a text 1.10 msgspec 1.10
document 12345678901234567890123 pydantic 12345678901234567890123 pydantic of a text 12345678901234567890123 msgspec 12345678901234567890123
decimal_places=2 0.10000000000000000001 0.1
decimal_places=2 "0.10000000000000000001" decimal_max_places
SEEN
