"""The generic checks of an application on a target: its drivers there, databases of Assay's own, and the lines."""

from __future__ import annotations

import importlib.util
import sysconfig
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from assay.applications.lines import Line
from assay.applications.observer import Observer
from assay.domain.capabilities import DatabaseCapability
from assay.domain.errors import HarnessError, UsageError
from assay.domain.servers import Server, Space
from assay.domain.targets import Driver, Target
from assay.domain.verdicts import Verdict
from assay.products import registry
from assay.servers.waiting import one_line

NAMED = ("sqlite", "postgres")
"""The targets of an application if nobody names others: they need no container."""


class Generic(Protocol):
    """What the module ``generic`` of a suite's package has."""

    PARTS: Mapping[str, tuple[str, ...]]
    """By part, which runs in a process and on databases of its own, its checks, or beginnings of their names."""
    CAUSES: Mapping[str, Sequence[tuple[str, str]]]
    """See :data:`assay.applications.explained.Causes`."""
    SENTENCES: Mapping[str, str]
    """By check, how a check of the suites says such a failure, with ``{}`` for what was raised."""

    def run(self, part: str, **about: Any) -> tuple[list[dict[str, Any]], str]:
        """Run a part; its lines, and why it did not come to its end, or nothing.

        Args:
            part: The part.
            about: ``application``, ``directory``, ``python``; ``databases``: target, URL with an async driver and URL
                with a sync one of each; ``answer``: see :meth:`Observer.answer`; ``lacks``: capabilities that the
                target lacks, with the reasons; ``alone``: whether a process that has a database open keeps the others
                out; ``libraries``: where this Python has its libraries; ``headers``: headers of every request;
                ``wanted``: see :func:`check`.
        """


@dataclass(frozen=True)
class Application:
    """An application, as it was read.

    Args:
        name: As ``module:name``.
        directory: Its directory.
        python: The Python of its environment.
        engines: The dialect with driver of each of its engines, and whether it is async.
        slots: How many databases it has.
        headers: Headers of every request to it, such as the key that it asks for.
    """

    name: str
    directory: str
    python: str
    engines: tuple[tuple[str, bool], ...]
    slots: int
    headers: Mapping[str, str] = field(default_factory=dict)


class Chosen(NamedTuple):
    """A target as an application uses it.

    Args:
        target: The target whose name the report has.
        drivers: By whether they are async, the drivers of the application's engines there.
    """

    target: Target
    drivers: Mapping[bool, Driver]


def chosen(names: Sequence[str], application: Application) -> list[Chosen]:
    """The targets that are asked for: of a product without a driver the one that the application would use.

    Args:
        names: Targets and backends, as they were typed; none for :data:`NAMED`.
        application: The application: its engines are async or not.

    Raises:
        UsageError: There is no such target, or the application cannot use it.
    """
    colours = {is_async for _, is_async in application.engines} or {True}
    leading = True in colours
    own = {name for name, _ in application.engines}
    found: dict[str, Chosen] = {}
    for name in names or NAMED:
        named = registry.targets([name])
        backend = named[0].backend
        exact = next((target.driver for target in named if target.id == name), None)
        drivers: dict[bool, Driver] = {}
        for colour in colours:
            able = [driver for driver in backend.drivers if driver.is_async is colour]
            if not able:
                word = "async" if colour else "sync"
                raise UsageError(
                    f"--target {name}: the application's engines are {word}, and {backend.title} has no {word} driver: "
                    "name another target"
                )
            drivers[colour] = next((driver for driver in able if driver.dialect in own), able[0])
        if exact is not None and exact.is_async not in colours:
            raise UsageError(
                f"--target {name}: it is {'async' if exact.is_async else 'sync'}, and the application's engines are "
                f"not: name {backend.name}"
            )
        if exact is not None:
            drivers[exact.is_async] = exact
        target = next(t for t in registry.targets([backend.name]) if t.driver is drivers[leading])
        found[target.id] = Chosen(target, drivers)
    return [*found.values()]


