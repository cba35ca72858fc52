"""uv, which resolves versions and makes environments."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from assay.domain.errors import AssayError, UsageError
from assay.domain.secrets import redacted
from assay.process import environment_variables
from assay.upgrading.fitting import Unresolvable


class UvError(AssayError):
    """What uv says, in one line."""


def uv(*arguments: str, cwd: Path | None = None) -> str:
    """What uv answers.

    Args:
        arguments: Its arguments.
        cwd: Where it is called: it heeds the settings of the project there, such as its indexes.

    Raises:
        Unresolvable: Versions do not go together.
        UvError: It says something else.
        UsageError: It is not there.
    """
    program = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if program is None:
        raise UsageError("uv is not installed: pip install uv")
    environment = {
        **environment_variables.for_downloads(),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
        "NO_COLOR": "1",
    }
    done = subprocess.run([program, *arguments], capture_output=True, text=True, env=environment, cwd=cwd, check=False)
    if done.returncode:
        said = redacted(" ".join(done.stderr.split()))  # before anything is cut: half a password is not known for one
        if "No solution found" in said or "unsatisfiable" in said:
            raise Unresolvable(said.partition("cause:")[2].strip() or said)
        raise UvError(_of_git(said) or _shortened(said.removeprefix("error: ")))
    return done.stdout


_LENGTH = 600


def _of_git(said: str) -> str:
    """What could not be had from git, and what git says; empty if it is something else."""
    if "Git operation failed" not in said:
        return ""
    what = re.search(r"`([^`]*git\+[^`]*)`", said)
    why = re.search(r"(?:fatal|ERROR): (.*?)(?= fatal: | ERROR: | hint: |$)", said)
    return (
        f"{what[1] if what else 'a requirement'}: git cannot fetch it: {why[1] if why else _shortened(said)}; what the "
        "tests do not need can be left out: uv export --no-hashes --no-group GROUP > FILE, and --requirements FILE"
    )


def _shortened(text: str) -> str:
    """The beginning and the end of a long text: what was wanted, and what was wrong."""
    return text if len(text) <= _LENGTH else f"{text[: _LENGTH // 3]} ... {text[-_LENGTH // 3 * 2 :]}"
