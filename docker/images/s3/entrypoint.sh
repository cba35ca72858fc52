#!/bin/bash
# Create the user that S3_ACCESS_KEY and S3_SECRET_KEY name, then become the gateway.
set -eu
umask 077

data=/var/lib/s3

if [ "$(id -u)" = 0 ]; then
    chown ceph:ceph "$data"
    exec setpriv --reuid=ceph --regid=ceph --init-groups "$0" "$@"
fi

if [ ! -e "$data/config.db" ]; then
    if [ -z "${S3_ACCESS_KEY:-}" ] || [ -z "${S3_SECRET_KEY:-}" ]; then
        echo "entrypoint: set S3_ACCESS_KEY and S3_SECRET_KEY to non-empty values" >&2
        exit 1
    fi
    # Now and then radosgw-admin hangs at its exit, its work long done: it is over when it has printed the user.
    radosgw-admin --no-mon-config user create --uid=assay --display-name=assay \
        --access-key="$S3_ACCESS_KEY" --secret-key="$S3_SECRET_KEY" > /tmp/user.log 2>&1 &
    admin=$!
    until grep -q '^}$' /tmp/user.log; do
        if ! kill -0 "$admin" 2> /dev/null; then
            grep -q '^}$' /tmp/user.log && break
            grep -v -e secret_key -e access_key /tmp/user.log >&2 || true
            exit 1
        fi
        sleep 0.02
    done
    kill -KILL "$admin" 2> /dev/null || true
    wait "$admin" 2> /dev/null || true
    rm -f /tmp/user.log
fi

exec radosgw -f --no-mon-config --name=client.rgw "$@"
