"""Reading the user's application, and doing something with it, in a process of its own: the side of the command.

``run_job(request_of(...))`` starts the process, and gives what its job found: see :class:`Answer`. Whatever the
application does at its import, raising, ``sys.exit``, printing, hanging, is one line, a
:class:`~suites.application.finding.Failure`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from .finding import Failure
from .guard import Own
from .inventory import Inventory, Refusal
from .job import Request

SECONDS = 180.0
"""How long a process may take by default."""
_TAIL = 300
"""How many characters of what the application printed are quoted."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a job.

    Args:
        lines: The values that it gave, decoded from JSON; also those of a job that failed or died later.
        refusals: What the application wanted to reach and was refused.
        failure: Why it did not end well; None if it did.
        printed: The end of what the application printed.
    """

    lines: list[Any] = []
    refusals: tuple[Refusal, ...] = ()
    failure: Failure | None = None
    printed: str = ""


class _Line(msgspec.Struct):
    line: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    refusals: tuple[Refusal, ...] = ()
    failure: Failure | None = None
    done: bool = False


def request_of(application: str = "", directory: str | Path = "", **fields: Any) -> Request:
    """A request with its defaults; the fields are those of :class:`~suites.application.job.Request`.

    Args:
        application: ``module:app``, or empty.
        directory: The application's; the present one by default.
        fields: ``job``, ``arguments``, ``databases``.
    """
    return Request(application=application, directory=str(Path(directory or ".").resolve()), folder="", **fields)


def run_job(
    request: Request,
    *,
    python: str = sys.executable,
    seconds: float = SECONDS,
    environment: dict[str, str] | None = None,
) -> Answer:
    """Have a job done in a process of the application.

    Args:
        request: What is asked; an empty ``folder`` becomes one that is deleted afterwards.
        python: The Python of the application's environment.
        seconds: When the process is killed.
        environment: Its environment variables; those of this process by default.
    """
    with tempfile.TemporaryDirectory(prefix="assay-app-") as scratch:
        folder = Path(scratch)
        own = folder / "files"
        own.mkdir()
        asked = request if request.folder else msgspec.structs.replace(request, folder=str(own))
        (folder / "request.json").write_bytes(msgspec.json.encode(asked))
        answer = folder / "answer.jsonl"
        answer.touch()
        with (folder / "printed").open("wb") as printed:
            try:
                process = subprocess.Popen(
                    [python, str(Path(__file__).with_name("child.py")), str(folder / "request.json"), str(answer)],
                    cwd=_working_directory(request),
                    env={**(os.environ if environment is None else environment), "PYTHONDONTWRITEBYTECODE": "1"},
                    stdin=subprocess.DEVNULL,
                    stdout=printed,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                return Answer(failure=Failure(kind="died", text=f"{python}: cannot be started: {error.strerror}"))
            ended = _ended(process, seconds)
        said = (folder / "printed").read_text(errors="replace").strip()[-_TAIL:]
        return _answer(answer.read_bytes(), ended, said, seconds, process.returncode)


def _working_directory(request: Request) -> Path:
    """The present directory if the application's lies in it, as for ``litestar --app-dir``; otherwise that one."""
    here, there = Path.cwd(), Path(request.directory)
    return here if here in there.parents else there


def _ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether a process ended by itself in time; nothing of it is left."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    else:
        return True
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answer(text: bytes, ended: bool, printed: str, seconds: float, code: int) -> Answer:
    complete = text[: text.rfind(b"\n") + 1].splitlines()
    lines = [msgspec.json.decode(line, type=_Line) for line in complete]
    values = [msgspec.json.decode(one.line) for one in lines if one.line is not msgspec.UNSET]
    refusals = tuple(refusal for one in lines for refusal in one.refusals)
    failure = next((one.failure for one in lines if one.failure is not None), None)
    if failure is None and not any(one.done for one in lines):
        last = f"; it printed last: {' '.join(printed.split())}" if printed else ""
        if ended:
            failure = Failure(kind="died", text=f"the application's process ended with {code}{last}")
        else:
            failure = Failure(kind="hangs", text=f"the application's process did not end within {seconds:.0f} s{last}")
    return Answer(lines=values, refusals=refusals, failure=failure, printed=printed)


def read_inventory(request: Request, *, python: str = sys.executable, seconds: float = SECONDS) -> Inventory | Failure:
    """What an application has; or why it cannot be read.

    Args:
        request: Its job is not looked at.
        python: As for :func:`run_job`.
        seconds: As for :func:`run_job`.
    """
    asked = msgspec.structs.replace(request, job="reading:inventory", arguments={})
    answer = run_job(asked, python=python, seconds=seconds)
    if answer.failure is not None:
        return answer.failure
    return msgspec.convert(answer.lines[0], Inventory)


__all__ = ["Answer", "Own", "Request", "read_inventory", "request_of", "run_job"]
