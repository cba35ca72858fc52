#!/bin/bash
# Prepare PGDATA when it is empty, then become `postgres "$@"`.
set -eu
umask 077

if [ "${1:-postgres}" = postgres ]; then
    shift || true
elif [ "${1:0:1}" != - ]; then
    exec "$@"
fi

case "${1:-}" in
    --version | --help) exec postgres "$1" ;;
esac

if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA"
    chown postgres:postgres "$PGDATA"
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" postgres "$@"
fi

quoted() { # an SQL string literal
    local quote="'"
    printf "'%s'" "${1//$quote/$quote$quote}"
}

identifier() {
    printf '"%s"' "${1//\"/\"\"}"
}

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    if [ -z "${POSTGRES_PASSWORD:-}" ]; then
        echo "entrypoint: set POSTGRES_PASSWORD to a non-empty value" >&2
        exit 1
    fi
    user=${POSTGRES_USER:-postgres}
    database=${POSTGRES_DB:-$user}
    chmod 700 "$PGDATA"
    cp -a /var/lib/postgresql/template/. "$PGDATA"
    if [ -n "${TZ:-}" ]; then
        printf "timezone = %s\nlog_timezone = %s\n" "$(quoted "$TZ")" "$(quoted "$TZ")" >> "$PGDATA/postgresql.conf"
    fi
    # Single-user mode: one short process instead of a second server start. The superuser is renamed in the
    # catalogue because the session's own user cannot be renamed with ALTER ROLE.
    {
        printf 'ALTER ROLE postgres PASSWORD %s;\n\n' "$(quoted "$POSTGRES_PASSWORD")"
        if [ "$database" != postgres ]; then
            printf 'CREATE DATABASE %s;\n\n' "$(identifier "$database")"
        fi
        if [ "$user" != postgres ]; then
            printf 'UPDATE pg_catalog.pg_authid SET rolname = %s WHERE oid = 10;\n\n' "$(quoted "$user")"
        fi
    } > /tmp/init.sql
    if ! postgres --single -j -F -D "$PGDATA" -c exit_on_error=on postgres < /tmp/init.sql > /tmp/init.log 2>&1; then
        grep -v PASSWORD /tmp/init.log >&2 || true
        exit 1
    fi
    rm -f /tmp/init.sql /tmp/init.log
fi

exec postgres "$@"
