"""What an environment has that the user did not say, or not so: named, so that nobody takes it for the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from assay.domain.errors import UsageError
from assay.domain.subject import Subject
from assay.running.suite_files import repository_file
from assay.upgrading.environments import Environment, Resolution
from assay.upgrading.inputs import Side
from assay.upgrading.needs import Use
from assay.upgrading.pins import is_pin


def taken(resolution: Resolution, constraints: Iterable[str], side: Side, use: Use) -> list[str]:
    """The libraries and drivers under test of which the user says no version, and which is taken: a line for each why.

    Args:
        resolution: The versions of an environment.
        constraints: What the user says.
        side: Where that comes from, and what goes before it.
        use: The drivers and clients that the checks use.
    """
    pinned = filter(is_pin, map(Requirement, constraints))
    changed = (r for r in map(Requirement, side.changes) if r.url or r.specifier)
    said = {canonicalize_name(r.name) for r in (*pinned, *changed)}
    libraries = Subject.load(repository_file("")).libraries
    projects: dict[str, str] = {canonicalize_name(name): version for name, version in side.projects.items()}
    tested = [name for name in (*libraries, *sorted(use.clients)) if name not in said and name in resolution.versions]
    lines = [
        f"{name} is the project itself{f', {projects[name]} there' if projects[name] else ''}: "
        f"{resolution.versions[name]} is taken, as new as the rest allows"
        for name in tested
        if name in projects
    ]
    if found := [f"{name} {resolution.versions[name]}" for name in tested if name not in projects]:
        lines.append(f"not pinned, so taken as new as the rest allows: {', '.join(found)}")
    return lines


def unlike(
    constraints: Iterable[str], changes: Sequence[str], resolution: Resolution, environment: Environment
) -> list[str]:
    """What ran otherwise than the user's file says, for every distribution that it names.

    Args:
        constraints: What the file says.
        changes: What goes before it.
        resolution: What was to be installed.
        environment: Where it ran.
    """
    try:
        installed = environment.installed()
    except UsageError as error:
        return [f"what ran cannot be told: {error}"]
    why = {left.name: left.why for left in resolution.left}
    why |= {canonicalize_name(Requirement(line).name): "it could not be installed" for line in environment.refused}
    changed = {canonicalize_name(r.name): r for r in map(Requirement, changes)}
    found = []
    for requirement in sorted(map(Requirement, {*constraints}), key=lambda r: r.name.lower()):
        name = canonicalize_name(requirement.name)
        if requirement.marker is not None and not requirement.marker.evaluate({**resolution.about, "extra": ""}):
            continue
        wanted = changed.get(name, requirement)
        if name not in installed:
            found.append(f"{_said(requirement)}: not installed{_because(why.get(name, ''))}")
        elif not _meets(wanted, installed[name]):
            found.append(f"{_said(requirement)}: {installed[name]} ran{_because(why.get(name, ''))}")
    return found


def _said(requirement: Requirement) -> str:
    """A requirement without its marker, which holds."""
    return (
        f"{requirement.name} @ {requirement.url}" if requirement.url else f"{requirement.name}{requirement.specifier}"
    )


def _because(why: str) -> str:
    return f" ({why})" if why else ""


def _meets(requirement: Requirement, version: str) -> bool:
    """Whether a version is one of a requirement; of a URL, only its resolution can say."""
    with suppress(InvalidVersion):
        return bool(requirement.url) or requirement.specifier.contains(Version(version), prereleases=True)
    return str(requirement.specifier) == f"=={version}"


def by_side(lines: Mapping[str, Sequence[str]]) -> list[str]:
    """Lines of several sides, each once, with its side if it is not of all."""
    sides: dict[str, list[str]] = {}
    for side, said in lines.items():
        for line in dict.fromkeys(said):
            sides.setdefault(line, []).append(side)
    return [line if len(whose) == len(lines) else f"{whose[0]}: {line}" for line, whose in sides.items()]
