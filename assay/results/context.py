"""What a report needs beside the results, as it was when the run started: it travels in the results file's first line.

So a report can be rendered years later, without the catalogue and the ledger of its time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec

from assay.domain.catalogue import Catalogue
from assay.domain.decoded import known
from assay.domain.example_profiles import DEFAULT
from assay.domain.ledger import Entry, Ledger
from assay.domain.subject import Subject
from assay.domain.targets import Target
from assay.domain.version_bounds import precedes
from assay.process.installation import root

KEYS = ("subject", "catalogue", "ledger", "findings")
"""The parts of the first line's manifest that are no part of the manifest that people read."""


class FeatureInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the catalogue said of a feature.

    Args:
        id: Its id.
        section: The section of the documentation page.
        page: The page, if it is another than the subject's.
        claim: The claim.
        level: ``core`` or ``extended``.
        since: First version of the library that has it.
        until: First version that no longer has it.
        targets: Positions, among the run's targets, of those that it varies over.
        formerly: Ids that it had in earlier runs.
    """

    id: str
    section: str = ""
    claim: str = ""
    level: str = "core"
    since: str = ""
    until: str = ""
    targets: tuple[Annotated[int, msgspec.Meta(ge=0)], ...] = ()
    formerly: tuple[str, ...] = ()
    page: str = ""

    @property
    def chapter(self) -> str:
        """The part of the id before the first dot."""
        return self.id.partition(".")[0]


class IssueInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the ledger said of an issue; the names are those of :class:`assay.domain.ledger.Entry`.

    ``upstream_state``, ``upstream_by`` and ``upstream_as_of`` are those of
    :class:`assay.domain.upstream_states.UpstreamState`; an older Assay did not know them.
    """

    id: str
    fault: str = ""
    impact: str = ""
    reason: str = ""
    workaround: str = ""
    upstream: str = ""
    upstream_state: str = ""
    upstream_by: str = ""
    upstream_as_of: str = ""
    finding: str = ""
    review_by: str = ""
    edition: str = ""
    mended_in: str = ""
    still_in: str = ""
    targets: tuple[str, ...] = ()
    versions: dict[str, str] = {}

    @classmethod
    def of(cls, entry: Entry) -> IssueInfo:
        """What there is to be said of an entry."""
        became = entry.upstream_state
        return cls(
            id=entry.id,
            fault=entry.fault,
            impact=entry.impact.value,
            reason=entry.reason,
            workaround=entry.workaround,
            upstream=entry.upstream,
            upstream_state=became.state if became else "",
            upstream_by=became.by if became else "",
            upstream_as_of=became.as_of.isoformat() if became and became.as_of else "",
            finding=entry.finding,
            review_by=entry.review_by.isoformat(),
            edition=entry.edition,
            mended_in=entry.mended_in,
            still_in=entry.still_in,
            targets=entry.targets,
            versions=entry.versions,
        )

    def outdated(self, version: str) -> bool:
        """Whether it is a fault of an older edition of the documentation only.

        Args:
            version: The version of the library whose documentation it is: its edition is the one to read. Where it is
                not known, or is none, nothing is outdated.
        """
        return bool(self.mended_in) and not precedes(version, self.mended_in)

    @property
    def editions(self) -> str:
        """Of a fault of the documentation, which editions have it, for people; empty for others."""
        if self.mended_in:
            return f"claimed by the page of {self.edition}, mended in the page of {self.mended_in}"
        return (
            f"claimed by the page of {self.edition}, and still by the page of {self.still_in}" if self.still_in else ""
        )


class TargetInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """A target, and the distribution of its driver; empty for a driver of the standard library."""

    id: str
    backend: str = ""
    driver: str = ""
    distribution: str = ""


class SubjectInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the checks were about; the names are those of :class:`assay.domain.subject.Subject`.

    Args:
        title: The libraries under test in a few words.
        offered_by: Name of the library that offers the features.
        shown: Distributions whose versions head a report.
        documentation: Address of the page whose claims were checked.
        folded: Sections of the page that have no anchor, each with the section that has it.
        pages: Addresses of the further pages that features name.
        library: The distribution of the library that offers the features: editions are versions of it.
    """

    title: str = ""
    offered_by: str = ""
    shown: tuple[str, ...] = ()
    documentation: str = ""
    folded: dict[str, str] = {}
    pages: dict[str, str] = {}
    library: str = ""

    @classmethod
    def of(cls, subject: Subject) -> SubjectInfo:
        """What a run records of its subject."""
        offer = subject.offered_by
        return cls(
            subject.title,
            offer.name if offer else "",
            subject.shown,
            subject.documentation,
            subject.folded,
            subject.pages,
            offer.distribution if offer else "",
        )

    def section_link(self, section: str, page: str = "") -> str:
        """The address of a section of a page, of the subject's own if none is named.

        Sphinx makes the anchor from the section's title. Empty where nothing is known of the page.
        """
        anchor = re.sub(r"[^a-z0-9]+", "-", self.folded.get(section, section).lower()).strip("-")
        address = self._page_link(page) if page else self.documentation
        return f"{address}#{anchor}" if anchor and address else ""

    def _page_link(self, page: str) -> str:
        for pattern, address in self.pages.items():
            before, star, after = pattern.partition("*")
            if page == pattern:
                return address
            if star and page.startswith(before) and page.endswith(after) and len(page) >= len(before + after):
                return address.replace("*", page[len(before) : len(page) - len(after)])
        return ""

    def versions(self, distributions: Mapping[str, str]) -> list[str]:
        """The names and versions that head a report."""
        return [f"{name} {distributions[name]}" for name in self.shown if name in distributions]


@known
class Context(msgspec.Struct, frozen=True):
    """All of it.

    Args:
        subject: What the checks were about.
        catalogue: The features, in the order of the documentation page.
        ledger: The known issues.
        targets: The targets that existed, in the order of reports.
        findings: The pages about the known issues, as Markdown, by their file names.
    """

    subject: SubjectInfo = SubjectInfo()
    catalogue: tuple[FeatureInfo, ...] = ()
    ledger: tuple[IssueInfo, ...] = ()
    targets: tuple[TargetInfo, ...] = ()
    findings: dict[str, str] = {}


class Asked(msgspec.Struct, frozen=True):
    """What of the targets, stores and features a run was asked for; ``all`` if no features were named.

    Args:
        targets: Ids of the targets.
        stores: Ids of the stores.
        features: Ids of the features, or ``all``.
        narrowed: What pytest was told to leave out.
        part: What makes it a run of a part of the checks; an older Assay did not say.
        require: Names of targets, backends and stores that had to run.
        allow_missing: Whether it could pass without what was asked for by name.
        workers: How many processes ran checks, as it was given.
        profile: How many examples checks drew that generate their data; an older Assay knew the default only.
    """

    targets: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()
    features: tuple[str, ...] | str = "all"
    narrowed: tuple[str, ...] = ()
    part: tuple[str, ...] | None = None
    require: tuple[str, ...] = ()
    allow_missing: bool = False
    workers: int | str = 1
    profile: str = DEFAULT

    @property
    def only(self) -> tuple[str, ...]:
        """What makes the run one of a part of the checks, as it was asked for; empty for a run of all."""
        if self.part is not None:
            return self.part
        features = (f"--feature {','.join(self.features)}",) if self.features != "all" else ()
        return *features, *self.narrowed  # of an older Assay

    def names_store(self, store: str) -> bool:
        """Whether a store, or its product, was asked for by its name, and not only because all were."""
        if store in self.require or store.partition("-")[0] in self.require:
            return True
        return store in self.stores and any(option.startswith("--store ") for option in self.only)

    def has(self, feature: str, target: str) -> bool:
        """Whether a feature on a target was asked for."""
        return target in self.targets and (self.features == "all" or feature in self.features)


@known
class About(msgspec.Struct, frozen=True):
    """What the manifest of a first line says of the run itself; what an older Assay did not write is empty."""

    started: str = ""
    python: str = ""
    platform: str = ""
    distributions: dict[str, str] = {}
    selection: Asked = Asked()


def describe(
    catalogue: Catalogue, ledger: Ledger, targets: Sequence[Target], subject: Subject, suites: Path
) -> dict[str, Any]:
    """What is to be added to the manifest in the first line.

    Args:
        catalogue: The catalogue of the run.
        ledger: The ledger of the run.
        targets: The targets that exist.
        subject: What the checks are about.
        suites: The folder of the checks.
    """
    position = {target.id: n for n, target in enumerate(targets)}
    context = Context(
        subject=SubjectInfo.of(subject),
        catalogue=tuple(
            FeatureInfo(
                feature.id,
                feature.section,
                feature.claim,
                feature.level,
                feature.since,
                feature.until,
                tuple(position[t.id] for t in feature.targets(targets)),
                feature.formerly,
                feature.page,
            )
            for feature in catalogue
        ),
        ledger=tuple(IssueInfo.of(entry) for entry in ledger),
        targets=tuple(TargetInfo(t.id, t.backend.name, t.driver.name, t.driver.distribution) for t in targets),
        findings={
            name: text for name in sorted({e.finding for e in ledger}) if (text := subject.finding(suites, name))
        },
    )
    found: dict[str, Any] = msgspec.to_builtins(context)
    return found


def parse(manifest: Mapping[str, Any]) -> Context:
    """Read it from the manifest of a first line; what an older Assay did not write is empty.

    Raises:
        msgspec.ValidationError: It is of another shape.
    """
    found = msgspec.convert({k: manifest[k] for k in (*KEYS, "targets") if k in manifest}, Context)
    if "subject" in manifest or not found.catalogue:
        return found
    # An older Assay had one suite, and did not record what it was about.
    return msgspec.structs.replace(found, subject=SubjectInfo.of(Subject.load(root() / "suites")))


def parse_about(manifest: Mapping[str, Any]) -> About:
    """Read what a first line's manifest says of the run itself.

    Raises:
        msgspec.ValidationError: It is of another shape.
    """
    return msgspec.convert(dict(manifest), About)


def without_context(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What people read of the manifest in a first line."""
    return {key: value for key, value in manifest.items() if key not in KEYS}
