"""The command ``assay servers``: keeps servers for several runs."""

from __future__ import annotations

import time

from assay.commands.server_options import make_pool, wait_for_servers
from assay.pool import users
from assay.reporting.say import say
from assay.running.options import Options


def servers(options: Options) -> None:
    """What ``assay servers`` does."""
    with make_pool(options) as pool:
        wait_for_servers(pool)
        for backend in pool.services:
            state = pool.client.state(backend.name)
            say(f"{backend.name}: {state.state} {state.public().detail or state.reason}")
        try:  # whoever reads the next line may end this process before it returns
            say(f"use them with: assay run --servers-from {pool.run_dir}")
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            for user in users.present(pool.run_dir):
                say(f"still used by {user}: its remaining checks are lost")
            say("stopping")
