"""The generic checks of a user's application, as the command ``assay app`` runs them."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from assay.applications.checked import Application, Generic, check, chosen, refuse_unknown
from assay.applications.explained import explained
from assay.applications.lines import Line
from assay.applications.places import places
from assay.domain.errors import UsageError
from assay.domain.ledger import Entry
from assay.domain.verdicts import Verdict
from assay.reporting.say import say
from assay.running.options import Options

_CLAIM = "There is a server of the target."


@dataclass(frozen=True)
class Known:
    """What is known to be broken.

    Args:
        ledger: All known issues.
        hits: Those that apply to the application.
        versions: What is installed where the application runs, by canonical name, and ``python``.
    """

    ledger: Iterable[Entry]
    hits: Iterable[Entry]
    versions: Mapping[str, str]


def generic_of(package: str) -> Generic:
    """The module that checks an application of a suite's subject.

    Args:
        package: The full name of the package that the suite's ``subject.toml`` names.

    Raises:
        UsageError: It has none.
    """
    name = f"{package}.generic"
    try:
        return cast("Generic", importlib.import_module(name))
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise UsageError(f"{package} has no module generic: this suite has no checks for an application") from None


def checks_of(
    generic: Generic, application: Application, options: Options, known: Known, wanted: Sequence[str] = ()
) -> list[Line]:
    """Run the generic checks of an application on each target that is asked for.

    Args:
        generic: The suite's module.
        application: The application.
        options: Which targets, and where their servers come from.
        known: What is known to be broken.
        wanted: Checks, beginnings of their names, or ids of lines; none for all.

    Raises:
        UsageError: There is no such target or check, or the application cannot use the target.
    """
    refuse_unknown(generic, wanted)
    targets = chosen(options.target, application)
    options.check_owners()
    lines: list[Line] = []
    with places(
        dict.fromkeys(on.target.backend for on in targets),
        sources=options.sources,
        urls=options.database_urls,
        versions=options.server_versions,
        servers_from=options.servers_from,
        announce=partial(say, err=True),
    ) as place:
        for on in targets:
            found = place(on.target.backend)
            if found.server is None:
                lines.append(_without(on.target.id, found.reason))
                continue
            mine = check(generic, application, on, found.server, found.prefix, wanted, partial(say, err=True))
            versions = {**known.versions, "server": found.version}
            lines += explained(mine, generic.CAUSES, known.ledger, known.hits, versions, generic.SENTENCES)
    return lines


def _without(target: str, reason: str) -> Line:
    return Line(
        target=target,
        check="application",
        subject="server",
        claim=_CLAIM,
        verdict=Verdict.NOT_RUN,
        reason=reason,
    )
