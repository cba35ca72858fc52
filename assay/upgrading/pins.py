"""The versions that a user has: read from a requirements or lock file, or what is installed."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urldefrag, urlencode, urlsplit

from packaging.markers import Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from assay.domain.errors import UsageError
from assay.process.installation import DISTRIBUTION
from assay.products import plugins
from assay.upgrading import lock_files, not_lock_files
from assay.upgrading.lock_markers import with_all
from assay.upgrading.lock_packages import name_and_version

_COMMENT = re.compile(r"(^|\s)#.*$")
_FOLLOWED = re.compile(r"^(?:-[rc]\s*|--(?:requirements?|constraints?)(?:\s+|\s*=\s*))(?P<file>\S.*)$")
_EDITABLE = re.compile(r"^(?:-e\s*|--editable(?:\s+|\s*=\s*))(?P<what>\S.*)$")
_OPTION = re.compile(
    r"^(?:-i|-f|--(?:(?:extra-)?index-url|no-index|find-links|trusted-host|pre|prefer-binary|no-binary|only-binary"
    r"|require-hashes|hash|use-feature|config-settings?|global-option|no-build-isolation))(?:\s|=|$)"
)
"""Options that say where a version comes from, or how it is installed, and not which it is."""
_OF_THE_LINE = re.compile(r"\s--\S+.*$")
_REMOTE = re.compile(r"^[A-Za-z][A-Za-z+]*://|^git\+")
_FILES = (".whl", ".tar.gz", ".zip")
_EXTRAS = re.compile(r"\[[^\]]*\]$")
_ROOT = "${PROJECT_ROOT}"
"""What pdm calls the folder of the project."""


@dataclass
class Pins:
    """What a file asks for.

    Args:
        kept: Requirements that say a version: pinned, or at an address.
        bounds: Requirements that leave the version open, or bound it only.
        left: What of it cannot be kept, in words.
        notes: What is kept otherwise than the file says it, in words.
        projects: The projects whose file it is, with their versions if it says them.
    """

    kept: list[str] = field(default_factory=list)
    bounds: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    projects: dict[str, str] = field(default_factory=dict)

    @property
    def constraints(self) -> list[str]:
        """All that it says of versions."""
        return [*self.kept, *(bound for bound in self.bounds if Requirement(bound).specifier)]


def parse_requirements(texts: Iterable[str]) -> list[Requirement]:
    """Requirements as users write them: ``advanced-alchemy==1.12.0``, ``sqlalchemy>=2.1``.

    Raises:
        UsageError: One is malformed.
    """
    found = []
    for text in texts:
        try:
            found.append(Requirement(text))
        except InvalidRequirement as error:
            problem = str(error).splitlines()[0]
            raise UsageError(f"{text!r} is not a requirement such as 'sqlalchemy>=2.1': {problem}") from None
    return found


def installed() -> list[str]:
    """The versions installed beside Assay and its plug-ins, as requirements."""
    own = {DISTRIBUTION, *plugins.distributions()}
    found = {canonicalize_name(d.metadata["Name"]): d.version for d in metadata.distributions() if d.metadata["Name"]}
    return [f"{name}=={version}" for name, version in sorted(found.items()) if name not in own]


def is_pin(requirement: Requirement) -> bool:
    """Whether a requirement says the version, and not only bounds it."""
    return requirement.url is not None or any(
        s.operator == "===" or (s.operator == "==" and not s.version.endswith(".*")) for s in requirement.specifier
    )


def for_pythons(requirements: Iterable[str], pythons: Sequence[Mapping[str, str]]) -> list[str]:
    """The requirements that hold in one of some Pythons: of what is for another nobody needs to hear.

    Args:
        requirements: Which to look at.
        pythons: What markers ask of each Python, as ``environments.describe`` says it.
    """
    found = [(text, Requirement(text).marker) for text in requirements]
    return [t for t, m in found if m is None or any(m.evaluate({**about, "extra": ""}) for about in pythons)]


def of_file(path: Path) -> Pins:
    """The requirements of a requirements file, with the files that it leads to, or of a lock file.

    What says where versions come from (indexes, hashes) is passed over, and so is the project itself.

    Raises:
        UsageError: A file cannot be read, leads to itself, or has a line whose requirement cannot be told.
    """
    found = Pins()
    gone: dict[str, list[str]] = {}
    _read(path, found, gone, (), set())
    pinned: dict[str, str] = {canonicalize_name(Requirement(pin).name): pin for pin in found.kept}
    here = "not on this machine"
    if lost := [line for name, lines in gone.items() if name not in pinned for line in lines]:
        names = ", ".join(name for name in gone if name not in pinned)
        found.left.append(
            f"{names}: {here}, and without a version ({lost[0]}); `pip list --format=freeze` says versions"
        )
    if taken := [pinned[name] for name in gone if name in pinned]:
        line = next(lines[0] for name, lines in gone.items() if name in pinned)
        found.notes.append(f"{here}, so taken by version: {', '.join(taken)} ({line})")
    if found.bounds:
        what = ", ".join(dict.fromkeys(found.bounds))
        advice = "" if found.kept else "; `pip freeze` writes the versions that you have"
        found.notes.append(f"no version, only a name or a range: {what}{advice}")
    for said in (found.kept, found.bounds, found.left, found.notes):
        said[:] = dict.fromkeys(said)
    return found


def _read(path: Path, found: Pins, gone: dict[str, list[str]], above: tuple[Path, ...], done: set[Path]) -> None:
    real = path.resolve()
    if real in above:
        raise UsageError(f"{path}: the requirements lead back to this file, by way of {above[-1].name}")
    if real in done:
        return
    done.add(real)
    text = _text(path)
    if _lock(text, path, found):
        return
    for number, line in _lines(text):
        try:
            if followed := _FOLLOWED.match(line):
                _read(_beside(path, followed["file"]), found, gone, (*above, real), done)
            elif not _OPTION.match(line):
                _take(_entry(line, path.parent), f"{path.name}:{number}: {line}", found, gone)
        except _LineError as error:
            raise UsageError(f"{path}:{number}: {error}") from None


def _lock(text: str, path: Path, found: Pins) -> bool:
    """Take what a lock file says; False if it is none."""
    try:
        not_lock_files.refuse(path.name, text)
        lock = lock_files.read(text, path.parent)
        if lock is None:
            return False
        parse_requirements(lock.kept)
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None
    found.kept += lock.kept
    found.left += [f"{path.name}: {said}" for said in lock.left]
    found.notes += [f"{path.name}: {said}" for said in lock.notes]
    found.projects |= lock.projects
    return True


@dataclass(frozen=True)
class _Entry:
    """What a line of a requirements file is; none of it if it cannot be told, or is not kept.

    Args:
        text: The requirement.
        gone: The name of what lies on another machine.
        project: The project itself, by name if that is said.
    """

    text: str = ""
    gone: str = ""
    project: str | None = None


def _take(entry: _Entry, line: str, found: Pins, gone: dict[str, list[str]]) -> None:
    if entry.project is not None:
        found.projects |= {entry.project: ""} if entry.project else {}
    elif entry.gone:
        gone.setdefault(entry.gone, []).append(line)
        if entry.text:
            found.kept.append(entry.text)
    elif not entry.text:
        found.left.append(f"{line} (it says no version)")
    elif is_pin(Requirement(entry.text)):
        found.kept.append(entry.text)
    else:
        found.bounds.append(entry.text)


class _LineError(Exception):
    """A line that cannot be understood; its place is yet to be said."""


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        # PowerShell's `pip freeze > requirements.txt` is UTF-16.
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: the requirements cannot be read: {getattr(error, 'strerror', error)}") from None
    if "\0" in text:
        raise UsageError(f"{path}: the requirements cannot be read: it is not text; save it as UTF-8")
    return text


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without comments and those that are empty; continued ones are joined."""
    start, before = 0, ""
    for number, raw in enumerate([*text.splitlines(), ""], 1):
        line = _COMMENT.sub("", raw).rstrip()
        start = start or number
        if line.endswith("\\"):
            before += f"{line[:-1]} "
            continue
        if whole := (before + line).strip():
            yield start, whole
        start, before = 0, ""


