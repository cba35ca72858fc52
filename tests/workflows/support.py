"""Runs the commands of workflows as a runner does: each step is a process of bash, in a directory of its own.

What the steps are given is evaluated as far as the workflows use it; the actions of GitHub's own that they use copy
files, and so does what stands for them here. What nobody has thought of is refused, and not passed over.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github"
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
_GH = """#!/usr/bin/env python3
import json, os, pathlib, shutil, sys
with open(os.environ["GH_LOG"], "a") as log:
    texts = [pathlib.Path(a).read_text() if a == "body.md" or a == "comment.md" else a for a in sys.argv[1:]]
    log.write(json.dumps(texts) + "\\n")
given = os.environ.get("GH_" + "_".join(sys.argv[1:3]).upper(), "")
if sys.argv[1:3] == ["run", "download"] and given:
    shutil.copytree(given, sys.argv[sys.argv.index("--dir") + 1], dirs_exist_ok=True)
elif given:
    print(given)
"""
"""Stands for GitHub's command, which needs GitHub: notes what it is asked, and answers what a test says."""


def workflow(name: str) -> dict[str, Any]:
    """A workflow, or an action, as it is read."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text())
    return found


def steps(name: str, job: str = "") -> list[dict[str, Any]]:
    """The steps of a job, or of an action."""
    found = workflow(name)
    every: list[dict[str, Any]] = found["jobs"][job]["steps"] if job else found["runs"]["steps"]
    return every


def commands() -> Iterator[tuple[str, str, str]]:
    """Every command: its file, its job, and its text."""
    for file in sorted(FOLDER.rglob("*.yml")):
        name = file.relative_to(FOLDER).as_posix()
        found = workflow(name)
        for job, about in found.get("jobs", {"": {"steps": found.get("runs", {}).get("steps", [])}}).items():
            for step in about.get("steps", []):
                if "run" in step:
                    yield name, job, step["run"]


@dataclass
class Runner:
    """A machine on which jobs are run, one after the other, each in a directory of its own.

    Args:
        folder: Where all that is.
        path: What comes before the rest on the PATH.
        values: The values of expressions.
        variables: What steps find in their environment, whatever the workflow says.
        ran: The commands that have been run.
        said: All that they said.
    """

    folder: Path
    path: list[Path]
    values: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    ran: set[str] = field(default_factory=set)
    said: str = ""

    def __post_init__(self) -> None:
        self.artifacts = self.folder / "artifacts"
        self.summary = self.folder / "summary.md"
        self.log = self.folder / "gh.jsonl"
        tools = self.folder / "bin"
        tools.mkdir(parents=True)
        (tools / "gh").write_text(_GH)
        (tools / "gh").chmod(0o755)
        self.path = [tools, *self.path]

    def value(self, text: Any) -> str:
        """A text with its expressions replaced by their values.

        Raises:
            KeyError: Nobody has said what one of them is.
        """
        return _EXPRESSION.sub(lambda found: self.values[found[1].strip()], str(text))

    def job(self, name: str, job: str = "", *, skip: tuple[str, ...] = (), work: Path | None = None) -> int:
        """Run the steps of a job, in a new directory if none is given; gives the exit code that it comes to."""
        place = work or self.folder / f"{Path(name).stem}-{job or 'action'}-{len(list(self.folder.iterdir()))}"
        place.mkdir(exist_ok=True)
        code = 0
        for step in steps(name, job):
            what = step.get("name", step.get("uses", ""))
            condition = str(step.get("if", ""))
            if what in skip or (code and not re.search(r"!cancelled\(\)|always\(\)", condition)):
                continue
            if "run" in step:
                ended = self._run(step, place)
            else:
                ended = self._use(step["uses"], {k: self.value(v) for k, v in step.get("with", {}).items()}, place)
            code = code or (0 if step.get("continue-on-error") else ended)
        return code

    def _run(self, step: Mapping[str, Any], place: Path) -> int:
        self.ran.add(step["run"])
        output = self.folder / "output"
        given = {name: self.value(text) for name, text in step.get("env", {}).items()}
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "ASSAY_"))}
        environment = {
            **kept,
            "PATH": os.pathsep.join([*map(str, self.path), os.environ["PATH"]]),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_PATH": str(self.folder / "path"),
            "RUNNER_TEMP": str(self.folder),
            "GH_LOG": str(self.log),
            **given,
            **self.variables,
        }
        script = self.folder / "step.sh"
        script.write_text(self.value(step["run"]))
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
        self.said += done.stdout + done.stderr
        if output.exists() and "id" in step:
            for line in output.read_text().splitlines():
                key, _, text = line.partition("=")
                self.values[f"steps.{step['id']}.outputs.{key}"] = text
        return done.returncode

    def _use(self, uses: str, given: Mapping[str, str], place: Path) -> int:
        match uses.partition("@")[0]:
            case "./.github/actions/assay" | "./.assay/.github/actions/assay":
                return self._action("actions/assay/action.yml", given, place)
            case "actions/checkout" | "actions/setup-python":
                pass  # the checkout is where it is, and the interpreter is the one of the test
            case "actions/upload-artifact":
                if (place / given["path"]).exists():
                    shutil.copytree(place / given["path"], self.artifacts / given["name"])
            case "actions/upload-pages-artifact":
                shutil.copytree(place / given["path"], self.artifacts / "github-pages")
            case "actions/download-artifact" if "name" in given:
                shutil.copytree(self.artifacts / given["name"], place / given["path"])
            case "actions/download-artifact":
                for found in self.artifacts.glob(given["pattern"]):
                    shutil.copytree(found, place / given["path"] / found.name)
            case _:
                raise KeyError(uses)
        return 0

    def _action(self, name: str, given: Mapping[str, str], place: Path) -> int:
        before = self.values
        inputs = {key: about.get("default", "") for key, about in workflow(name)["inputs"].items()} | dict(given)
        assert {*given} <= {*workflow(name)["inputs"]}, "an input that the action does not have"
        self.values = before | {f"inputs.{key}": value for key, value in inputs.items()}
        try:
            return self.job(name, skip=("Install",), work=place)
        finally:
            self.values = before

    def asked(self) -> list[list[str]]:
        """What GitHub's command was asked."""
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []
