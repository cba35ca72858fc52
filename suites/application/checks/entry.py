"""The jobs in the application's process: the checks of a served application, and those of its migrations."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any


def checks(
    loaded: Any,
    part: str,
    questions: str,
    answers: str,
    lacks: dict[str, str],
    alone: bool,
    hard: dict[str, dict[str, Any]],
    libraries: list[str],
    wanted: list[str],
    headers: dict[str, str],
) -> Iterator[Any]:
    """The job ``checks.entry:checks``: a line for each check.

    Args:
        loaded: The application.
        part: ``serving``, or ``migrations`` on databases of their own.
        questions: A pipe to Assay's process.
        answers: A pipe from it.
        lacks: What the target lacks, with the reasons.
        alone: Whether the database lets in one process at a time.
        hard: Values that are hard, packed.
        libraries: Where Assay's own libraries are, for those that the application's environment does not have.
        wanted: Ids of lines that are asked for.
        headers: Headers of every request.
    """
    sys.path.extend(path for path in libraries if path not in sys.path)
    from .wire import unpacked

    asks = _Asks(questions, answers)
    said: SimpleQueue[Any] = SimpleQueue()
    end = object()

    def work() -> None:
        try:
            from .plan import run

            run(loaded, part, asks, lacks, alone, unpacked(hard), said.put, wanted, headers)
        except BaseException as error:  # noqa: BLE001 - raised where the job is run
            said.put(error)
        said.put(end)

    # In a thread of its own: the process's first thread is for signals, and some libraries start loops in it.
    Thread(target=work, name="assay-checks", daemon=True).start()
    while (one := said.get()) is not end:
        if isinstance(one, BaseException):
            raise one
        yield one


class _Asks:
    """Asks Assay's process over two pipes, one question after the other."""

    def __init__(self, questions: str, answers: str) -> None:
        self._questions = os.open(questions, os.O_WRONLY)
        self._answers = Path(answers).open(encoding="utf-8")  # noqa: SIM115 - open as long as the process

    def __call__(self, question: dict[str, Any]) -> dict[str, Any]:
        text = memoryview(json.dumps(question).encode() + b"\n")
        while text:
            text = text[os.write(self._questions, text) :]
        answer: dict[str, Any] = json.loads(self._answers.readline())
        return answer


__all__ = ["checks"]
