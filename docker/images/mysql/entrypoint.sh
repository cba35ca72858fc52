#!/bin/bash
# Prepare /var/lib/mysql when it is empty, then become `mysqld "$@"`.
set -eu
umask 077

data=/var/lib/mysql

if [ "${1:-mysqld}" = mysqld ]; then
    shift || true
elif [ "${1:0:1}" != - ]; then
    exec "$@"
fi

case "${1:-}" in
    --version | --help) exec mysqld "$1" ;;
esac

if [ "$(id -u)" = 0 ]; then
    chown mysql:mysql "$data"
    exec setpriv --reuid=mysql --regid=mysql --init-groups "$0" mysqld "$@"
fi

quoted() { # an SQL string literal
    local text=${1//\\/\\\\}
    printf "'%s'" "${text//\'/\\\'}"
}

identifier() {
    printf '`%s`' "${1//\`/\`\`}"
}

if [ ! -e "$data/mysql.ibd" ]; then
    if [ -z "${MYSQL_ROOT_PASSWORD:-}" ]; then
        echo "entrypoint: set MYSQL_ROOT_PASSWORD to a non-empty value" >&2
        exit 1
    fi
    cp -a --sparse=always /var/lib/mysql-template/. "$data"
    root_host=${MYSQL_ROOT_HOST:-%}
    password=$(quoted "$MYSQL_ROOT_PASSWORD")
    # mysqld runs the file before it accepts the first connection: who can log on finds everything there.
    {
        if [ "$root_host" != localhost ]; then
            printf 'CREATE USER root@%s IDENTIFIED BY %s;\n' "$(quoted "$root_host")" "$password"
            printf 'GRANT ALL ON *.* TO root@%s WITH GRANT OPTION;\n' "$(quoted "$root_host")"
        fi
        if [ -n "${MYSQL_DATABASE:-}" ]; then
            printf 'CREATE DATABASE IF NOT EXISTS %s;\n' "$(identifier "$MYSQL_DATABASE")"
        fi
        if [ -n "${MYSQL_USER:-}" ] && [ -n "${MYSQL_PASSWORD:-}" ]; then
            printf 'CREATE USER %s IDENTIFIED BY %s;\n' "$(quoted "$MYSQL_USER")@'%'" "$(quoted "$MYSQL_PASSWORD")"
            if [ -n "${MYSQL_DATABASE:-}" ]; then
                printf 'GRANT ALL ON %s.* TO %s;\n' \
                    "$(identifier "${MYSQL_DATABASE//_/\\_}")" "$(quoted "$MYSQL_USER")@'%'"
            fi
        fi
        printf 'ALTER USER root@localhost IDENTIFIED BY %s;\n' "$password"
    } > /tmp/init.sql
    set -- --init-file=/tmp/init.sql "$@"
fi

exec mysqld "$@"
