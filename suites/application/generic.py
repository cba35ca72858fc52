"""What the command ``assay app`` asks of this package: the generic checks of an application, on given databases.

The checks themselves are :mod:`checks`, which runs in the application's process. This module runs in the command's, and
answers what the checks ask of the independent reader.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Any, TypeAlias

from suites.hard_cases import NUMBERS, TEXTS, TIMES

from .checks.wire import packed, unpacked
from .loading import Own, request_of, run_job

Answers: TypeAlias = "Callable[[str, int, Mapping[str, Any]], Any]"
"""Answers a question about one of the databases: its name, the database's number, and what else is to be known."""

PARTS = {
    "migrations": ("migrations", "constraints"),
    "serving": ("tables", "round-trip", "constraints", "session", "openapi", "list"),
}
"""By part, which runs in a process and on databases of its own, the checks that it has."""
CAUSES = {
    "session.failed-commit": (("that the library's autocommit sent failed", "autocommit-hides-failed-commit"),),
    "openapi.failed-commit": (("that the library's autocommit sent for", "autocommit-hides-failed-commit"),),
    "session.given-back.stream": (("^after a request that was to stream", "session-ends-when-the-response-starts"),),
    "session.given-back.cancellation": (("have not been given back", "cancelled-request-keeps-connection"),),
    "openapi.no-5xx": (
        (
            r"[?&]order_?[bB]y=\S* answered 500: RepositoryError.*; AttributeError: type object",
            "filter-deps-unknown-order-is-a-server-error",
        ),
        # not of a violated constraint, which without debug mode is the application's 409, and no 5xx to tell it by
        (r"answered 500 in debug mode: NotFoundError\b", "exc-debug-mode-is-500"),
    ),
}
"""By check, a pattern of what a failure says, and the entry of the ledger whose cause that shows."""
SENTENCES = {"migrations.autogenerate": "make-migrations ... ended with 1: {}"}
"""By check, how a check of the suites says such a failure: an entry whose ``seen`` is in it has the same cause."""
SECONDS = 1500.0
"""How long a part may take on one target."""
_LOOK_SECONDS = 0.2


def run(
    part: str,
    *,
    application: str,
    directory: str,
    python: str,
    databases: Sequence[tuple[str, str, str]],
    answer: Answers,
    lacks: Mapping[str, str],
    alone: bool,
    libraries: Sequence[str],
    wanted: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> tuple[list[dict[str, Any]], str]:
    """Run a part of the checks in a process of the application.

    Args:
        part: One of :data:`PARTS`.
        application: ``module:name``.
        directory: Its directory.
        python: The Python of its environment.
        databases: For each of its databases the target, the URL with an async driver and that with a sync one.
        answer: The independent reader.
        lacks: Capabilities that the target lacks, with the reasons.
        alone: Whether a process that has a database open keeps the others out.
        libraries: Where hypothesis is, and what else an application's environment need not have.
        wanted: Checks, beginnings of their names, or ids of lines; none for all.
        headers: Headers of every request to the application.

    Returns:
        The lines, see ``checks.lines.Line``; and why the part did not come to its end, or nothing.
    """
    hard = {
        "text": {name: case.value for name, case in TEXTS.items()},
        "number": {name: case.value for name, case in NUMBERS.items()},
        "time": {name: case.value for name, case in TIMES.items()},
    }
    with tempfile.TemporaryDirectory(prefix="assay-checks-") as folder, _answering(answer, Path(folder)) as pipes:
        request = request_of(
            application,
            directory,
            databases=tuple(Own(target=name, async_url=first, sync_url=second) for name, first, second in databases),
            job="checks.entry:checks",
            arguments={
                "part": part,
                "questions": pipes[0],
                "answers": pipes[1],
                "lacks": dict(lacks),
                "alone": alone,
                "hard": packed(hard),
                "libraries": list(libraries),
                "wanted": list(wanted),
                "headers": dict(headers or {}),
            },
        )
        found = run_job(request, python=python, seconds=SECONDS)
    return found.lines, "" if found.failure is None else str(found.failure)


@contextmanager
def _answering(answer: Answers, folder: Path) -> Iterator[tuple[str, str]]:
    """Two pipes, and a thread that answers what comes through the first."""
    questions, answers = folder / "questions", folder / "answers"
    os.mkfifo(questions, 0o600)
    os.mkfifo(answers, 0o600)
    # Each for both directions, so that nothing waits for the other process, which may never come.
    source, target = os.open(questions, os.O_RDWR), os.open(answers, os.O_RDWR)
    over = threading.Event()

    def serve() -> None:
        waiting = b""
        while not over.is_set():
            if not select([source], [], [], _LOOK_SECONDS)[0]:
                continue
            waiting += os.read(source, 1 << 16)
            while b"\n" in waiting:
                text, _, waiting = waiting.partition(b"\n")
                left = memoryview(json.dumps(_answer(answer, json.loads(text))).encode() + b"\n")
                while left and not over.is_set():
                    if select([], [target], [], _LOOK_SECONDS)[1]:
                        left = left[os.write(target, left[:4096]) :]

    thread = threading.Thread(target=serve, name="assay-answers", daemon=True)
    thread.start()
    try:
        yield str(questions), str(answers)
    finally:
        over.set()
        thread.join(10)
        os.close(source)
        os.close(target)


def _answer(answer: Answers, question: Mapping[str, Any]) -> dict[str, Any]:
    """What goes back: ``{"is": ...}``, or ``{"failed": "why"}``; the other side waits for it, whatever fails."""
    about = {key: unpacked(value) for key, value in question.items() if key not in {"ask", "slot"}}
    try:
        return {"is": packed(answer(question["ask"], int(question["slot"]), about))}
    except Exception as error:  # noqa: BLE001 - a line of the check tells of it
        return {"failed": str(error) or type(error).__name__}


__all__ = ["CAUSES", "PARTS", "SECONDS", "run"]