def _beside(path: Path, name: str) -> Path:
    name = _unquoted(name.strip())
    if _REMOTE.match(name):
        raise _LineError(f"{name} cannot be followed: download it, and name the file here")
    return path.parent / name


def _unquoted(text: str) -> str:
    return text[1:-1] if text[:1] in ("'", '"') and text.endswith(text[0]) else text


def _entry(line: str, folder: Path) -> _Entry:
    """What a line is that is no option which says nothing of versions."""
    editable = _EDITABLE.match(line)
    if line.startswith("-") and not editable:
        return _Entry()
    text = _unquoted(_OF_THE_LINE.sub("", editable["what"] if editable else line).strip())
    if _is_path(text) or (editable and not _REMOTE.match(text)):
        return _of_path(text, folder, "")
    if _REMOTE.match(text):
        return _Entry(_of_url(text))
    try:
        (requirement,) = parse_requirements([text])
    except UsageError as error:
        raise _LineError(str(error)) from None
    if requirement.url is not None and _is_path(requirement.url):
        return _of_path(requirement.url, folder, text)
    return _Entry(_with_all(requirement) or text)


def _with_all(requirement: Requirement) -> str:
    """A requirement of an extra, as if that had been asked for; empty if it is none."""
    marker = str(requirement.marker or "")
    if (changed := with_all(marker)) == marker:
        return ""
    requirement.marker = Marker(changed) if changed else None
    return str(requirement)


