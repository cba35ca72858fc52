"""Waiting for a server with a deadline, and what is said of it in one line."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Thread
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from assay.domain.errors import HarnessError

T = TypeVar("T")

_INTERVAL = 0.05
_PROBE_SECONDS = 30.0


def one_line(error: BaseException | str, limit: int = 300) -> str:
    """The part of an error that says what happened: its first two lines, without SQLAlchemy's background link."""
    if isinstance(error, SQLAlchemyError) and (origin := getattr(error, "orig", None)) is not None:
        error = origin
    kind = "" if isinstance(error, str) else type(error).__name__
    # Some drivers say in the second line what the first one means.
    text = "; ".join([line.strip() for line in str(error).splitlines() if line.strip()][:2])
    if kind and kind not in text:
        text = f"{kind}: {text}" if text else kind
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"  # not within a word: half a password would not be masked


def tail(log: str, lines: int = 4) -> str:
    """The last lines of a log on one line."""
    kept = [line.strip()[:200] for line in log.splitlines() if line.strip()][-lines:]
    return " | ".join(kept)


def within(seconds: float, what: str, call: Callable[[], T]) -> T:
    """Call something that may never return, such as a driver's login at a server that accepts and says nothing.

    Args:
        seconds: How long to wait for it; after that its thread is left behind.
        what: Its name in the error.
        call: What to call.

    Raises:
        TimeoutError: It has not returned in time.
    """
    outcome: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(call())
        except BaseException as error:  # noqa: BLE001 - handed to the caller's thread
            failure.append(error)

    thread = Thread(target=run, daemon=True, name=f"assay: {what}")
    thread.start()
    thread.join(seconds)
    if failure:
        raise failure[0]
    if not outcome:
        raise TimeoutError(f"{what} does not answer within {seconds:.0f} s")
    return outcome[0]


def wait_ready(
    what: str,
    probe: Callable[[], object],
    *,
    alive: Callable[[], bool],
    log: Callable[[], str],
    cancelled: Event,
    deadline: float,
) -> None:
    """Call ``probe`` until it returns; between tries look whether the server still lives.

    Args:
        what: The server's name in the error, such as ``container postgres:17.6``.
        probe: A typed login and round trip; raises a ``SQLAlchemyError`` or ``OSError`` while not ready.
        alive: Whether the container or process still runs.
        log: The server's log, for the error.
        cancelled: Set when the run stops; ends the wait at once.
        deadline: Seconds to wait at most.

    Raises:
        HarnessError: It died, or was not ready in time; with the last exception and the end of the log.
    """
    started = time.monotonic()
    last: Exception | None = None
    while True:
        try:
            within(_PROBE_SECONDS, what, probe)
        except (SQLAlchemyError, OSError) as error:
            last = error
        else:
            return
        waited = time.monotonic() - started
        if not alive():
            end = f"stopped {waited:.1f} s after its start"
        elif waited > deadline:
            end = f"was not ready within {deadline:.0f} s"
        elif cancelled.wait(_INTERVAL):
            end = "was cancelled: the run is stopping"
        else:
            continue
        raise HarnessError(f"{what} {end}; last error: {one_line(last)}; log: {tail(log()) or 'empty'}")
