"""What is run in a process of its own, in which no application was made before.

The library keeps names of configurations and models per process, so what the first application of a process does can
only be seen in a new one, and the guide's models cannot be defined next to the reference application's.

Nothing of the reference application is imported at the top: the guide's models have the same names.
"""

from __future__ import annotations

import sys
import types
from contextlib import ExitStack
from importlib import import_module
from typing import Any

from suites.processes import Jobs


def guide(source: str) -> dict[str, Any]:
    """Run the guide's text as a module, and drive its application through create, list, get, patch and delete."""
    from litestar.testing import TestClient

    module = types.ModuleType("guide")
    sys.modules["guide"] = module
    try:
        exec(compile(source, "guide.txt", "exec", dont_inherit=True), vars(module))
    except Exception as error:  # noqa: BLE001 - whatever stops the guide is what the check is about
        return {"stopped": f"{type(error).__name__}: {error}", "line": _line(error)}
    answers: list[dict[str, Any]] = []

    def send(method: str, path: str, body: Any = None) -> Any:
        response = client.request(method, path, json=body)
        answers.append({"request": f"{method} {path}", "status": response.status_code, "text": response.text[:500]})
        return response.json() if response.is_success and response.content else {}

    raised: list[str] = []

    async def note(exception: Exception, *_: Any) -> None:
        raised.append(f"{type(exception).__name__}: {exception}")

    app = vars(module)["app"]
    app.after_exception.append(note)
    with ExitStack() as stack:
        try:
            client = stack.enter_context(TestClient(app, raise_server_exceptions=False))
        except Exception as error:  # noqa: BLE001 - as above
            return {"stopped": _deepest(error), "line": _line(error)}
        kept = send("POST", "/authors", {"name": "Agatha", "dob": "1890-09-15"}).get("id")
        gone = send("POST", "/authors", {"name": "Arthur"}).get("id")
        listed = send("GET", "/authors")
        got = send("GET", f"/authors/{kept}")
        patched = send("PATCH", f"/authors/{kept}", {"name": "Agatha Christie"})
        send("DELETE", f"/authors/{gone}")
    return {"answers": answers, "kept": kept, "listed": listed, "got": got, "patched": patched, "raised": raised}


def life(module: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Live the life of the first application of the process."""
    from reference_app.settings import Settings
    from suites.setup.lifecycle import live

    return live(import_module(module).create_app(Settings(**settings)))


def configurations(count: int) -> dict[str, Any]:
    """Make as many configurations, as a test suite with an application per test does."""
    from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig

    made = 0
    try:
        for _ in range(count):
            SQLAlchemyAsyncConfig(connection_string="sqlite+aiosqlite://")
            made += 1
    except RecursionError as error:
        return {"made": made, "stopped": type(error).__name__}
    return {"made": made}


def url_of(kind: str, file: str = "") -> str:
    """The URL of a database in memory, or in a file, for a kind of configuration whose name ends with its colour."""
    driver = "sqlite+aiosqlite" if kind.endswith("async") else "sqlite"
    return f"{driver}:///{file}" if file else f"{driver}://"


def metadata_of_another(kind: str) -> dict[str, Any]:
    """Give one configuration metadata of its own, and tell which tables another one, with none given, would create."""
    from advanced_alchemy import config
    from advanced_alchemy.base import BigIntBase
    from sqlalchemy import MetaData

    type("SecondNote", (BigIntBase,), {"__module__": __name__, "__tablename__": "second_note"})
    make: Any = config.SQLAlchemyAsyncConfig if kind == "async" else config.SQLAlchemySyncConfig
    url = url_of(kind)
    own = MetaData()
    first = make(connection_string=url, metadata=own)
    second = make(connection_string=url)
    return {"own": first.metadata is own, "tables": [table.name for table in second.metadata.sorted_tables]}


def bare_controller(module: str) -> dict[str, Any]:
    """Make an application of a controller with a service, without the plugin."""
    from litestar import Litestar

    try:
        Litestar(route_handlers=[import_module(module).fresh_controller()])
    except Exception as error:  # noqa: BLE001 - whatever refuses it is what the check is about
        return {"refused": f"{type(error).__name__}: {error}"}
    return {}


def _deepest(error: BaseException) -> str:
    """What is in the groups that a failed start comes in."""
    inner: tuple[BaseException, ...] = getattr(error, "exceptions", None) or ()
    while len(inner) == 1:
        error = inner[0]
        inner = getattr(error, "exceptions", None) or ()
    return f"{type(error).__name__}: {error}"


def _line(error: BaseException) -> int:
    at = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "guide.txt":
            at = trace.tb_lineno
        trace = trace.tb_next
    return at


JOBS: Jobs = {
    function.__name__: function for function in (guide, life, configurations, bare_controller, metadata_of_another)
}
