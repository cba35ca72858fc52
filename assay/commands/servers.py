"""The command ``assay servers``: keeps servers for several runs."""

from __future__ import annotations

import time

import click

from assay.commands.server_options import make_pool, server_options, wait_for_servers
from assay.pool import users
from assay.reporting.say import say
from assay.running.options import Options


@click.command()
@server_options()
def servers(options: Options) -> None:
    """Keep the servers running for several runs, until Ctrl-C: `assay run --servers-from DIR`."""
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
