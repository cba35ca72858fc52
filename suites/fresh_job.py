"""What a fresh process does, in which no application was made before."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any


@dataclass(frozen=True)
class Job:
    """One job.

    Args:
        module: Its module, which has it in its ``JOBS``.
        name: Its name there.
        arguments: Its arguments.
        planted: Reference of a planted defect, or nothing.
        environment: The environment to run in.
        path: Where modules are looked for.
    """

    module: str
    name: str
    arguments: dict[str, Any]
    planted: str
    environment: dict[str, str]
    path: list[str]


def run(answer: Connection, job: Job) -> None:
    """Run a job, in its new process, and send what it found."""
    os.environ.clear()
    os.environ.update(job.environment)
    sys.path[:] = job.path
    warnings.resetwarnings()
    warnings.simplefilter("ignore")
    jobs: Mapping[str, Callable[..., dict[str, Any]]] = import_module(job.module).JOBS
    if job.planted:
        from assay.selftest.planted import named
    with named(job.planted).plant() if job.planted else nullcontext():
        answer.send(jobs[job.name](**job.arguments))
