"""A process with the imports done, which forks into each process that a check asks for, as many at once as it likes.

Run as ``python -m suites.zygote LISTENER LIFELINE``, two file descriptors. At the listener it is asked: the dialect of
the database, and what to call in the new process, pickled. It answers with the process id, and at last with the exit
code and the time of the end; what is called may send answers of its own in between. It ends with the lifeline.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import selectors
import signal
import socket
import sys
import time
import traceback
import warnings
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from typing import NoReturn

from suites.libraries import LIBRARIES


def import_libraries() -> None:
    """Import them, with nothing said and no garbage left: what is freed later leaves holes that each fork copies."""
    gc.disable()
    warnings.simplefilter("ignore")
    for name in LIBRARIES:
        with suppress(Exception):  # whoever needs it will say so
            import_module(name)
    for use in (_pydantic, _rich, _sqlparse):
        with suppress(Exception):
            use()
    gc.collect()


# What a library does at its first use, the same for whatever uses it: to look for plug-ins, to compile its patterns.


def _pydantic() -> None:
    from pydantic import TypeAdapter

    TypeAdapter(int)


def _rich() -> None:
    from rich.console import Console

    Console(file=io.StringIO()).rule("[yellow]1")


def _sqlparse() -> None:
    import sqlparse

    sqlparse.format("SELECT 1")


def serve(listener: socket.socket, lifeline: int) -> tuple[Connection, bytes]:
    """Serve; returns in each new process, with its connection and what to call.

    Raises:
        SystemExit: The lifeline was let go.
    """
    woken, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the run, which then lets go
    signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
    running: dict[int, Connection] = {}
    with selectors.DefaultSelector() as selector:
        for file in (listener, lifeline, woken):
            selector.register(file, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if lifeline in ready:
                raise SystemExit
            if woken in ready:
                os.read(woken, 4096)
                _report(running)
            if listener in ready:
                connection = Connection(listener.accept()[0].detach())
                dialect, called = connection.recv()
                _import_driver(dialect)
                gc.freeze()
                pid = os.fork()
                if pid == 0:
                    os.setsid()  # so that it can be killed with all that it starts
                    connection.send(os.getpid())
                    break
                running[pid] = connection
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    listener.close()
    for others in running.values():
        others.close()
    for number in (lifeline, woken, waking):
        os.close(number)
    gc.enable()
    return connection, called


def _report(running: dict[int, Connection]) -> None:
    """Tell those who asked that their processes have ended."""
    for pid in [*running]:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with running.pop(pid) as connection, suppress(OSError):  # nobody may be there to hear it
                connection.send((os.waitstatus_to_exitcode(status), time.monotonic()))


def _import_driver(dialect: str) -> None:
    # imported and not used: a connection would not survive the fork
    if dialect:
        from sqlalchemy.engine import URL

        with suppress(Exception):  # whoever needs it will say so
            URL.create(dialect).get_dialect().import_dbapi()


def _call(connection: Connection, called: bytes) -> NoReturn:
    code = 1
    try:
        function, arguments = pickle.loads(called)
        function(connection, *arguments)
        code = 0
    except Exception:  # noqa: BLE001 - this process is at its end
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    import_libraries()
    _call(*serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])))
