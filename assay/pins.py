"""The versions that a user has: read from a requirements or lock file, or what is installed."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urlencode

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from assay import lockfiles
from assay.errors import UsageError

OURS = "alchemy-assay"
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
_NOT_VERSIONS = "says what a project needs, not which versions it has"
_INSTEAD = {
    "pyproject.toml": f"{_NOT_VERSIONS}: give its lock file, or the output of `uv pip compile pyproject.toml`",
    "setup.py": f"{_NOT_VERSIONS}: give the output of `pip freeze`",
    "setup.cfg": f"{_NOT_VERSIONS}: give the output of `pip freeze`",
    "Pipfile": f"{_NOT_VERSIONS}: give Pipfile.lock",
    "environment.yml": "is conda's: give the output of `pip freeze`",
}
"""Files that are taken for lists of versions, and what to give in their place."""


@dataclass
class Pins:
    """What a file asks for.

    Args:
        kept: Requirements.
        left: What of it cannot be kept, in words.
    """

    kept: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


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
    """The versions installed beside Assay, as requirements."""
    found = {canonicalize_name(d.metadata["Name"]): d.version for d in metadata.distributions() if d.metadata["Name"]}
    return [f"{name}=={version}" for name, version in sorted(found.items()) if name != OURS]


def of_file(path: Path) -> Pins:
    """The requirements of a requirements file, with the files that it leads to, or of a lock file.

    What says where versions come from (indexes, hashes) is passed over, and so is the project itself.

    Raises:
        UsageError: A file cannot be read, leads to itself, or has a line whose requirement cannot be told.
    """
    found = Pins()
    _read(path, found, (), set())
    return found


def _read(path: Path, found: Pins, above: tuple[Path, ...], done: set[Path]) -> None:
    real = path.resolve()
    if real in above:
        raise UsageError(f"{path}: the requirements lead back to this file, by way of {above[-1].name}")
    if real in done:
        return
    done.add(real)
    if path.name in _INSTEAD:
        raise UsageError(f"{path}: {_INSTEAD[path.name]}")
    text = _text(path)
    if _lock(text, path, found):
        return
    for number, line in _lines(text):
        try:
            if followed := _FOLLOWED.match(line):
                _read(_beside(path, followed["file"]), found, (*above, real), done)
            elif kept := _requirement(line, path):
                found.kept.append(kept)
            elif not _says_nothing(line):
                found.left.append(f"{path.name}:{number}: {line}")
        except _LineError as error:
            raise UsageError(f"{path}:{number}: {error}") from None


def _lock(text: str, path: Path, found: Pins) -> bool:
    """Take what a lock file says; False if it is none."""
    try:
        lock = lockfiles.read(text)
        if lock is None:
            return False
        parse_requirements(lock[0])
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None
    found.kept += lock[0]
    found.left += [f"{path.name}: {said}" for said in lock[1]]
    return True


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


def _says_nothing(line: str) -> bool:
    """Whether a line that is no requirement may be passed over without a word."""
    editable = _EDITABLE.match(line)
    what = editable["what"] if editable else line
    return bool(_OPTION.match(line)) or re.fullmatch(r"\.(?:\[.*\])?/?", _unquoted(what)) is not None


def _requirement(line: str, path: Path) -> str:
    """The requirement of a line; empty if it is none, or one that cannot be kept."""
    editable = _EDITABLE.match(line)
    if line.startswith("-") and not editable:
        return ""
    text = _unquoted(_OF_THE_LINE.sub("", editable["what"] if editable else line).strip())
    if _REMOTE.match(text):
        return _of_url(text)
    if text.startswith((".", "/", "~")) or editable or ("@" not in text and text.endswith(_FILES)):
        file = (path.parent / Path(text).expanduser()).resolve()
        return f"{name} @ {file.as_uri()}" if (name := _of_wheel(file.name)) else ""
    try:
        parse_requirements([text])
    except UsageError as error:
        raise _LineError(str(error)) from None
    return text


def _of_url(text: str) -> str:
    """``NAME @ URL`` of a URL, which says its name in the fragment or is that of a wheel."""
    url, fragment = urldefrag(text)
    rest = dict(parse_qsl(fragment))
    name = rest.pop("egg", "") or _of_wheel(url.rpartition("/")[2])
    if not name:
        raise _LineError(f"{text} does not say what it is: write it as NAME @ {text}")
    return f"{name} @ {url}{'#' if rest else ''}{urlencode(rest, safe='/')}"


def _of_wheel(name: str) -> str:
    try:
        return parse_wheel_filename(name)[0]
    except InvalidWheelFilename:
        return ""
