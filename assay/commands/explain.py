"""The command ``assay explain``: what a chapter, a feature, a check or a known issue is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from assay.commands.explain_chapter import explain_chapter
from assay.commands.known_findings import condensed, matching, reports_of
from assay.commands.suite_facts import SuiteFacts, is_of, paragraphs, titled
from assay.commands.tables import print_json, show_facts
from assay.domain.catalogue import Feature
from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.domain.ledger import Entry
from assay.products.registry import STORES, TARGETS
from assay.reporting.findings import Said, labelled, mended
from assay.results.context import IssueInfo, SubjectInfo

_CHECKS = 12
"""How many checks of a feature people are shown."""


def explain(name: str, targets: tuple[str, ...], suite_dir: str | None, as_json: bool) -> None:
    """What ``assay explain`` does."""
    facts = SuiteFacts(suite_dir)
    named = [one for given in targets for one in given.split(",") if one]
    if name in {feature.chapter for feature in facts.catalogue} and name not in facts.catalogue:
        explain_chapter(facts, name, named, as_json=as_json)
        return
    if named:
        raise UsageError(
            f"--target goes with a chapter, and {name!r} is none; `assay findings {name} --target` may help"
        )
    found = _explained(facts, name)
    if as_json:
        print_json(found)
        return
    show_facts({key.replace("_", " "): _shown(key, value) for key, value in found.items()})


def _shown(key: str, value: Any) -> str:
    """A fact for people."""
    if isinstance(value, str):
        return value
    lines = [str(one) for one in value]
    if key == "checks" and len(lines) > _CHECKS:
        lines = [*lines[:_CHECKS], f"and {len(lines) - _CHECKS} more: assay list checks shows them"]
    return "\n".join(lines)


def _explained(facts: SuiteFacts, name: str) -> dict[str, Any]:
    if name in facts.catalogue:
        return _feature(facts, facts.catalogue[name])
    if "::" in name:
        return _check(facts, name)
    entries = [one for one in facts.ledger if name in (one.id, one.finding, one.finding.removesuffix(".md"))]
    entries = entries or [one for one in facts.ledger if _same(name, facts.title_of(one))]
    if entries:
        return _issue(facts, entries)
    issues = dict.fromkeys(text for one in facts.ledger for text in (one.id, one.finding.removesuffix(".md")) if text)
    chapters = dict.fromkeys(feature.chapter for feature in facts.catalogue)
    near = did_you_mean(name, [*chapters, *(feature.id for feature in facts.catalogue), *issues])
    raise UsageError(
        f"{name!r} is no chapter, feature, check or known issue{near or ';'} `assay list features`, `checks` and "
        "`findings` show what there is"
    )


def _same(given: str, title: str) -> bool:
    """Whether a title is meant, which reports show without its marks of code."""
    return bool(title) and given.replace("`", "").casefold() == title.replace("`", "").casefold()


def _feature(facts: SuiteFacts, feature: Feature) -> dict[str, Any]:
    capabilities = ", ".join((*feature.needs, *feature.only_with))
    stores = [store.id for store in feature.stores(STORES)]
    versions = " and ".join(
        filter(None, (feature.since and f"since {feature.since}", feature.until and f"no longer since {feature.until}"))
    )
    return {
        "feature": feature.id,
        "claim": feature.claim,
        "page": SubjectInfo.of(facts.subject).section_link(feature.section, feature.page),
        "section": feature.section,
        "level": feature.level,
        "versions": versions,
        "needs": capabilities,
        "targets": condensed(feature.targets(TARGETS)),
        "stores": ", ".join(stores),
        "formerly": ", ".join(feature.formerly),
        "checks": facts.checks_of(feature.id),
        "known_issues": _issues(facts, facts.issues_of(feature.id)),
        "run_it": f"assay run --feature {feature.id}",
        "last_report": f"assay show {feature.id}",
    }


def _check(facts: SuiteFacts, given: str) -> dict[str, Any]:
    check = given.removeprefix(f"{facts.folder.name}/")
    names = [name for _, name in facts.pairs]
    if not any(is_of(name, check) for name in names):
        check = _without_place(check, names)
    if not any(is_of(name, check) for name in names):
        near = did_you_mean(check, dict.fromkeys(name.partition("[")[0] for name in names))
        raise UsageError(f"{given!r} is no check{near or ';'} `assay list checks FEATURE` shows those of a feature")
    file, line, text = facts.source_of(check)
    features = facts.features_of(check)
    issues = [entry for feature in features for entry in facts.issues_of(feature, check)]
    return {
        "check": check,
        "says": text,
        "proves": [f"{feature}: {facts.catalogue[feature].claim}" for feature in features],
        "parameters": [name.partition("[")[2].removesuffix("]") for name in dict.fromkeys(names) if _has(name, check)],
        "source": f"{file}:{line}" if line else str(file),
        "known_issues": _issues(facts, list({entry.id: entry for entry in issues}.values())),
        "run_it": f"assay run {facts.folder.name}/{check.partition('[')[0]}",
    }


def _has(name: str, check: str) -> bool:
    return name != check and is_of(name, check)


def _without_place(check: str, names: Sequence[str]) -> str:
    """A node id of a report as the name of a check: without the target and the store in its brackets."""
    head, bracket, rest = check.partition("[")
    own = rest.removesuffix("]")
    for target in sorted((one.id for one in TARGETS), key=len, reverse=True):
        parts = f"-{own}-".split(f"-{target}-", 1)
        if len(parts) == 2:
            own = "-".join(filter(None, (part.strip("-") for part in parts)))
            break
    for store in sorted((one.id for one in STORES), key=len, reverse=True):
        for cut in (own.removeprefix(f"{store}-"), own.removesuffix(f"-{store}"), "" if own == store else own):
            if (f"{head}[{cut}]" if cut else head) in names:
                return f"{head}[{cut}]" if cut else head
    return f"{head}[{own}]" if bracket and own else head


def _issues(facts: SuiteFacts, entries: Sequence[Entry]) -> list[str]:
    """Known issues in a line each: the worst first, and last those of older editions of the documentation."""
    made = [(IssueInfo.of(entry), entry) for entry in sorted(entries, key=lambda entry: entry.impact.rank)]
    ordered = sorted(made, key=lambda one: one[0].outdated(facts.library))
    return [
        f"{entry.impact.value}: {entry.id} on {condensed(matching(entry, TARGETS)) or 'no target here'}: {entry.reason}"
        + (f" ({info.editions})" if info.editions else "")
        for info, entry in ordered
    ]


def _issue(facts: SuiteFacts, entries: Sequence[Entry]) -> dict[str, Any]:
    """A known issue, or all those of one finding."""
    by_harm = sorted(entries, key=lambda entry: entry.impact.rank)
    first, infos = by_harm[0], [IssueInfo.of(entry) for entry in by_harm]
    worst = first.impact
    text = facts.subject.finding(facts.folder, first.finding)
    parts = paragraphs(text)
    places = [target for target in TARGETS if any(matching(entry, [target]) for entry in entries)]
    versions = dict.fromkeys(
        ", ".join(f"{name} {spec}" for name, spec in entry.versions.items()) or "every version" for entry in entries
    )
    checks = dict.fromkeys(check for entry in entries for check in entry.checks if check != "*")
    return {
        "issue": [entry.id for entry in entries] if len(entries) > 1 else first.id,
        "title": titled(text),
        "impact": f"{worst.value}: {worst.definition}",
        "reason": first.reason,
        "workaround": _each(infos, lambda one: one.workaround),
        "fault": first.fault,
        "targets": condensed(places),
        "versions": "; ".join(versions),
        "mended_in": _mended(facts, entries),
        "features": list(dict.fromkeys(feature for entry in entries for feature in entry.features)),
        "checks": [*checks],
        "fails_as": _described(first),
        "upstream": reports_of(facts, entries),
        "documentation": _editions(facts, infos),
        "review_by": min(entry.review_by for entry in entries).isoformat(),
        "page": f"docs/findings/{first.finding}" if first.finding else "",
        "the_page_says": parts.get("The page says", ""),
        "what_happens": parts.get("What happens", ""),
        "report_it": f"assay ledger issue {first.id}",
    }


def _each(infos: Sequence[IssueInfo], say: Callable[[IssueInfo], str]) -> list[str]:
    """What issues say, a line for each text, with those that say it unless all do."""
    return _lines((text, ids) for text, ids in labelled(infos, say) if text)


def _lines(each: Iterable[Said]) -> list[str]:
    return [f"{text} [{', '.join(ids)}]" if ids else text for text, ids in each]


def _editions(facts: SuiteFacts, infos: Sequence[IssueInfo]) -> list[str]:
    """Which editions of the documentation's page make a claim that does not hold, for each issue that is about one."""
    here = f"; here is {facts.library}, so that it is a fault of an older page only"
    return _each(infos, lambda one: one.editions + here * one.outdated(facts.library))


def _mended(facts: SuiteFacts, entries: Sequence[Entry]) -> list[str]:
    """The releases that mended some known issues; empty if none did, or if others of the fault go on in their place."""
    pages = {entry.finding for entry in entries if entry.finding}
    of_page = [one for one in facts.ledger if one.finding in pages]
    said = mended([*map(IssueInfo.of, entries)], [*map(IssueInfo.of, of_page or entries)])
    return _lines((text or "not mended", ids) for text, ids in said)


def _described(entry: Entry) -> str:
    return f"seen: {entry.seen}" if entry.seen else f"{entry.raises}: {entry.message}"
