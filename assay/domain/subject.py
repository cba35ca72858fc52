"""The subject of a suite: which libraries its checks are about, and where what belongs to them lies.

It is the file ``subject.toml`` beside the checks; a suite without one says nothing of its libraries, and everything
that is raised below a check is then taken for the library's.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import msgspec
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from assay.domain.errors import UsageError
from assay.domain.toml_files import load_toml

SUBJECT_FILE = "subject.toml"


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The library whose version decides what ``since`` and ``until`` of a feature mean.

    Args:
        distribution: Its distribution.
        name: Its name for people.
    """

    distribution: str
    name: str


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the file says.

    Args:
        title: The libraries under test in a few words.
        offered_by: The library that offers the features; without it ``since`` and ``until`` are not looked at.
        libraries: The libraries under test: the package that each distribution has.
        needed_packages: Packages that those do not work without: one that cannot be imported is a fault of theirs.
        distributions: Distributions whose versions can change a verdict, as their names are written; each run records
            them, beside those of the drivers.
        shown: Those of them that head a report.
        documentation: Address of the page whose claims are checked; a feature's section is an anchor on it.
        pages: Addresses of the further pages that features name: by the page, or by a pattern with one ``*``, which
            stands for the same in the address. The first that fits counts.
        folded: Sections of the page that have no anchor, each with the section that has it.
        findings: The folder of pages about known issues, relative to the suite's.
        applications: Folders of the applications that the checks drive, relative to the suite's: code as a user writes
            it, of which a library that refuses it says something.
        planted: The package of planted defects in the suite's folder.
        application: The package in the suite's folder that reads a user's application, for ``assay app``.
    """

    title: str = ""
    offered_by: Offer | None = None
    libraries: dict[str, str] = {}
    needed_packages: tuple[str, ...] = ()
    distributions: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    documentation: str = ""
    pages: dict[str, str] = {}
    folded: dict[str, str] = {}
    findings: str = ""
    applications: tuple[str, ...] = ()
    planted: str = ""
    application: str = ""

    @classmethod
    def load(cls, suites: Path) -> Subject:
        """Read the file of a suite; all is empty if it has none.

        Args:
            suites: The folder of the checks.

        Raises:
            UsageError: The file cannot be read, has an unknown key, or names a folder that is not there.
        """
        file = suites / SUBJECT_FILE
        if not file.exists():
            return cls()
        found = load_toml(file, cls)
        folders = {f"applications: {name!r}": name for name in found.applications}
        folders |= {f"{key}: {name!r}": name for key, name in found._folders().items() if name}
        for what, name in folders.items():
            if not (suites / name).is_dir():
                raise UsageError(f"{file}: {what}: there is no folder {suites / name}")
        return found

    def _folders(self) -> dict[str, str]:
        return {"findings": self.findings, "planted": self.planted, "application": self.application}

    def application_folders(self, suites: Path) -> tuple[Path, ...]:
        """The folders of the applications, without symbolic links."""
        return tuple((suites / name).resolve() for name in self.applications)

    def finding(self, suites: Path, name: str) -> str:
        """The text of a page about a known issue; empty if there is none."""
        file = suites / self.findings / name
        return file.read_text(encoding="utf-8") if name and self.findings and file.is_file() else ""

    def how_to_install(self, distribution: str) -> str:
        """How a user gets a distribution that is optional for the library that offers the features.

        Args:
            distribution: Its canonical name.
        """
        if self.offered_by is None:
            return f"pip install {distribution}"
        library = self.offered_by.distribution
        about = metadata.metadata(library)
        wanted = [Requirement(text) for text in about.get_all("Requires-Dist") or []]
        markers = [w.marker for w in wanted if w.marker and canonicalize_name(w.name) == distribution]
        for extra in about.get_all("Provides-Extra") or []:
            if any(m.evaluate({"extra": extra}) and not m.evaluate({"extra": ""}) for m in markers):
                return f"the extra {extra!r} brings it: pip install '{library}[{extra}]'"
        return f"no extra of {library} brings it: pip install {distribution}"

    def offering_version(self, versions: Mapping[str, str] | None = None) -> str:
        """The version of the library that offers the features; empty if the file names none.

        Args:
            versions: Versions by canonical name, in the place of those that are installed.

        Raises:
            UsageError: It is not installed.
        """
        if self.offered_by is None:
            return ""
        name = self.offered_by.distribution
        if versions is not None:
            return versions.get(name, "")
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            raise UsageError(f"{SUBJECT_FILE}: offered_by: {name} is not installed; install it") from None
