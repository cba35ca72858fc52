"""The two sets of versions of a project: those that it has, and those that it would have after a change."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from packaging.requirements import Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from assay.domain.errors import UsageError
from assay.domain.secrets import redacted
from assay.process.installation import DISTRIBUTION, is_checkout, requirement, requirement_of, root
from assay.products.plugins import distributions
from assay.projects.folder import ProjectFolder
from assay.upgrading import environments, pins
from assay.upgrading.fitting import Unresolvable, versions_of
from assay.upgrading.uv import UvError, uv


@dataclass(frozen=True)
class Versions:
    """What an environment of a project is made of.

    Args:
        python: Its interpreter.
        about: What markers ask of that.
        text: The distributions, as a requirements file; passwords of addresses are in it.
        asked: What the resolver was asked for.
        notes: What of the project's files is not kept, or not as it says.
    """

    python: Path
    about: Mapping[str, str]
    text: str
    asked: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def versions(self) -> dict[str, str]:
        """The version of every distribution, or its address, by canonical name."""
        return versions_of(redacted(self.text))

    @property
    def pins(self) -> list[str]:
        """The same as requirements, for an environment of Assay's suites."""
        return [line for line in self.text.splitlines() if line.strip() and not line.startswith("-")]


def python_of(folder: ProjectFolder, wanted: str = "") -> Path:
    """The Python that a project runs with.

    Args:
        folder: The project's own folder, with the environment in it, if it has one.
        wanted: What the user says: a version or a path.

    Raises:
        UsageError: It is not there.
    """
    own = folder.path / ".venv" / "bin" / "python"
    if not wanted and own.exists():
        return own.resolve()
    if not wanted and not (folder.path / ".python-version").exists() and _is_for(folder.requires_python):
        return Path(sys.executable).resolve()
    asked = wanted or ("" if (folder.path / ".python-version").exists() else folder.requires_python)
    try:
        return Path(uv("python", "find", *(["--", asked] if asked else []), cwd=folder.path).strip()).resolve()
    except UvError as error:
        what = f"--python {wanted}" if wanted else f"{folder.path}: no Python for it"
        raise UsageError(f"{what}: {str(error)[:300]}; give --python VERSION or PATH") from None


def _is_for(specifier: str) -> bool:
    try:
        return SpecifierSet(specifier).contains(".".join(map(str, sys.version_info[:3])))
    except InvalidSpecifier:
        return False


def present(folder: ProjectFolder, copy: ProjectFolder, files: Sequence[Path], python: Path) -> Versions:
    """The versions that a project has.

    Args:
        folder: The project's own folder.
        copy: A copy of it: what is built of it is built there.
        files: Where they are written down.
        python: Its interpreter.

    Raises:
        UsageError: A file cannot be read, or says nothing.
        Unresolvable: The versions do not go together.
    """
    about = environments.describe(str(python))
    members = folder.members()
    kept, notes = _written(files, about, members)
    if not kept:
        raise UsageError(f"{', '.join(map(str, files))}: says no version of anything")
    asked = [_placed(text, folder.path, copy.path) for text in kept]
    return Versions(python, about, _compile(python, copy, asked), tuple(asked), tuple(notes))


def changed(before: Versions, changes: Sequence[str], copy: ProjectFolder) -> Versions:
    """The versions that a project would have with changes: every other stays where the resolver lets it.

    Args:
        before: Those that it has.
        changes: Requirements.
        copy: A copy of the project.

    Raises:
        UsageError: A requirement says nothing for this Python.
        Unresolvable: The versions do not go together.
    """
    wanted = pins.parse_requirements(changes)
    for change in wanted:
        if change.marker is not None and not change.marker.evaluate({**before.about, "extra": ""}):
            raise UsageError(
                f"'{change}' says nothing for Python {before.about['python_full_version']}: leave its marker away"
            )
    names: set[str] = {canonicalize_name(change.name) for change in wanted}
    asked = [text for text in before.asked if text.startswith("-")]
    had = before.versions
    # The project's own requirements say extras, which a lock file does not; what it does not have is not added.
    own = [one for one in copy.dependencies if one.extras and not one.url and canonicalize_name(one.name) in had]
    for one in (*map(Requirement, _plain(before.asked)), *own):
        if canonicalize_name(one.name) in {DISTRIBUTION, *copy.members(), *distributions()}:
            continue
        open_ = _open(one)
        if canonicalize_name(one.name) not in names or open_.extras:
            asked.append(str(open_))
    asked = [*dict.fromkeys([*asked, *map(str, wanted)])]
    again = [option for name in sorted(names) for option in ("--upgrade-package", name)]
    text = _compile(before.python, copy, asked, before.text, again)
    return replace(before, text=text, asked=tuple(asked), notes=tuple(_bounds(text, names, copy)))


