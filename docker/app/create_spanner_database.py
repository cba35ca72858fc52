"""Wait for the Spanner emulator, then create the instance and the database that the application's URL names.

An emulator starts empty, and a client cannot create its database through SQLAlchemy. Its REST gateway can.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
import urllib.error
import urllib.request

DEADLINE = 60.0
CONFLICT = 409


def post(url: str, body: dict[str, object]) -> bool:
    """Create something, which may be there already; False if nothing listens yet."""
    request = urllib.request.Request(  # noqa: S310
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    try:
        urllib.request.urlopen(request, timeout=5).close()  # noqa: S310
    except urllib.error.HTTPError as error:
        if error.code != CONFLICT:
            raise
    except OSError:
        return False
    return True


def main() -> int:
    """Create both; the exit code."""
    found = re.search(r"projects/([^/]+)/instances/([^/]+)/databases/([^/?]+)", os.environ["ASSAY_DATABASE_URL"])
    if found is None:
        sys.stderr.write("ASSAY_DATABASE_URL names no projects/.../instances/.../databases/...\n")
        return 1
    project, instance, database = found.groups()
    parent = f"{os.environ['SPANNER_REST']}/v1/projects/{project}/instances"
    config = f"projects/{project}/instanceConfigs/emulator-config"
    described = {"config": config, "displayName": instance, "nodeCount": 1}
    steps: list[tuple[str, dict[str, object]]] = [
        (parent, {"instanceId": instance, "instance": described}),
        (f"{parent}/{instance}/databases", {"createStatement": f"CREATE DATABASE `{database}`"}),
    ]
    deadline = time.monotonic() + DEADLINE
    for url, body in steps:
        while not post(url, body):
            if time.monotonic() > deadline:
                sys.stderr.write(f"the emulator does not answer at {url}\n")
                return 1
            time.sleep(0.1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
