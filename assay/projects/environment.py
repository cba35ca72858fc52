"""The environment of one side: made of its versions by uv, with the project in it, for one gate only."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from assay.projects.folder import ProjectFolder
from assay.projects.versions import Versions, attempt
from assay.upgrading.uv import uv

IN_PYTEST = "_assay_in_pytest"
"""What the module of pytest's plug-in is called there."""
SEEN = "ASSAY_GATE_SEEN"
"""The variable that names the file by which an environment's Python shows that it was used."""
_SHOW = (
    "import os; _seen = os.environ.get('{name}'); _seen and os.path.isdir(os.path.dirname(_seen)) "
    "and open(_seen, 'a').close()\n"
)


@dataclass(frozen=True)
class ProjectEnvironment:
    """An environment with a project's versions, and the copy of the project that is installed in it.

    Args:
        path: Where it is.
        project: The copy of the project.
        versions: What it is made of.
    """

    path: Path
    project: ProjectFolder
    versions: Versions

    @property
    def bin(self) -> Path:
        """Its programs."""
        return self.path / "bin"

    @property
    def interpreter(self) -> Path:
        """Its Python."""
        return self.bin / "python"

    @property
    def has_pytest(self) -> bool:
        """Whether it has pytest."""
        return "pytest" in self.versions.versions


def build(path: Path, project: ProjectFolder, versions: Versions, resolved_in: ProjectFolder) -> ProjectEnvironment:
    """Make an environment.

    Args:
        path: Where it goes.
        project: The copy of the project for it.
        versions: What goes into it.
        resolved_in: The copy in which the versions were resolved: folders of the project are those of this one.

    Raises:
        UsageError: It cannot be built: a version that cannot be had, or a project that cannot be installed.
    """
    made = ProjectEnvironment(path, project, versions)
    python = str(made.interpreter)
    attempt(lambda: uv("venv", "--quiet", "--no-project", "--python", str(versions.python), str(path), cwd=path.parent))
    text = versions.text
    for one, other in ((resolved_in.path.as_uri(), project.path.as_uri()), (str(resolved_in.path), str(project.path))):
        text = text.replace(one, other)
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary, "resolved.txt")
        file.write_text(text, encoding="utf-8")
        install = ("pip", "install", "--quiet", "--no-deps", "--python", python)
        attempt(lambda: uv(*install, "--requirements", str(file), cwd=project.path))
    if places := project.members().values():
        own = [argument for place in places for argument in ("--editable", str(project.path / place))]
        attempt(lambda: uv(*install, *own, cwd=project.path))
    packages = Path(
        subprocess.run(
            [python, "-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    )
    (packages / "_assay_gate.pth").write_text(_SHOW.format(name=SEEN), encoding="utf-8")
    source = (resources.files("assay.projects") / "in_pytest.py").read_text(encoding="utf-8")
    (packages / f"{IN_PYTEST}.py").write_text(source, encoding="utf-8")
    return made
