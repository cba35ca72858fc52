"""Whether a check failed because of its servers or this machine: asked before the library and the ledger are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from assay.domain.capabilities import DatabaseCapability
from assay.domain.errors import AssayError, ServerLost, ServerRefuses, chain
from assay.domain.refusals import refused_by_machine
from assay.pool.state import PoolClient
from assay.servers.waiting import within

if TYPE_CHECKING:
    from assay.domain.servers import Service

ENDS_CONNECTIONS = DatabaseCapability.KILLS_CONNECTIONS.value
"""The capability that a check needs which ends connections itself."""
_WRITE_SECONDS = 10.0


def seen(services: Iterable[Service], errors: Iterable[BaseException], needs: Iterable[str]) -> ServerRefuses | None:
    """What of the causes of a failure is a refusal of a server or of this machine, and says nothing of the library.

    Args:
        services: The backend and the store of the check.
        errors: What ended the check, and what was raised inside the application.
        needs: The capabilities that the check needs.
    """
    on_purpose = ENDS_CONNECTIONS in needs
    causes = [cause for error in errors for cause in (error, *chain(error))]
    for service in services:
        ended = service.refusals.ended if on_purpose else frozenset()
        for cause in causes:
            if (code := service.refusals.code(cause)) and code not in ended:
                return ServerRefuses(f"{service.name}: the server refused: {service.refusals.said(code)}")
    for cause in causes:
        if said := refused_by_machine(cause):
            return ServerRefuses(f"this machine refused: {said}")
    return None


def of_servers(pool: PoolClient, services: Iterable[Service], since: float) -> AssayError | None:
    """What was wrong with the servers of a check since it began; a loss before anything else."""
    found = [trouble for service in services if (trouble := pool.trouble(service.name, since)) is not None]
    return next((trouble for trouble in found if isinstance(trouble, ServerLost)), found[0] if found else None)


def of_writing(writers: Iterator[tuple[Service, Callable[[], None]]]) -> ServerRefuses | None:
    """What refuses a few pages of nobody's: an application can keep to itself why it failed.

    Args:
        writers: Services, and what writes to each and takes it away again.
    """
    for service, write in writers:
        try:
            within(_WRITE_SECONDS, service.name, write)
        except Exception as error:  # noqa: BLE001 - drivers and clients have their own
            # Nothing else counts: what fails otherwise, such as for a lock that the check left, is the check's.
            if (refusal := seen([service], [error], ())) is not None:
                return refusal
    return None
