"""The sides of a comparison: checkouts of Assay with environments of their own, and the peer."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from configparser import ConfigParser
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Measured, measure

PLUGINS = Path(__file__).with_name("plugins")
MARKERS = {
    "sqlite": "sqlite or aiosqlite",
    "postgres": "asyncpg or psycopg_async or psycopg_sync",
    "mysql": "asyncmy",
    "spanner": "spanner",
}
"""By which of the peer's markers the tests of a database are chosen."""
_OFFLINE = {
    "postgres": "assay-offline/postgres:17",
    "mysql": "assay-offline/mysql:9",
    "gcr.io/cloud-spanner-emulator/emulator": "assay-offline/spanner:sdk",
}
"""Assay's own images in place of those of the peer: both sides then run the same servers."""
_STARTING = 300.0


@dataclass
class Side:
    """A checkout of Assay.

    Args:
        name: What it is called.
        checkout: The checkout.
        python: The interpreter of its environment.
        servers: The directory of its servers; empty until they run.
    """

    name: str
    checkout: Path
    python: Path
    servers: str = ""

    def assay(self, *arguments: str) -> list[str]:
        """A command of it."""
        return [str(self.python), "-m", "assay", *arguments]

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its commands: byte code is kept, as it is for users."""
        return environment_of(self.python)

    def own_tests(self, workers: int) -> list[str]:
        """The command of its own tests, as its ``tox.ini`` has it, with a number of workers."""
        tox = ConfigParser(interpolation=None)
        tox.read(self.checkout / "tox.ini", encoding="utf-8")
        words = shlex.split(re.sub(r"\{posargs:(.*?)\}", r"\1", tox["testenv"]["commands"]))
        return [str(self.python), "-m", *(str(workers) if word == "logical" else word for word in words)]

    @property
    def golden(self) -> set[str]:
        """Each feature with each of its checks."""
        lines = (self.checkout / "suites" / "golden.txt").read_text(encoding="utf-8").splitlines()
        return {line for line in lines if line and not line.startswith(("#", "formerly "))}

    @property
    def commit(self) -> str:
        """The commit that is checked out; empty if that cannot be known."""
        git = ["git", "-C", str(self.checkout), "describe", "--always", "--dirty", "--abbrev=10"]
        done = subprocess.run(git, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    @contextmanager
    def serving(self, targets: str) -> Iterator[None]:
        """Keep servers while the block runs, unless they were given."""
        if self.servers:
            yield
            return
        process = subprocess.Popen(
            self.assay("servers", "--target", targets),
            cwd=self.checkout,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            for line in process.stdout:
                print(f"{self.name}: {line.rstrip()}", file=sys.stderr)
                if found := re.search(r"--servers-from (\S+)", line):
                    self.servers = found[1]
                    break
            if not self.servers:
                raise SystemExit(f"{self.name}: its servers did not start")
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(_STARTING)
            self.servers = ""

    def run(self, folder: Path, *arguments: str, checks: Path | None = None) -> Measured:
        """Run its suites on its servers, with the report in a folder.

        Args:
            folder: Where the report and the output go.
            arguments: Arguments of ``assay run``.
            checks: A file with the names of the checks to run; None for all.
        """
        environment, only = self.environment, []
        if checks is not None:
            environment |= {"PYTHONPATH": str(PLUGINS), "ASSAY_BENCHMARK_CHECKS": str(checks)}
            only = ["-p", "same_checks"]
        command = self.assay("run", *arguments, *only, "-q", "--report-dir", str(folder / "report"))
        command += ["--servers-from", self.servers] if self.servers else []
        return measure(command, self.checkout, environment, folder / "output", folder / "report" / "results.jsonl")


@dataclass
class Peer:
    """Advanced Alchemy's own integration tests.

    Args:
        checkout: Its sources, with the tests.
        python: The interpreter of an environment that has what these need.
        stay: Whether the containers that they start are kept for the next run, as Assay's servers are.
    """

    checkout: Path
    python: Path
    stay: bool

    def __post_init__(self) -> None:
        self._label = f"assay-benchmark-{uuid.uuid4().hex}"
        docker = shutil.which("docker")
        there = _docker("images", "--format", "{{.Repository}}:{{.Tag}}").split() if docker else []
        self._images = {image: offline for image, offline in _OFFLINE.items() if offline in there}

    def run(self, folder: Path, database: str, workers: int) -> tuple[Measured, Mapping[str, int]]:
        """Run its tests of a database; gives also how many ended how."""
        outcomes = folder / "outcomes.json"
        asked = {"label": self._label, "images": self._images, "stay": self.stay, "outcomes": str(outcomes)}
        environment = environment_of(self.python)
        environment |= {"PYTHONPATH": str(PLUGINS), "ASSAY_BENCHMARK_PEER": json.dumps(asked)}
        command = [str(self.python), "-m", "pytest", "-p", "peer", "-p", "no:cacheprovider", "--dist", "loadgroup"]
        command += ["-n", str(workers), "-m", MARKERS[database], "--basetemp", str(folder / "temporary")]
        found = measure([*command, "tests/integration"], self.checkout, environment, folder / "output")
        counts = json.loads(outcomes.read_text(encoding="utf-8")) if outcomes.exists() else {}
        return found, counts

    def close(self) -> None:
        """End the containers that were kept."""
        if self._images or shutil.which("docker"):
            for container in _docker("ps", "-aq", "--filter", f"label={self._label}").split():
                _docker("rm", "-f", container)


def environment_of(python: Path) -> dict[str, str]:
    """The environment for the commands of a virtual environment."""
    left_out = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "VIRTUAL_ENV")
    found = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**found, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}


def alternating(names: Sequence[str], runs: int) -> Iterator[str]:
    """The sides in turn, each first in every other round, so that what changes meanwhile changes both."""
    for n in range(runs):
        yield from names if n % 2 == 0 else reversed(names)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for one run."""
    with tempfile.TemporaryDirectory(prefix="assay-benchmark-") as folder:
        yield Path(folder)


def _docker(*arguments: str) -> str:
    with suppress(OSError):
        return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False).stdout
    return ""
