"""Finding and importing the user's application, in a process of its own; every way to fail is one line."""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import msgspec

from .inventory import Place
from .places import Project

_NAMES = ("app", "application")
"""Modules, and attributes in them, where Litestar's command line looks for an application that nobody names."""
_FACTORY = "create_app"


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """Why an application cannot be read.

    Args:
        kind: For programs: ``not-installed``, ``module-not-found``, ``import-error``, ``missing-setting``, ``exited``,
            ``no-attribute``, ``not-an-application``, ``factory-needs-arguments``, ``factory-failed``, ``no-plugin``,
            ``hangs``, ``died``, ``job-failed``.
        text: One line for people: what, and what to do.
        place: The project's own line, if one is to blame.
    """

    kind: str
    text: str
    place: Place = Place()

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place.file else self.text


class CannotBeReadError(Exception):
    """The application cannot be read; it has the :class:`Failure`."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


def fail(kind: str, text: str, place: Place | None = None) -> NoReturn:
    """End the reading."""
    raise CannotBeReadError(Failure(kind=kind, text=" ".join(text.split()), place=place or Place()))


class Found(msgspec.Struct, frozen=True):
    """An application.

    Args:
        app: The Litestar application.
        name: As ``module:name``.
        factory: Whether a factory made it.
    """

    app: Any
    name: str
    factory: bool


def find(wanted: str, project: Project) -> Found:
    """Import an application.

    Args:
        wanted: ``module:app`` or ``module:factory``; empty for ``LITESTAR_APP`` or what Litestar's command line finds.
        project: The directory; it goes to the front of the path.

    Raises:
        CannotBeReadError: It cannot be had.
    """
    if str(project.directory) not in sys.path:
        sys.path.insert(0, str(project.directory))
    with suppress(ImportError):  # as Litestar's command line does, in the working directory
        importlib.import_module("dotenv").load_dotenv(Path.cwd() / ".env")
    wanted = wanted or os.environ.get("LITESTAR_APP", "") or _discovered(project)
    name, colon, attribute = wanted.partition(":")
    if not colon or not name or not attribute or ":" in attribute:
        fail("no-attribute", f"{wanted!r} is no application: write module:app or module:create_app")
    project.has_package(name)
    module = _import(name, project)
    return _application(module, attribute, wanted, project)


def _discovered(project: Project) -> str:
    """Where an application is if nobody says it: as Litestar's command line looks."""
    for name in _NAMES:
        if not (project.directory / name).is_dir() and not (project.directory / f"{name}.py").is_file():
            continue
        module = _import(name, project)
        for attribute in (*_NAMES, *vars(module)):
            if type(getattr(module, attribute, None)).__name__ == "Litestar":
                return f"{name}:{attribute}"
        if hasattr(module, _FACTORY):
            return f"{name}:{_FACTORY}"
    fail(
        "module-not-found",
        f"no application is named, LITESTAR_APP is not set, and {project.directory} has no app.py or application.py "
        "with one: name it as module:app",
    )


def _import(name: str, project: Project) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(f"{error.name}.")):
            fail(
                "module-not-found",
                f"there is no module {error.name!r} in {project.directory} or the environment of {sys.executable}; "
                "name another --app-dir or --python, or correct the name",
            )
        failed(error, f"importing {name}", "import-error", project)
    except BaseException as error:  # noqa: BLE001 - whatever the user's code raises is a line
        failed(error, f"importing {name}", "import-error", project)


def failed(error: BaseException, doing: str, kind: str, project: Project) -> NoReturn:
    """End the reading with what the user's code raised."""
    place = project.of_traceback(error.__traceback__)
    if isinstance(error, SyntaxError) and error.filename:
        place = project.place(error.filename, error.lineno or 0)
        fail(kind, f"{doing}: {type(error).__name__}: {error.msg}", place)
    if isinstance(error, SystemExit):
        fail("exited", f"{doing}: it ended the program, with {error.code!r}", place)
    if missing := _missing_setting(error):
        fail("missing-setting", f"{doing}: {missing}", place)
    fail(kind, f"{doing}: {type(error).__name__}: {str(error)[:600] or 'without a word'}", place)


def _missing_setting(error: BaseException) -> str:
    """What setting is missing, if that is what an exception says."""
    traceback, last = error.__traceback__, ""
    while traceback is not None:
        last = traceback.tb_frame.f_code.co_filename
        traceback = traceback.tb_next
    if (isinstance(error, KeyError) and last == os.__file__.replace(".pyc", ".py")) or (
        isinstance(error, KeyError) and last == "<frozen os>"
    ):
        return f"the environment variable {error.args[0]} is not set; set it to any value of its form"
    with suppress(Exception):
        wrong = error.errors() if type(error).__name__ == "ValidationError" else ()  # type: ignore[attr-defined]
        names = [".".join(map(str, one["loc"])) for one in wrong if one["type"] == "missing"]
        if names:
            title = getattr(error, "title", "settings")
            return f"{title} lacks {', '.join(names)}; set the environment variables, to any value of their form"
    return ""


def _application(module: ModuleType, attribute: str, wanted: str, project: Project) -> Found:
    from litestar import Litestar

    thing: Any = module
    for part in attribute.split("."):
        try:
            thing = getattr(thing, part)
        except AttributeError:
            have = [n for n, v in vars(module).items() if isinstance(v, Litestar) or n == _FACTORY]
            hint = f"; there is {', '.join(have)}" if have else ""
            fail(
                "no-attribute", f"module {module.__name__} has no {attribute!r}{hint}", project.place(_file(module), 0)
            )
    if isinstance(thing, Litestar):
        return Found(thing, wanted, factory=False)
    inner = getattr(thing, "app", None)
    if isinstance(inner, Litestar):  # an ASGI middleware around it
        return Found(inner, wanted, factory=False)
    if not callable(thing):
        fail(
            "not-an-application", f"{wanted} is a {type(thing).__name__}, and no Litestar application or factory of one"
        )
    return Found(_called(thing, wanted, project), wanted, factory=True)


def _called(factory: Callable[[], Any], wanted: str, project: Project) -> Any:
    from litestar import Litestar

    place = project.of_object(factory)
    with suppress(ValueError, TypeError):
        needed = [
            p.name
            for p in inspect.signature(factory).parameters.values()
            if p.default is p.empty and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)
        ]
        if needed:
            fail(
                "factory-needs-arguments",
                f"{wanted} needs {', '.join(needed)}: a factory is called without arguments; name one that needs none",
                place,
            )
    try:
        made = factory()
    except BaseException as error:  # noqa: BLE001 - whatever the user's code raises is a line
        failed(error, f"calling {wanted}", "factory-failed", project)
    if not isinstance(made, Litestar):
        if inspect.iscoroutine(made):
            made.close()
        kind = "a coroutine" if inspect.iscoroutine(made) else f"a {type(made).__name__}"
        fail("not-an-application", f"{wanted} gave {kind}, and no Litestar application", place)
    return made


def _file(module: ModuleType) -> str:
    return module.__file__ or module.__name__
