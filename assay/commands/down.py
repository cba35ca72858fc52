"""The command ``assay down``: ends the servers that test sessions have kept."""

from __future__ import annotations

from assay.fixtures.kept import end_kept
from assay.pool.reaper import reap
from assay.products.registry import backend
from assay.reporting.say import say


def down(backends: tuple[str, ...]) -> None:
    """What ``assay down`` does."""
    for name in backends:
        backend(name)
    ended = end_kept(backends)
    for server in ended:
        for user in server.users:
            say(f"{server.backend}: still used by {user}: its tests lose their databases")
        say(f"{server.backend}: ended")
    # What was killed instead of ended has left containers and files.
    reaped = reap()
    for trouble in reaped.left:
        say(f"left: {trouble}")
    if not ended:
        say("no servers are kept")
