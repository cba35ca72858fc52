"""Servers that come as npm packages: installed once, into the user's cache."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import platformdirs

from assay.domain.errors import ServerUnavailable
from assay.process import environment_variables

_SECONDS = 180
# npm's own two further tries come ten seconds and a minute after the first.
_OPTIONS = ("--no-audit", "--no-fund", "--no-progress", "--loglevel=error", "--fetch-retries=1")
_PAUSES = ("--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")
_MARKS = ("npm error", "npm ERR!")


def install(package: str, program: str, announce: Callable[[str], None]) -> Path:
    """A program of a package, which is fetched if the user's cache does not have it yet.

    Args:
        package: Name and version, such as ``azurite@3.35.0``.
        program: Path of the program in the package.
        announce: Told, in one line, that the package is being fetched and where to.

    Raises:
        ServerUnavailable: There is no npm, or it cannot install the package, with the reason that npm gives.
    """
    import filelock  # not above: with asyncio and SQLite, which a refused option does without

    name = package.rpartition("@")[0]
    npm = shutil.which("npm")
    if npm is None:
        raise ServerUnavailable(f"{name} is not installed, and there is no npm on PATH: npm install -g {name}")
    home = Path(platformdirs.user_cache_dir("assay")) / package.replace("@", "-").replace("/", "-")
    script = home / "node_modules" / name / program
    try:
        home.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(home / "lock", timeout=_SECONDS):
            if not script.exists():
                announce(f"npm fetches {package} into {home}; once, it takes up to {_SECONDS} s")
                _fetch(npm, package, home)
    except filelock.Timeout:
        raise ServerUnavailable(f"another process has been installing {package} for {_SECONDS} s: try again") from None
    except OSError as error:
        raise ServerUnavailable(f"{package} cannot be kept in {home}: {error.strerror}; set XDG_CACHE_HOME") from None
    if not script.exists():
        raise ServerUnavailable(f"{package} has no {program}: correct its version in images.toml")
    return script


def _fetch(npm: str, package: str, home: Path) -> None:
    command = [npm, "install", "--prefix", str(home), *_OPTIONS, *_PAUSES, package]
    environment = environment_variables.for_downloads()
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_SECONDS, env=environment)
        trouble = "" if done.returncode == 0 else reason(done.stderr) or f"it ended with status {done.returncode}"
    except subprocess.TimeoutExpired:
        trouble = f"it did not end within {_SECONDS} s"
    except OSError as error:
        trouble = str(error.strerror)
    if trouble:
        shutil.rmtree(home / "node_modules", ignore_errors=True)
        raise ServerUnavailable(f"npm cannot install {package}: {trouble}")


def reason(output: str) -> str:
    """What npm says went wrong, in one line: the first line of its errors that is a sentence."""
    said = [line for line in map(_message, output.splitlines()) if line]
    told = [line for line in said if " " in line and not line.startswith(("code ", "errno ", "syscall ", "at "))]
    return (told or said or [""])[0][:300]


def _message(line: str) -> str:
    for mark in _MARKS:
        if line.startswith(mark):
            words = line[len(mark) :].strip()
            # npm repeats the kind of an error before each of its lines: "notarget No matching version ...".
            kind, _, rest = words.partition(" ")
            return rest if kind.islower() and rest[:1].isupper() else words
    return ""