def _is_path(text: str) -> bool:
    """Whether a file or folder of a machine is meant."""
    return text.startswith((".", "/", "~", "file:", _ROOT)) or (
        "@" not in text and "://" not in text and text.endswith(_FILES)
    )


def _of_path(text: str, folder: Path, requirement: str) -> _Entry:
    """What a file or folder is.

    Args:
        text: Its path or URL, perhaps with extras.
        folder: Where the requirements file lies.
        requirement: The whole requirement, if it names what it is.
    """
    name = canonicalize_name(Requirement(requirement).name) if requirement else ""
    root = str(folder.resolve())
    text = _EXTRAS.sub("", text).replace(f"file:///{_ROOT}", f"file://{root}").replace(_ROOT, root)
    place, fragment = urldefrag(text)
    name = name or canonicalize_name(dict(parse_qsl(fragment)).get("egg", ""))
    where = (folder / _local(place)).resolve()
    if where == folder.resolve() or where in folder.resolve().parents:
        return _Entry(project=name)
    its_name, version = name_and_version(where.name)
    if where.exists():
        if requirement:
            return _Entry(requirement)
        return _Entry(f"{its_name} @ {where.as_uri()}" if its_name else "")
    if not (name or its_name):
        return _Entry()
    return _Entry(f"{its_name}=={version}" if its_name else "", gone=name or its_name)


def _local(place: str) -> Path:
    """The path of what pip and uv write as ``file:.``, ``file:///folder`` or plainly."""
    if not place.startswith("file:"):
        return Path(place).expanduser()
    rest = place.removeprefix("file:")
    return Path(unquote(urlsplit(place).path if rest.startswith("//") else rest))


def _of_url(text: str) -> str:
    """``NAME @ URL`` of a URL, which says its name in the fragment or is that of a wheel."""
    url, fragment = urldefrag(text)
    rest = dict(parse_qsl(fragment))
    name = rest.pop("egg", "") or name_and_version(unquote(url.rpartition("/")[2]))[0]
    if not name:
        raise _LineError(f"{text} does not say what it is: write it as NAME @ {text}")
    return f"{name} @ {url}{'#' if rest else ''}{urlencode(rest, safe='/')}"
