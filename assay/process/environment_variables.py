"""The user's environment variables: what of them may reach the libraries under test, their drivers and Assay's servers.

Drivers and clients read variables behind the application's back: where to connect, as whom, through which proxy. A
verdict that hangs on them is not the library's. So each variable that a library in a run reads is in one of two lists:
*kept away* (removed before any check runs), or *named* in the manifest, because it chooses the interpreter's, the
system's or a library's mode, and a user may want to know the answer in that mode.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Variables:
    """Variables that one program reads.

    Args:
        patterns: Their names in capitals, with ``*`` for any characters; programs read proxies in small letters too.
        reader: Who reads them, and what they do there.
    """

    patterns: tuple[str, ...]
    reader: str

    def has(self, name: str) -> bool:
        """Whether a variable is one of them."""
        return any(fnmatchcase(name.upper(), pattern) for pattern in self.patterns)


PROXIES = Variables(
    ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY", "GRPC_PROXY", "NO_PROXY", "NO_GRPC_PROXY"),
    "httpx, requests, aiohttp, gRPC and obstore: traffic to Assay's own servers would go through the proxy",
)

KEPT_AWAY = (
    PROXIES,
    Variables(("PG[A-Z]*",), "libpq (psycopg) and asyncpg: host, user, options, time zone, date style, TLS; postgres"),
    Variables(("MYSQL*", "MARIADB*"), "MySQL's programs and pytest-databases: address, password"),
    Variables(("POSTGRES_*",), "pytest-databases: user, password, port"),
    Variables(
        ("TNS_ADMIN", "ORA_*", "ORACLE_*", "NLS_*", "TWO_TASK", "LOCAL"),
        "oracledb and Oracle's client library: aliases of servers, language, date formats, session time zone",
    ),
    Variables(
        ("SPANNER_DISABLE_*", "SPANNER_ENABLE_*", "GOOGLE_[!A]*", "GOOGLE_API_*", "GCLOUD_*", "GCE_*"),
        "the clients of Spanner and Google Cloud Storage: project, endpoints, tracing",
    ),
    Variables(("AWS_*", "BOTO*", "S3FS_*", "_X_AMZN_*"), "botocore, s3fs and obstore: credentials, region, endpoint"),
    Variables(
        ("AZURE_*", "IDENTITY_*", "MSI_*", "AZURITE_*"), "azure-storage-blob, adlfs and obstore: account, credentials"
    ),
    Variables(("FSSPEC_*", "NETRC", "EARTHDATA_*"), "fsspec, aiohttp, requests and obstore: defaults, credentials"),
    Variables(("LITESTAR_*",), "Litestar: application, debug mode, warnings"),
    Variables(("ALEMBIC_*", "SQLALCHEMY_*"), "Alembic: configuration; SQLAlchemy and its dialects: warnings"),
    Variables(("UVICORN_*", "WEB_CONCURRENCY", "FORWARDED_ALLOW_IPS"), "uvicorn: everything that its options say"),
)
"""What is removed; what a user means for a server of his own is given as ``--database-url``."""

_HOME_FILES = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "FSSPEC_CONFIG_DIR": os.devnull,
}
"""What keeps clients from files in the user's home that say the same as the variables."""

NAMED = (
    Variables(("TZ", "PYTHONTZPATH"), "Python and the C library: local time"),
    Variables(("LANG", "LANGUAGE", "LC_*"), "Python and the C library: encodings, messages"),
    Variables(("PYTHON*",), "Python"),
    Variables(("PSYCOPG_*",), "psycopg: which implementation"),
    Variables(
        ("DISABLE_SQLALCHEMY_CEXT_RUNTIME", "REQUIRE_SQLALCHEMY_CEXT", "*_NO_EXTENSIONS", "AIOHTTP_NOSENDFILE"),
        "SQLAlchemy, aiohttp, multidict, yarl, frozenlist: compiled or not",
    ),
    Variables(("PYDANTIC_*",), "Pydantic: plug-ins"),
    Variables(("GRPC_*",), "gRPC: polling, resolver, logging"),
    Variables(("SSL_CERT_FILE", "SSL_CERT_DIR", "*_CA_BUNDLE", "SSLKEYLOGFILE", "OPENSSL_CONF"), "TLS clients"),
    Variables(("LD_PRELOAD", "LD_LIBRARY_PATH", "MALLOC_*"), "the dynamic linker and the C library"),
    Variables(
        ("SPANNER_EMULATOR_HOST", "GOOGLE_APPLICATION_CREDENTIALS"),
        "Spanner's client, for a --database-url that names no host; Assay's own emulator goes before them",
    ),
    Variables(("DOCKER_*", "TESTCONTAINERS_*", "CLOUDSDK_*", "ASSAY_*"), "Assay itself, for where servers come from"),
)
"""What stays, and is named in the manifest with the run's other facts; values are not, as they may be private."""

_removed: dict[str, str] = {}


def keep_away(environ: MutableMapping[str, str] = os.environ) -> tuple[str, ...]:
    """Remove the variables that are to be kept away; the processes that this one starts do not have them either.

    Args:
        environ: The environment.

    Returns:
        The names of those that it had now or at an earlier call, sorted.
    """
    for name in [*environ]:
        if any(variables.has(name) for variables in KEPT_AWAY) and environ[name] != _HOME_FILES.get(name):
            _removed[name] = environ.pop(name)
    environ.update(_HOME_FILES)
    return tuple(sorted(_removed))


def named(environ: MutableMapping[str, str] = os.environ) -> tuple[str, ...]:
    """The names of the variables that are set and change a mode of what runs, sorted."""
    return tuple(sorted(name for name in environ if any(variables.has(name) for variables in NAMED)))


def for_downloads() -> dict[str, str]:
    """The environment of a program that fetches packages: with the user's proxies."""
    return {**os.environ, **dict(_proxies())}


def _proxies() -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in _removed.items() if PROXIES.has(name))


def of_user() -> dict[str, str]:
    """The environment as it was when the command started: that of a program of the user's own."""
    ours = {*_HOME_FILES.items()}
    return {**{name: value for name, value in os.environ.items() if (name, value) not in ours}, **_removed}
