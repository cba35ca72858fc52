"""What may be wrong with an entry of the ledger, beyond its shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import is_normalized_name
from packaging.version import InvalidVersion, Version

from assay.domain.upstream_states import UNREPORTED, problem_of_name

if TYPE_CHECKING:
    from assay.domain.catalogue import Catalogue
    from assay.domain.ledger import Entry

TOO_BROAD = {"Exception", "BaseException", "ExceptionGroup", "BaseExceptionGroup"}
"""Types that say nothing of what happened; of a group its members do."""
ANYWHERE = "*"
"""Any feature, or any check."""


def problem_of(entry: Entry, catalogue: Catalogue) -> str:
    """What is wrong with an entry beyond its shape; empty if nothing is."""
    unknown = [feature for feature in entry.features if feature not in catalogue and not entry.anywhere]
    if unknown:
        return f"unknown feature {unknown[0]!r}: it is not in the catalogue"
    if not entry.features or not entry.targets or not entry.reason.strip() or not entry.workaround.strip():
        return "features, targets, reason and workaround must not be empty"
    if entry.upstream != UNREPORTED and (spelled := problem_of_name(entry.upstream)):
        return f"upstream = {spelled}; or {UNREPORTED!r}"
    return problem_of_description(entry) or _problem_of_versions(entry) or _problem_of_editions(entry)


def problem_of_description(entry: Entry) -> str:
    """What is wrong with what an entry says of the failure."""
    if bool(entry.raises) == bool(entry.seen):
        return "give either raises (with message) or seen"
    if entry.raises.rpartition(".")[2] in TOO_BROAD:
        return f"raises = {entry.raises!r} would excuse anything; name the exception that is raised"
    if entry.anywhere and not entry.versions:
        return "a fault that hits any feature needs the versions that have it"
    if entry.raises and not entry.message:
        return "raises needs a message pattern"
    if entry.by_chance and (ANYWHERE in (*entry.checks, *entry.features) or not entry.finding):
        return "what fails by chance needs names of features and checks, and a finding that says what the chance is"
    for pattern in (entry.message, entry.seen):
        try:
            re.compile(pattern)
        except re.error as error:
            return f"{pattern!r} is not a regular expression: {error}"
    return ""


def _problem_of_versions(entry: Entry) -> str:
    """What is wrong with an entry's version ranges."""
    for name, spec in entry.versions.items():
        try:
            SpecifierSet(spec)
        except (InvalidSpecifier, InvalidVersion):
            return f"versions: {name} = {spec!r} is not a version range such as '>=1.9.3,<2'"
    for name in entry.unless_installed:
        if not is_normalized_name(name) or name in (*entry.versions, "python", "server"):
            return f"unless_installed: {name!r} is not a distribution such as 'argon2-cffi' that versions do not name"
    return ""


def _problem_of_editions(entry: Entry) -> str:
    """What is wrong with what an entry says of the documentation's editions."""
    given = {name: text for name in ("edition", "mended_in", "still_in") if (text := getattr(entry, name))}
    if entry.fault != "documentation":
        return f"{', '.join(given)}: only a fault of the documentation has editions" if given else ""
    if not entry.edition or len(given) != 2:
        return "a fault of the documentation needs edition, and either mended_in or still_in"
    try:
        claimed, later = Version(entry.edition), Version(entry.mended_in or entry.still_in)
    except InvalidVersion as error:
        return f"{', '.join(given)}: {error}; an edition is a version such as '1.9.0'"
    if later < claimed or (entry.mended_in and later == claimed):
        return f"{entry.mended_in or entry.still_in} is not after the edition {entry.edition}, which makes the claim"
    return ""