def _plain(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if not text.startswith("-")]


def _open(found: Requirement) -> Requirement:
    """A requirement of whichever version; what comes from an address stays there."""
    taken = Requirement(str(found))
    taken.specifier = SpecifierSet() if found.url is None else found.specifier
    return taken


def _bounds(text: str, names: set[str], copy: ProjectFolder) -> Iterable[str]:
    """What the project itself asks for, and the changed versions are not."""
    versions = versions_of(text)
    for one in copy.dependencies:
        name = canonicalize_name(one.name)
        version = versions.get(name, "")
        if name in names and version and not one.url and not one.specifier.contains(version, prereleases=True):
            yield f"the project asks for {one.name}{one.specifier}, and {version} is tried"


def _written(
    files: Sequence[Path], about: Mapping[str, str], members: Mapping[str, Path]
) -> tuple[list[str], list[str]]:
    """What the files say, as requirements for this Python; and what of it is not kept, in words."""
    kept: list[str] = []
    notes: list[str] = []
    for file in files:
        found = pins.of_file(file)
        kept += pins.for_pythons([*found.kept, *found.bounds], [about])
        mine = tuple(f"{file.name}: {name} (it is " for name in members)
        notes += [f"not kept: {line}" for line in found.left if not line.startswith(mine)]
        notes += found.notes
    own = {DISTRIBUTION: _assay(), **{name: requirement_of(name) for name in distributions()}}
    return [*dict.fromkeys(own.get(canonicalize_name(Requirement(text).name), text) for text in kept)], notes


def _assay() -> str:
    """What installs this very Assay, if the project's tests use it: its version may be in no index."""
    return f"-e {root()}[servers]" if is_checkout() else requirement()


def _placed(text: str, folder: Path, copy: Path) -> str:
    """A requirement of a folder or file of this machine, in the copy: what is built from it writes beside it."""
    if text.startswith("-") or (url := Requirement(text).url) is None or not url.startswith("file:"):
        return text
    place = Path(unquote(urlsplit(url).path))
    if place.is_relative_to(folder):
        return text.replace(url, (copy / place.relative_to(folder)).as_uri())
    if place.is_dir():
        beside = copy.parent / "beside" / place.name
        if not beside.exists():
            shutil.copytree(place, beside, symlinks=True, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__"))
        return text.replace(url, beside.as_uri())
    return text


def _compile(
    python: Path, copy: ProjectFolder, asked: Sequence[str], before: str = "", options: Sequence[str] = ()
) -> str:
    """What the resolver finds; what was there before stays, where it can."""
    with tempfile.TemporaryDirectory() as temporary:
        wanted, found = Path(temporary, "wanted.in"), Path(temporary, "found.txt")
        wanted.write_text("\n".join(asked) + "\n", encoding="utf-8")
        if before:
            found.write_text(before, encoding="utf-8")
        arguments = ["--quiet", "--no-header", "--no-annotate", "--python", str(python), "--output-file", str(found)]
        attempt(lambda: uv("pip", "compile", *arguments, *options, str(wanted), cwd=copy.path))
        return found.read_text(encoding="utf-8")


def attempt(call: Callable[[], str]) -> str:
    """What uv answers where a project's environment is at stake.

    Raises:
        Unresolvable: The versions do not go together.
        UsageError: Something else is wrong.
    """
    try:
        return call()
    except UvError as error:
        raise UsageError(f"the project's environment cannot be built: {error}") from None


__all__ = ("Unresolvable", "Versions", "attempt", "changed", "present", "python_of")
