"""How a command ends that runs a check again."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from assay.domain.example_profiles import DEFAULT
from assay.results.lines import USERS_SERVER, ServerAbout


def options_of(target: str, server: ServerAbout, backend: str, profile: str) -> str:
    """What follows the check in a command that runs it again.

    Args:
        target: Its target.
        server: The server that it ran on.
        backend: Whose that is.
        profile: How many examples were drawn.
    """
    drawn = ["--profile", profile] if profile != DEFAULT else []
    # Without --target every server would be started, and the default directory would lose the report being read.
    return shlex.join(["--target", target, *server_options(server, backend), *drawn, "--report-dir", "reports/again"])


def server_options(server: ServerAbout, backend: str) -> Sequence[str]:
    """The options that lead to a server: as the run said; of one of an older Assay, by its version."""
    if server.options is not None:
        return server.options
    if server.source == "url":
        return "--database-url", USERS_SERVER
    known = server.source == "container" and server.promised_version
    return ("--server-version", f"{backend}={server.promised_version}") if known else ()
