"""Who uses a pool that somebody else owns: it is told before it takes the servers away."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from assay.domain.errors import UsageError
from assay.servers.run_records import ProcessMark, RunRecord, read_record, records_directory, write_atomically


class _User(msgspec.Struct, frozen=True):
    run_id: str
    process: ProcessMark


_read_user = msgspec.json.Decoder(_User).decode


def enter(run_dir: Path, run_id: str) -> None:
    """Note that a run of this process uses the servers of a pool.

    Raises:
        UsageError: There is no such pool, or its owner has died.
    """
    advice = "start them with `assay servers`"
    if not (run_dir / "servers").is_dir():
        raise UsageError(f"--servers-from {run_dir}: no servers are kept there; {advice}")
    record = owner_record(run_dir)
    if record is not None and record.is_ours() and not record.owner_is_alive():
        raise UsageError(f"--servers-from {run_dir}: the process that kept them was killed; {advice} again")
    place = run_dir / "users"
    place.mkdir(mode=0o700, exist_ok=True)
    write_atomically(place / f"{run_id}.json", msgspec.json.encode(_User(run_id, ProcessMark.of(os.getpid()))))


def leave(run_dir: Path, run_id: str) -> None:
    """Note that a run does not use the servers any more."""
    (run_dir / "users" / f"{run_id}.json").unlink(missing_ok=True)


def present(run_dir: Path) -> list[str]:
    """Who uses the servers of a pool now, for people: ``run 0123456789ab (process 4711)``."""
    living = (user for user in _users(run_dir) if user.process.process() is not None)
    return [f"run {user.run_id} (process {user.process.pid})" for user in living]


def killed(run_dir: Path) -> list[str]:
    """Ids of the runs that used the servers of a pool and died without leaving."""
    return [user.run_id for user in _users(run_dir) if user.process.process() is None]


def _users(run_dir: Path) -> list[_User]:
    found = []
    for file in sorted((run_dir / "users").glob("[!.]*.json")):
        # One that is not there any more has left between our look and now.
        with suppress(OSError, msgspec.MsgspecError):
            found.append(_read_user(file.read_bytes()))
    return found


def owner_record(run_dir: Path) -> RunRecord | None:
    """What the owner of a pool has noted of itself; None if that is not to be found here."""
    file = records_directory() / f"{run_dir.name.rpartition('-')[2]}.json"
    try:
        return read_record(file.read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None
