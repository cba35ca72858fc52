#!/usr/bin/env python3
"""Build the offline images: what is missing is built, what is up to date is left alone.

``python3 docker/images/build.py [SERVICE...]``, all services by default; ``--list`` only tells. ``postgres:15`` is
another version of a service, one that its table in an ``images.toml`` names; these are built when they are asked for.
The tables are those of Assay, ``assay/servers/images.toml``, and of each plug-in in ``plugins/``.

An image carries the hash of everything that it was built from as a label, and is up to date while that hash is the
current one. Its base is the Debian suite that its Dockerfile names (``ARG SUITE``), made with
debootstrap. A file ``sdk-files`` in its directory lists files of the installed Google Cloud SDK that its build needs.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType

IMAGES = Path(__file__).resolve().parent
CHECKOUT = IMAGES.parents[1]
CONFIGS = (CHECKOUT / "assay" / "servers" / "images.toml", *sorted(CHECKOUT.glob("plugins/*/*/images.toml")))
LABEL = "assay.offline.recipe"
BASE = "assay-offline/base"
SDK_FILES = "sdk-files"

# Put into the base before debootstrap fills it, so that they already hold for its own packages.
BASE_FILES = {
    # Nobody reads the manuals of a throwaway server, and none of its disk writes has to survive a power cut.
    "etc/dpkg/dpkg.cfg.d/assay": (
        "force-unsafe-io\n"
        "path-exclude=/usr/share/doc/*\n"
        "path-exclude=/usr/share/man/*\n"
        "path-exclude=/usr/share/info/*\n"
        "path-exclude=/usr/share/locale/*\n"
    ),
    # The release file of unstable can be a few days old.
    "etc/apt/apt.conf.d/90assay": (
        'APT::Get::Assume-Yes "true";\n'
        'APT::Install-Recommends "false";\n'
        'Acquire::Check-Valid-Until "false";\n'
        'Acquire::Languages "none";\n'
        'Acquire::Retries "3";\n'
        'Dpkg::Use-Pty "false";\n'
    ),
    # Packages must not start the services that they install.
    "usr/sbin/policy-rc.d": "#!/bin/sh\nexit 101\n",
}
# Lines of `docker build` that do not say why a build failed; the last one repeats the whole command.
DOCKER_SAYS = re.compile(r"^(Step \d|--->|Removing intermediate container)|returned a non-zero code")
PROXY_VARIABLES = ("http_proxy", "https_proxy", "ftp_proxy", "no_proxy")


class BuildError(Exception):
    """Something that the user has to know, in one line."""


@dataclass(frozen=True)
class Service:
    """One offline build, as an images.toml has it."""

    name: str
    tag: str
    version: str
    directory: Path
    other_suite: str = ""

    @property
    def suite(self) -> str:
        """The Debian suite of its base image."""
        text = (self.directory / "Dockerfile").read_text(encoding="utf-8")
        found = re.search(rf"^ARG SUITE=(\S+)\nFROM {re.escape(BASE)}:\$SUITE$", text, re.MULTILINE)
        if found is None:
            raise BuildError(f"{self.name}: its Dockerfile must start ARG SUITE=... and FROM {BASE}:$SUITE")
        return self.other_suite or found[1]

    def sdk_files(self) -> list[Path]:
        """The files of the Google Cloud SDK that belong in the build context."""
        wanted = self.directory / SDK_FILES
        if not wanted.exists():
            return []
        root = sdk_root()
        files = [root / line for line in wanted.read_text(encoding="utf-8").split()] if root else []
        if not files or not all(file.is_file() for file in files):
            raise BuildError(
                f"{self.name}: needs the Google Cloud SDK with the component cloud-spanner-emulator "
                "(gcloud components install cloud-spanner-emulator; "
                "Debian package: google-cloud-cli-spanner-emulator)"
            )
        return files

    def context(self) -> Iterator[tuple[str, Path]]:
        """Name and place of each file in the build context, in a fixed order."""
        for path in sorted(self.directory.rglob("*")):
            if path.is_file() and path.name != SDK_FILES:
                yield path.relative_to(self.directory).as_posix(), path
        for path in self.sdk_files():
            yield path.name, path

    def recipe(self) -> str:
        """The hash of everything that the image is built from."""
        digest = hashlib.sha256(f"{base_recipe(self.suite)}\0{self.version}\0".encode())
        for name, path in self.context():
            content = path.read_bytes()
            digest.update(f"{name}\0{os.access(path, os.X_OK)}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()


def say(text: str) -> None:
    """Print a line, at once and whole also when others print theirs."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(error: object) -> None:
    """Print an error."""
    sys.stderr.write(f"error: {error}\n")


def base_recipe(suite: str) -> str:
    """The hash of everything that the base image of a suite is made from, the packages excepted."""
    return hashlib.sha256(repr(("1", suite, sorted(BASE_FILES.items()))).encode()).hexdigest()


def sdk_root() -> Path | None:
    """Where the Google Cloud SDK is, if it is installed."""
    if shutil.which("gcloud") is None:
        return None
    command = ["gcloud", "info", "--format=value(installation.sdk_root)"]
    out = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return Path(out) if out else None


