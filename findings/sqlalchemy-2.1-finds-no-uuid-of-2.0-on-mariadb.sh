#!/usr/bin/env bash
# SQLAlchemy 2.1 on MariaDB: rows of a table that 2.0 has made are not found any more by a Uuid, without an error.
#
# Versions: SQLAlchemy 2.0.58 and 2.1.9, PyMySQL 1.1.3, MariaDB 10.11.19 (Debian 12's packages; 11.8.9 does the same), Python 3.11.
# Guess before the run: a Uuid column means the same in both, as 2.0 documents CHAR(32) for databases that have no such type.
# Seen: since 2.1 Uuid is MariaDB's own type UUID, from 10.7 on, and a value is sent with hyphens. A table made by 2.0 has CHAR(32)
#   without: SELECT by the key finds nothing, UPDATE and DELETE change nothing, and neither says so; reading all rows still gives the right
#   UUIDs. Only an INSERT is refused, as 36 characters are too long. A URL mysql+pymysql:// to a MariaDB server does the same.
# What helps: Uuid(native_uuid=False), or ALTER TABLE ... MODIFY id UUID before the upgrade, which converts the rows.
# Needs Debian 12 with its package lists (apt-get update). Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
server=
trap 'test -z "$server" || kill -9 "$server"; rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import sys
import uuid

import sqlalchemy as sa

engine = sa.create_engine(sys.argv[1])
book = sa.Table("book", sa.MetaData(), sa.Column("id", sa.Uuid, primary_key=True), sa.Column("pages", sa.Integer))
key = uuid.UUID("0f2d3c1e-8a44-4b0e-9a51-2f6c1d0e7b11")
with engine.begin() as connection:
    if sys.argv[2] == "make":
        book.create(connection)
        connection.execute(book.insert().values(id=key, pages=1))
    if sys.argv[2] == "mend":
        connection.exec_driver_sql("ALTER TABLE book MODIFY id UUID")
    every = connection.execute(sa.select(book.c.id)).scalars().all()
    found = connection.execute(sa.select(book.c.id).where(book.c.id == key)).scalars().all()
    changed = connection.execute(book.update().where(book.c.id == key).values(pages=book.c.pages + 1)).rowcount
    print(sa.__version__, sys.argv[2], "there:", key in every, "found:", len(found), "updated:", changed)
PY
(
  cd "$folder"
  apt-get download -qq mariadb-server-core=1:10.11.19-0+deb12u1 mariadb-client-core=1:10.11.19-0+deb12u1 \
    libaio1=0.3.113-4 libnuma1=2.0.16-1 liburing2=2.3-3 2>/dev/null
  for package in *.deb; do dpkg -x "$package" root; done
)
export LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu:$folder/root/lib/x86_64-linux-gnu" PATH="$folder/root/usr/bin:$PATH"
options=(--no-defaults "--basedir=$folder/root/usr" "--datadir=$folder/data" "--user=$(id -un)")
mariadb-install-db "${options[@]}" --auth-root-authentication-method=normal >/dev/null
"$folder/root/usr/sbin/mariadbd" "${options[@]}" --skip-networking "--socket=$folder/socket" 2>"$folder/log" &
server=$!
until test -S "$folder/socket"; do
  kill -0 "$server"
  sleep 0.2
done
for version in 2.0.58 2.1.9; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install -q --disable-pip-version-check "sqlalchemy==$version" PyMySQL==1.1.3
done
url="mariadb+pymysql://root@localhost/test?unix_socket=$folder/socket"
{
  "$folder/2.0.58/bin/python" "$folder/ask.py" "$url" make
  "$folder/2.1.9/bin/python" "$folder/ask.py" "$url" use
  "$folder/2.1.9/bin/python" "$folder/ask.py" "$url" mend
} | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
2.0.58 make there: True found: 1 updated: 1
2.1.9 use there: True found: 0 updated: 0
2.1.9 mend there: True found: 1 updated: 1
SEEN