def check(
    generic: Generic,
    application: Application,
    on: Chosen,
    server: Server,
    prefix: str,
    wanted: Sequence[str] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> list[Line]:
    """All generic checks of an application on one target.

    Args:
        generic: The suite's module.
        application: The application.
        on: The target.
        server: Its server.
        prefix: How names of databases begin that are ours on it.
        wanted: Checks, beginnings of their names, or ids of lines that are asked for; none for all.
        progress: Told what is done.

    Raises:
        UsageError: There is no such check.
        HarnessError: No database can be made.
    """
    refuse_unknown(generic, wanted)
    lines: list[Line] = []
    for part, checks in generic.PARTS.items():
        mine = [one for one in wanted if any(_speaks_of(one, check) for check in checks)]
        if wanted and not mine:
            continue
        progress(f"{on.target.id}: {part}")
        lines += _part(generic, application, on, server, f"{prefix}{part[0]}", part, mine)
    return lines


def refuse_unknown(generic: Generic, wanted: Sequence[str]) -> None:
    """Refuse a check that there is not.

    Raises:
        UsageError: There is none; with those that there are.
    """
    known = sorted({check for checks in generic.PARTS.values() for check in checks})
    for one in wanted:
        if not any(_speaks_of(one, check) for check in known):
            raise UsageError(f"--check {one}: there is no such check; there are {', '.join(known)}")


def _speaks_of(wanted: str, check: str) -> bool:
    name = wanted.partition(":")[0]
    return name == check or name.startswith(f"{check}.") or check.startswith(f"{name}.")


def _part(
    generic: Generic,
    application: Application,
    on: Chosen,
    server: Server,
    prefix: str,
    part: str,
    wanted: Sequence[str],
) -> list[Line]:
    with ExitStack() as stack:
        try:
            spaces = [
                stack.enter_context(_space(on.target, server, f"{prefix}{number:x}"))
                for number in range(max(application.slots, 1))
            ]
        except (SQLAlchemyError, OSError) as error:
            raise HarnessError(f"{on.target.id}: no database can be made: {one_line(error)}") from None
        observer = Observer(on.target.backend, spaces)
        stack.callback(observer.close)
        said, failure = generic.run(
            part,
            application=application.name,
            directory=application.directory,
            python=application.python,
            databases=[_urls(on, space) for space in spaces],
            answer=observer.answer,
            lacks=_lacks(on.target),
            alone=on.target.backend.one_process_at_a_time,
            libraries=_libraries(),
            headers=dict(application.headers),
            wanted=list(wanted),
        )
    lines = [msgspec.convert({**one, "target": on.target.id}, Line) for one in said]
    if failure:
        away = _missing_driver(on, failure) or _missing_hypothesis(application, failure)
        lines.append(
            Line(
                target=on.target.id,
                check="application",
                subject=part,
                claim="The application can be loaded on databases of Assay's, and its checks come to an end.",
                verdict=Verdict.NOT_RUN if away else Verdict.ERROR,
                reason=away or failure,
            )
        )
    return lines


def _missing_driver(on: Chosen, failure: str) -> str:
    """What to do where the application's environment has no driver of the target; empty if it is something else."""
    for driver in on.drivers.values():
        module = driver.dialect.partition("+")[2]
        if f"No module named '{module}" in failure:
            return (
                f"the application's environment has no driver {driver.distribution}: pip install {driver.distribution}"
            )
    return ""


def _missing_hypothesis(application: Application, failure: str) -> str:
    """What to do where Assay's hypothesis is not for the application's Python; empty if it is something else."""
    if "No module named 'hypothesis" not in failure:
        return ""
    return (
        "the checks need hypothesis, and Assay's is for another version of Python than the application's: "
        f"{application.python} -m pip install hypothesis"
    )


@contextmanager
def _space(target: Target, server: Server, name: str) -> Iterator[Space]:
    space = target.backend.create_space(server, name)
    try:
        yield space
    finally:
        target.backend.drop_space(server, name)


def _urls(on: Chosen, space: Space) -> tuple[str, str, str]:
    urls = {
        colour: on.target.backend.url(space, driver).render_as_string(hide_password=False)
        for colour, driver in on.drivers.items()
    }
    return on.target.id, urls.get(True, ""), urls.get(False, "")


def _lacks(target: Target) -> dict[str, str]:
    abilities = {one.value: target.capability(one) for one in DatabaseCapability}
    return {name: ability.reason for name, ability in abilities.items() if not ability.present}


def _libraries() -> list[str]:
    """Where this Python has what the checks need, for an environment that does not have it."""
    found = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    hypothesis = importlib.util.find_spec("hypothesis")
    if hypothesis is not None and hypothesis.origin is not None:
        found.add(str(Path(hypothesis.origin).parent.parent))
    return sorted(found)