class Commands:
    """Runs commands, from any thread, and can stop all of them."""

    def __init__(self, verbose: bool) -> None:
        self.verbose = verbose
        self.running: set[subprocess.Popen[bytes]] = set()
        self.lock = threading.Lock()
        self.stopped = False

    def run(self, what: str, command: Sequence[str], given: bytes | None = None) -> None:
        """Run a command, fed with what is given; if it fails, raise with the line that says why."""
        with tempfile.TemporaryFile() as log:
            with self.lock:
                if self.stopped:
                    raise BuildError(f"{what}: stopped")
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
                    stdout=None if self.verbose else log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # so that all of it can be stopped
                    env={**os.environ, "DOCKER_BUILDKIT": "0", "LC_ALL": "C.UTF-8"},
                )
                self.running.add(process)
            process.communicate(given)
            with self.lock:
                self.running.discard(process)
            if process.returncode != 0:
                log.seek(0)
                text = re.sub(r"\x1b\[[0-9;]*m", "", log.read().decode(errors="replace"))
                lines = [line.strip() for line in text.splitlines() if line.strip()]
                telling = [line for line in lines if not DOCKER_SAYS.search(line)]
                errors = [line for line in telling if line.startswith("E: ")]
                reason = (errors or telling or [f"{command[0]} exited with {process.returncode}"])[-1]
                raise BuildError(f"{what}: {reason}" + ("" if self.verbose else " (--verbose shows all)"))

    def stop(self) -> None:
        """Stop what runs, and start nothing more."""
        with self.lock:
            self.stopped = True
            for process in self.running:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)


def recipe_of(tag: str) -> str | None:
    """The recipe that an image here was built from; None without such an image."""
    template = f'{{{{.Id}}}} {{{{index .Config.Labels "{LABEL}"}}}}'
    command = ["docker", "image", "inspect", "--format", template, tag]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.split()[-1] if done.returncode == 0 else None


