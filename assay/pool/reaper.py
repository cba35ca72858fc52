"""Clearing away what runs have left behind that were killed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import filelock
import msgspec
from sqlalchemy.exc import SQLAlchemyError

from assay.domain.servers import Server
from assay.pool.user_servers import address_of, drop_spaces
from assay.servers import run_records
from assay.servers.processes import end_marked
from assay.servers.run_records import RunRecord, UrlServer
from assay.servers.waiting import one_line

_LOCK_SECONDS = 60
_FORGET_SECONDS = 30 * 24 * 3600.0


@dataclass
class Reaped:
    """What was removed, and what could not be; for people."""

    removed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def reap(urls: Mapping[str, Server] | None = None) -> Reaped:
    """Remove what runs own whose process has died; of living runs, and of what no record names, nothing.

    Args:
        urls: The users' servers that this run was given, by backend name: spaces that dead runs left on exactly
            these are dropped.
    """
    reaped = Reaped()
    # Two runs that start together must not both remove the same things and call it a failure.
    with (
        filelock.FileLock(run_records.state_directory() / "reap.lock", timeout=_LOCK_SECONDS)
        if _dead()
        else nullcontext()
    ):
        for file, record in _dead():
            left = len(reaped.left)
            _clear(record, reaped)
            _drop_spaces(record, urls or {}, reaped)
            if len(reaped.left) == left:
                file.unlink(missing_ok=True)
                reaped.removed.append(f"run {record.run_id}")
    return reaped


def clear(record: RunRecord) -> Reaped:
    """Remove the processes, containers and directories that a record names, whoever its owner is."""
    reaped = Reaped()
    _clear(record, reaped)
    return reaped


def _clear(record: RunRecord, reaped: Reaped) -> None:
    _end_processes(record, reaped)
    _remove_containers(record, reaped)
    run_records.remove_directories(record)


def _dead() -> list[tuple[Path, RunRecord]]:
    found = []
    for file in sorted(run_records.records_directory().glob("[!.]*.json")):
        try:
            record = run_records.read_record(file.read_bytes())
        except FileNotFoundError:
            continue  # its run has ended between our look and now
        except msgspec.MsgspecError:
            continue  # of a version of Assay that writes other records
        if record.is_ours() and not record.owner_is_alive():
            found.append((file, record))
    return found


def _end_processes(record: RunRecord, reaped: Reaped) -> None:
    if record.boot != run_records.boot_identity():
        return
    reaped.removed += [f"process {mark.pid}" for mark in record.processes if end_marked(mark)]


def _remove_containers(record: RunRecord, reaped: Reaped) -> None:
    if not record.containers:
        return
    try:
        from assay.servers.container import remove_container
    except ImportError as error:
        reaped.left.append(f"containers of run {record.run_id}: {error}")
        return
    for name in record.containers:
        trouble = remove_container(name, record.run_id)
        if trouble is None:
            reaped.removed.append(f"container {name}")
        else:
            reaped.left.append(f"container {name}: {trouble}")


def _drop_spaces(record: RunRecord, urls: Mapping[str, Server], reaped: Reaped) -> None:
    from assay.products.registry import backend as find_backend

    for noted in record.url_servers:
        server = urls.get(noted.backend)
        if server is None or noted != UrlServer(server.backend, address_of(server.address)):
            # Without its password nothing can be done; a record is not kept for ever on that account.
            if time.time() - (record.made or record.owner.started) < _FORGET_SECONDS:
                reaped.left.append(f"spaces assay_{record.run_id}_* on {noted.backend} at {noted.address}")
            continue
        try:
            dropped = drop_spaces(find_backend(noted.backend), server, record.run_id)
        except (SQLAlchemyError, OSError) as error:
            reaped.left.append(f"spaces of run {record.run_id} on {noted.backend}: {one_line(error)}")
        else:
            reaped.removed += [f"space {name}" for name in dropped]
