"""What pytest-databases' service definitions say of the containers that they would run.

The description is taken from them (port, environment, limits), not the procedure: they wait in steps of a second for
clients run inside the container, make a database that nobody uses, and find containers by a part of the name.
"""

from __future__ import annotations

import contextlib
import importlib
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from assay.domain.errors import HarnessError
from assay.domain.servers import ServiceDescription

_IMPORTING = threading.Lock()


def definition(service: str, name: str) -> Any:
    """One of pytest-databases' service definitions.

    Imported by one thread at a time: pytest rewrites these modules when they are imported, and CPython 3.11 can end
    in a SystemError where two threads build syntax trees at once.

    Args:
        service: The module below ``pytest_databases.docker``.
        name: The name in it.
    """
    with _IMPORTING:
        return getattr(importlib.import_module(f"pytest_databases.docker.{service}"), name)


@dataclass
class _Recorder:
    """Stands in for pytest-databases' ``docker_service``: notes what is asked of it."""

    asked: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def run(self, **asked: Any) -> Iterator[None]:
        self.asked = asked
        raise _DescribedError
        yield  # makes it a generator

    def _get_container(self, name: str) -> None:
        del name


class _DescribedError(Exception):
    """Ends a service definition once it has said what it wants."""


def describe(definition: Callable[..., Any], **arguments: Any) -> ServiceDescription:
    """What a service definition of pytest-databases would run.

    Args:
        definition: A context manager function, or a fixture that is a generator.
        arguments: Its arguments, without ``docker_service``.

    Raises:
        HarnessError: This version of pytest-databases defines the service in another way.
    """
    recorder = _Recorder()
    name = getattr(definition, "__name__", "service")
    try:
        service = definition(docker_service=recorder, **arguments)
        with service if isinstance(service, AbstractContextManager) else contextlib.nullcontext():
            next(iter(service))
    except _DescribedError:
        pass
    except TypeError as error:
        raise HarnessError(f"pytest-databases' {name} takes other arguments than Assay knows: {error}") from error
    asked = recorder.asked
    if not asked.get("container_port"):
        raise HarnessError(f"pytest-databases' {name} describes no container")
    names = ("ulimits", "shm_size", "mem_limit", "platform")
    return ServiceDescription(
        image=asked["image"],
        port=asked["container_port"],
        environment={key: str(value) for key, value in (asked.get("env") or {}).items()},
        options={key: asked[key] for key in names if asked.get(key) is not None},
    )