def check_engine() -> None:
    """Raise unless a container engine answers."""
    if shutil.which("docker") is None:
        raise BuildError("no docker command: install Docker (Debian: apt-get install docker.io)")
    command = ["docker", "version", "--format", "{{.Server.Version}}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BuildError("no Docker engine answers: start it (dockerd), or set DOCKER_HOST")


def check_base_tools() -> None:
    """Raise unless a base image can be made here."""
    if shutil.which("debootstrap") is None:
        raise BuildError("debootstrap is missing: install it (Debian and Ubuntu: apt-get install debootstrap)")
    if os.geteuid() != 0:
        raise BuildError("debootstrap needs root: run this with sudo")


def build_base(commands: Commands, suite: str) -> float:
    """Make the base image of a suite; the seconds it took."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="assay-base-") as temporary:
        root, archive = Path(temporary, "root"), Path(temporary, "base.tar")
        seed = io.BytesIO()
        with tarfile.open(fileobj=seed, mode="w") as tar:
            for name, text in BASE_FILES.items():
                info = tarfile.TarInfo(name)
                info.size = len(text)
                info.mode = 0o755 if text.startswith("#!") else 0o644
                tar.addfile(info, io.BytesIO(text.encode()))
        root.mkdir()
        # In a mount namespace and a tmpfs of its own: a third faster than on disk, and whatever becomes of it, neither
        # its files nor what debootstrap mounts in it (/proc, /sys) outlive the command.
        script = f"""set -e
            mount -t tmpfs -o mode=755 tmpfs {root}
            tar -C {root} -xf -
            debootstrap --variant=minbase {suite} {root}
            tar -C {root} --exclude='./var/cache/apt/archives/*.deb' -cf {archive} .
        """
        unshare = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script]
        commands.run(f"base:{suite}", unshare, seed.getvalue())
        change = f"LABEL {LABEL}={base_recipe(suite)}"
        replace(commands, f"{BASE}:{suite}", ["docker", "import", "--change", change, str(archive), f"{BASE}:{suite}"])
    return time.monotonic() - started


def build_service(commands: Commands, service: Service, recipe: str) -> float:
    """Build the image of a service whose base is there; the seconds it took."""
    started = time.monotonic()
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, path in service.context():
            archive.add(path, name, filter=_anonymous)
    proxies = [name for name in (*PROXY_VARIABLES, *map(str.upper, PROXY_VARIABLES)) if os.environ.get(name)]
    command = [
        *("docker", "build", "--network=host", "--force-rm", "--tag", service.tag, "--label", f"{LABEL}={recipe}"),
        *("--build-arg", f"VERSION={service.version}", "--build-arg", f"SUITE={service.suite}"),
        *(part for name in proxies for part in ("--build-arg", name)),
        "-",
    ]
    replace(commands, service.tag, command, buffer.getvalue())
    return time.monotonic() - started


def replace(commands: Commands, tag: str, command: Sequence[str], context: bytes | None = None) -> None:
    """Run the command that makes an image, and remove the one that had its tag before."""
    inspect = ["docker", "image", "inspect", "--format", "{{.Id}}", tag]
    before = subprocess.run(inspect, capture_output=True, text=True, check=False).stdout.strip()
    commands.run(tag, command, context)
    after = subprocess.run(inspect, capture_output=True, text=True, check=False).stdout.strip()
    if before and before != after:  # refused while something uses it, which is right
        subprocess.run(["docker", "image", "rm", before], capture_output=True, check=False)


def _anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = "root"
    info.mtime = 0
    info.mode = 0o755 if info.mode & 0o100 else 0o644
    return info


def load_services() -> dict[str, Service]:
    """The services with an offline build, by name."""
    toml: Any = None
    for name in ("tomllib", "tomli"):
        try:
            toml = importlib.import_module(name)
            break
        except ImportError:
            continue
    if toml is None:
        raise BuildError("cannot read images.toml: use Python 3.11 or later, or pip install tomli")
    tables: dict[str, dict[str, Any]] = {}
    for config in CONFIGS:
        with config.open("rb") as file:
            tables |= toml.load(file)
    services = {}
    for name, table in tables.items():
        if "offline" not in table:
            continue
        directory = IMAGES / table["offline_dir"]
        services[name] = Service(name, table["offline"], table["offline_version"], directory)
        for version, other in table.get("versions", {}).items():
            if "offline" in other:
                key = f"{name}:{version}"
                services[key] = Service(key, other["offline"], version, directory, other["offline_suite"])
    return services


def chosen(names: Sequence[str]) -> list[Service]:
    """The services of these names; all, but for other versions of them, if there are none."""
    known = load_services()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise BuildError(f"no offline build of {', '.join(unknown)}: there are {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(names or (name for name in known if ":" not in name))]


def build(services: Sequence[Service], jobs: int, verbose: bool) -> bool:
    """Build what is not up to date; whether all of it is now."""
    complete = True
    todo: list[tuple[Service, str]] = []
    for service in services:
        try:
            recipe = service.recipe()
        except BuildError as error:
            complain(error)
            complete = False
            continue
        if recipe_of(service.tag) == recipe:
            say(f"{service.name}: up to date ({service.tag})")
        else:
            todo.append((service, recipe))
    return build_all(todo, jobs, verbose) and complete


def build_all(todo: Sequence[tuple[Service, str]], jobs: int, verbose: bool) -> bool:
    """Build services of the given recipes, and the bases that they need first; whether all went well."""
    commands = Commands(verbose)
    suites = dict.fromkeys(service.suite for service, _ in todo)
    missing = [suite for suite in suites if recipe_of(f"{BASE}:{suite}") != base_recipe(suite)]
    if missing:
        check_base_tools()

    def one_base(suite: str) -> None:
        say(f"base:{suite}: built in {build_base(commands, suite):.1f} s")

    def one_service(service: Service, recipe: str, base: Future[None] | None) -> None:
        if base is not None and base.exception() is not None:
            raise BuildError(f"{service.name}: not built, because its base was not")
        say(f"{service.name}: built {service.tag} in {build_service(commands, service, recipe):.1f} s")

    # Bases are submitted first and in order, so that a service that waits for its base never keeps it from starting.
    with ThreadPoolExecutor(jobs) as pool:
        bases = {suite: pool.submit(one_base, suite) for suite in missing}
        futures = list(bases.values())
        futures += [pool.submit(one_service, *item, bases.get(item[0].suite)) for item in todo]
        try:
            failures = [failure for future in futures if (failure := future.exception()) is not None]
        except BaseException:  # interrupted: leave at once, and nothing running
            pool.shutdown(wait=False, cancel_futures=True)
            commands.stop()
            raise
    for failure in failures:
        if not isinstance(failure, (BuildError, OSError)):
            raise failure
        complain(failure)
    return not failures


def show(services: Sequence[Service]) -> None:
    """Print the state of each service's image."""
    for service in services:
        try:
            recipe = service.recipe()
            built = recipe_of(service.tag)
            state = "missing" if built is None else "up to date" if built == recipe else "out of date"
        except BuildError as error:
            state = f"cannot be built: {error}"
        say(f"{service.name:<10} {service.tag:<28} {state}")


def main(argv: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(description="Build the offline images that are missing or out of date.")
    parser.add_argument("services", nargs="*", metavar="SERVICE", help="what to build; all by default")
    parser.add_argument("--list", action="store_true", help="only tell the state of each image")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="builds at the same time (default: 2)")
    parser.add_argument("--verbose", action="store_true", help="show what the builds print")
    options = parser.parse_args(argv)
    if options.jobs < 1:
        parser.error("--jobs must be at least 1")
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        services = chosen(options.services)
        check_engine()
        if options.list:
            show(services if options.services else list(load_services().values()))
            return 0
        return 0 if build(services, options.jobs, options.verbose) else 1
    except BuildError as error:
        complain(error)
        return 1
    except KeyboardInterrupt:
        complain("interrupted; what was complete is kept")
        return 130


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
