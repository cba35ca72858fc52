"""uv, which resolves versions and makes environments."""

from __future__ import annotations

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
        raise UvError(said.removeprefix("error: "))
    return done.stdout
