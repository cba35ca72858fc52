"""Failures that say nothing of the application's databases: a service or a secret that is not there."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Sequence

from .lines import causes, told

_SERVICES = (
    *("redis.", "valkey.", "httpx.", "httpcore.", "aiohttp.", "requests.", "urllib3.", "botocore.", "smtplib."),
    *("aiosmtplib.", "pymongo.", "elasticsearch", "opensearch", "kafka", "aiokafka", "aio_pika", "nats", "google."),
    *("azure.", "obstore.", "s3fs", "ldap", "stripe", "openai", "minio"),
)
"""Modules of clients of services."""
_REFUSED = (ConnectionRefusedError, ConnectionResetError, socket.gaierror)
GUARD = "Refused"
"""Name of the type that the guard raises for whatever is not Assay's own."""


def reason_not_ours(error: BaseException) -> str:
    """Why a failure is no verdict: the application wanted something that is not there; empty if it is one."""
    return _reason(list(causes(error)))


def reason_of(errors: Iterable[BaseException]) -> str:
    """The same of several exceptions, such as those that an application has kept to itself."""
    return next(filter(None, map(reason_not_ours, errors)), "")


def _reason(chain: list[BaseException]) -> str:
    for one in chain:
        kind = type(one)
        if any(base.__name__ == GUARD for base in kind.__mro__):
            return f"the application needs what is not Assay's own: {told(one, 200)}"
    by_database = any(type(one).__module__.startswith(("sqlalchemy", "asyncpg", "psycopg", "sqlite3")) for one in chain)
    sent = _of_databases(chain)
    for one in chain:
        module = type(one).__module__
        if id(one) in sent:
            continue  # drivers of databases have such names, too: google.cloud.spanner_dbapi
        if module.startswith(_SERVICES):
            return f"the application needs a service: {module.partition('.')[0]}: {told(one, 200)}"
        if isinstance(one, _REFUSED) and not by_database:
            return f"the application needs a service that is not there: {told(one, 200)}"
    return ""


def _of_databases(chain: Sequence[BaseException]) -> set[int]:
    """What of a chain has come through an engine of SQLAlchemy, and what is behind it."""
    return {id(one) for error in chain if _by_engine(error) for one in causes(error)}


def _by_engine(error: BaseException) -> bool:
    traceback = error.__traceback__
    while traceback is not None:
        if str(traceback.tb_frame.f_globals.get("__name__", "")).startswith("sqlalchemy.engine."):
            return True
        traceback = traceback.tb_next
    return False
