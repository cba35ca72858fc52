#!/bin/bash
# Prepare /var/lib/mysql when it is empty, then become `mariadbd "$@"`.
set -eu
umask 077

data=/var/lib/mysql

if [ "${1:-mariadbd}" = mariadbd ]; then
    shift || true
elif [ "${1:0:1}" != - ]; then
    exec "$@"
fi

case "${1:-}" in
    --version | --help) exec mariadbd "$1" ;;
esac

if [ "$(id -u)" = 0 ]; then
    chown mysql:mysql "$data"
    exec setpriv --reuid=mysql --regid=mysql --init-groups "$0" mariadbd "$@"
fi

quoted() { # an SQL string literal
    local text=${1//\\/\\\\}
    printf "'%s'" "${text//\'/\\\'}"
}

identifier() {
    printf '`%s`' "${1//\`/\`\`}"
}

if [ ! -e "$data/ibdata1" ]; then
    if [ -z "${MARIADB_ROOT_PASSWORD:-}" ]; then
        echo "entrypoint: set MARIADB_ROOT_PASSWORD to a non-empty value" >&2
        exit 1
    fi
    cp -a --sparse=always /var/lib/mysql-template/. "$data"
    root_host=${MARIADB_ROOT_HOST:-%}
    password=$(quoted "$MARIADB_ROOT_PASSWORD")
    # mariadbd runs the file before it accepts the first connection: who can log on finds everything there.
    {
        if [ "$root_host" != localhost ]; then
            printf 'CREATE USER root@%s IDENTIFIED BY %s;\n' "$(quoted "$root_host")" "$password"
            printf 'GRANT ALL ON *.* TO root@%s WITH GRANT OPTION;\n' "$(quoted "$root_host")"
        fi
        if [ -n "${MARIADB_DATABASE:-}" ]; then
            printf 'CREATE DATABASE IF NOT EXISTS %s;\n' "$(identifier "$MARIADB_DATABASE")"
        fi
        if [ -n "${MARIADB_USER:-}" ] && [ -n "${MARIADB_PASSWORD:-}" ]; then
            printf 'CREATE USER %s IDENTIFIED BY %s;\n' "$(quoted "$MARIADB_USER")@'%'" "$(quoted "$MARIADB_PASSWORD")"
            if [ -n "${MARIADB_DATABASE:-}" ]; then
                printf 'GRANT ALL ON %s.* TO %s;\n' \
                    "$(identifier "${MARIADB_DATABASE//_/\\_}")" "$(quoted "$MARIADB_USER")@'%'"
            fi
        fi
        printf 'ALTER USER root@localhost IDENTIFIED BY %s;\n' "$password"
    } > /tmp/init.sql
    set -- --init-file=/tmp/init.sql "$@"
fi

exec mariadbd "$@"
