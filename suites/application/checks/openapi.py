"""Requests made from the OpenAPI schema: none ends in 5xx, keeps a connection, or hides a failed COMMIT."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, given, settings

from . import scripts
from .admission import NEEDED, is_refused
from .bench import Bench
from .faults import refused_commits
from .lines import Missed, Unsupported, Untried, causes, words_of
from .routes import operations
from .rows import Maker
from .seeded import Seeded, failed
from .serving import Answer, Serving, not_ours
from .sessions import settled

CLAIMS = {
    "openapi.no-5xx": "Requests that are made from the schema end in no 5xx.",
    "openapi.given-back": "Each of them gives its connections back.",
    "openapi.failed-commit": "A request that writes is not answered as a success if its COMMIT fails.",
}
EXAMPLES = 25
_TRIED = 5
"""Of so many kinds of failures it is asked whether they are the application's."""
_EXTRA = "schemathesis is not installed; the extra 'app' brings it: pip install 'alchemy-assay[app]'"


@dataclass(frozen=True)
class Sent:
    """A request.

    Args:
        method: The method.
        path: The path, filled in.
        query: The query.
        raw: The body.
        headers: The headers.
    """

    method: str
    path: str
    query: dict[str, Any]
    raw: bytes
    headers: dict[str, str]

    @property
    def curl(self) -> str:
        """How a user sends it."""
        from shlex import quote as shell
        from urllib.parse import urlencode

        url = f"http://localhost:8000{self.path}{'?' + urlencode(self.query, doseq=True) if self.query else ''}"
        words = ["curl", "-i", "-X", self.method, shell(url)]
        for name, value in self.headers.items():
            words += ["-H", shell(f"{name}: {value}")]
        if self.raw:
            words += ["--data-binary", shell(self.raw.decode("utf-8", "backslashreplace"))]
        return " ".join(words)

    @property
    def size(self) -> int:
        """How long it is: of two that fail the shorter one is told."""
        return len(self.path) + len(self.raw) + len(str(self.query)) + len(str(self.headers))


def schema_of(app: Any) -> dict[str, Any]:
    """The OpenAPI schema of an application.

    Raises:
        Untried: It has none.
    """
    if app.openapi_config is None:
        raise Untried("the application has no OpenAPI schema: openapi_config is None")
    found: dict[str, Any] = app.openapi_schema.to_schema()
    return found


def check(bench: Bench, makers: list[Maker], served: Serving, schema: Mapping[str, Any]) -> None:
    """Check each documented operation."""
    try:
        loaded: Any = _loaded(schema)
    except Unsupported as why:
        for method, path, _ in operations(schema):
            for name, claim in CLAIMS.items():
                if name == "openapi.failed-commit" and method == "GET":
                    continue
                bench.check(name, f"{method} {path}", claim, lambda one=why: _raise(one))  # type: ignore[misc]
        return
    for method, path, _ in operations(schema):
        subject = f"{method} {path}"
        if not any(bench.is_wanted(name, subject) for name in CLAIMS):
            continue
        _Operation(bench, makers, served, loaded[path][method], subject).run()


def _raise(error: Exception) -> None:
    raise error


def _loaded(schema: Mapping[str, Any]) -> Any:
    try:
        import schemathesis
    except ImportError as error:
        if (error.name or "").partition(".")[0] == "schemathesis":
            raise Unsupported(_EXTRA) from None
        raise Unsupported(f"schemathesis cannot be imported: {error}") from None
    logging.getLogger("hypothesis").setLevel(logging.ERROR)
    return schemathesis.openapi.from_dict(dict(schema))


class _Operation:
    """The checks of one operation: the same requests serve all three."""

    def __init__(self, bench: Bench, makers: list[Maker], served: Serving, operation: Any, subject: str) -> None:
        self._bench, self._makers, self._served = bench, makers, served
        self._operation, self._subject = operation, subject
        self._ids: dict[str, list[str]] = {}
        self._number = 0
        self._answers: dict[int, int] = {}
        self._refused = 0
        self._failed: list[tuple[Sent, Answer]] = []
        self._kept: list[tuple[Sent, Answer, int]] = []
        self._written: Sent | None = None

    def run(self) -> None:
        """Send the requests, and say what came of them."""
        trouble: list[Exception] = []
        with self._bench.recording.watching() as statements:
            try:
                self._send_all()
            except Exception as error:  # noqa: BLE001 - each check tells of it
                trouble.append(error)
        said = ", ".join(f"{number} x {status}" for status, number in sorted(self._answers.items()))
        works = {"openapi.no-5xx": self._no_5xx, "openapi.given-back": self._given_back}
        if self._subject.partition(" ")[0] != "GET":
            works["openapi.failed-commit"] = self._failed_commit
        for name, work in works.items():

            def one(work: Any = work) -> list[str]:
                if trouble:
                    raise trouble[0]
                self._bench.recording.statements.extend(statements[-12:])
                return [*work(), said]

            self._bench.check(name, self._subject, CLAIMS[name], one)

    def _send_all(self) -> None:
        self._seed()

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(self._operation.as_strategy())
        def each(case: Any) -> None:
            self._send(self._request(case))

        each()

    def _seed(self) -> None:
        """Some rows of each model, whose keys stand for parameters of paths."""
        for maker in self._makers:
            maker.clear()
        self._served.renew()
        for maker in self._makers:
            for mapper in maker.models:
                try:
                    for _ in range(2):
                        written = maker.write(mapper, maker.attributes(mapper))
                        for value in maker.key(mapper, written).values():
                            self._ids.setdefault(type(value).__name__, []).append(str(value))
                except Exception:  # noqa: BLE001 - the round trip of the model tells of it
                    continue

    def _request(self, case: Any) -> Sent:
        """The request of a generated case; every other one has the keys of rows in its path."""
        self._number += 1
        parameters = {key: str(value) for key, value in (case.path_parameters or {}).items()}
        if self._number % 2:
            for name in parameters:
                if values := self._keys(name):
                    parameters[name] = values[(self._number // 2) % len(values)]
        path = str(case.path)
        for name, value in parameters.items():
            path = path.replace("{" + name + "}", quote(value, safe=""))
        sent = case.as_transport_kwargs()
        raw = sent.get("data") or b""
        headers = {str(k): str(v) for k, v in dict(sent.get("headers") or {}).items()}
        if "json" in sent and sent["json"] is not None:
            import json

            raw = json.dumps(sent["json"]).encode()
            headers.setdefault("content-type", "application/json")
        if sent.get("files"):
            import requests

            prepared = requests.Request(
                "POST", "http://localhost/", files=sent["files"], data=sent.get("data")
            ).prepare()
            raw = prepared.body or b""
            headers["content-type"] = prepared.headers.get("content-type", "")
        if isinstance(raw, str):
            raw = raw.encode()
        if not isinstance(raw, bytes):
            from urllib.parse import urlencode

            raw = urlencode(raw, doseq=True).encode()
        headers = {
            k.lower(): v
            for k, v in headers.items()
            if k.lower() not in {"user-agent", "accept-encoding", "connection", "x-schemathesis-testcaseid"}
        }
        query = dict(case.query or {})
        return Sent(str(case.method).upper(), path, query, raw, headers)

    def _keys(self, name: str) -> list[str]:
        """Keys of rows that can stand for a parameter of the path."""
        schemas = (one.get("schema", {}) for one in self._documented("path") if one.get("name") == name)
        kind: dict[str, Any] = next(schemas, {})
        wanted = "UUID" if kind.get("format") == "uuid" else "int" if kind.get("type") == "integer" else "str"
        return self._ids.get(wanted, [])

    def _documented(self, where: str) -> Iterator[dict[str, Any]]:
        raw = getattr(self._operation.definition, "raw", {})
        for one in raw.get("parameters", []):
            if one.get("in") == where:
                yield one

    def _ask(self, sent: Sent) -> Answer:
        return self._served.ask(sent.method, sent.path, sent.query, raw=sent.raw, headers=sent.headers)

    def _send(self, sent: Sent) -> None:
        recording = self._bench.recording
        commits = recording.commits
        answer = self._ask(sent)
        self._answers[answer.status] = self._answers.get(answer.status, 0) + 1
        self._refused += is_refused(answer)
        if failed(answer):
            self._failed.append((sent, answer))
        if out := (settled(self._bench) if len(self._kept) < 2 else 0):
            self._kept.append((sent, answer, out))
        self._bench.put_away()
        if 200 <= answer.status < 300 and recording.commits > commits and self._written is None:
            self._written = sent

    def _script(self, sent: Sent, name: str) -> str:
        return scripts.by_command(CLAIMS[name], self._bench, f"{name}:{self._subject}", [sent.curl])

    def _no_5xx(self) -> list[str]:
        reachable = [(sent, answer) for sent, answer in self._failed if not not_ours(answer)]
        if reachable:
            sent, answer = self._beyond_doubt(sorted(reachable, key=lambda pair: pair[0].size))
            chain = list(causes(answer.raised[0])) if answer.raised else []
            cause = next(filter(words_of, chain), next(iter(chain), None))
            told = f": {type(cause).__name__}: {words_of(cause)[:250]}" if cause is not None else ""
            missed = Missed(
                f"{sent.method} {answer.path} answered {answer.status}{self._mode(cause)}{told} "
                f"({len(reachable)} of {self._number} requests)",
                (sent.curl, str(answer)),
                self._script(sent, "openapi.no-5xx"),
            )
            raise missed from cause
        if self._failed:
            raise Untried(not_ours(self._failed[0][1]))
        self._reached()
        return []

    def _mode(self, cause: BaseException | None) -> str:
        """Told where it makes the 5xx: the library's handler answers what is no server error so in debug mode."""
        names = {getattr(one, "__name__", "") for one in self._bench.app.exception_handlers.values()}
        by_library = "exception_to_http_response" in names  # the module of it differs between releases
        ours = [one.__name__ for one in type(cause).__mro__ if one.__module__ == "advanced_alchemy.exceptions"]
        no_server_error = by_library and {"NotFoundError", "IntegrityError"} & {*ours}
        return " in debug mode" if self._bench.app.debug and no_server_error else ""

    def _beyond_doubt(self, failures: list[tuple[Sent, Answer]]) -> tuple[Sent, Answer]:
        """The first failure that no row of Assay's can have brought about; of those of one kind the first one is asked.

        Raises:
            Untried: There is none, of a few.
        """
        doubt: Untried | None = None
        seeded = Seeded(self._makers, self._served)
        kinds: dict[tuple[str, ...], tuple[Sent, Answer]] = {}
        for sent, answer in failures:
            kinds.setdefault(tuple(type(one).__qualname__ for one in answer.raised), (sent, answer))
        for sent, answer in [*kinds.values()][:_TRIED]:
            try:
                seeded.refuse_doubt(answer, lambda sent=sent: self._ask(sent))  # type: ignore[misc]
            except Untried as one:
                doubt = doubt or one
            else:
                return sent, answer
        assert doubt is not None
        raise doubt

    def _reached(self) -> None:
        if self._refused and self._refused == sum(self._answers.values()):
            raise Untried(f"every request is answered {min(self._answers)}: {NEEDED}")
        if not self._answers:
            raise Untried("no request could be made from its schema")

    def _given_back(self) -> list[str]:
        if self._kept:
            sent, answer, out = self._kept[0]
            raise Missed(
                f"after {sent.method} {answer.path}, answered {answer.status}, {out} connections have not been given "
                "back",
                (sent.curl,),
                self._script(sent, "openapi.given-back"),
            )
        self._reached()
        return []

    def _failed_commit(self) -> list[str]:
        self._reached()
        if self._written is None:
            raise Untried("none of the requests was answered 2xx after a COMMIT")
        sent = self._written
        self._seed_again()
        if "{" in str(self._operation.path):
            sent = self._with_present_key(sent)
        counted = [m.database for m in self._makers]
        with refused_commits(counted) as refusing:
            answer = self._ask(sent)
        if not refusing.refused:
            raise Untried(f"sent once more, it was answered {answer.status} without a COMMIT")
        if answer.status < 400:
            raise Missed(
                f"the COMMIT that {refusing.sender} sent for {sent.method} {answer.path} failed, and it was answered "
                f"{answer.status}",
                (sent.curl, str(answer)),
                self._script(sent, "openapi.failed-commit"),
            )
        return [f"the COMMIT failed, and the answer was {answer.status}"]

    def _seed_again(self) -> None:
        self._ids.clear()
        self._seed()

    def _with_present_key(self, sent: Sent) -> Sent:
        """The same request for a row that is there now."""
        pattern = str(self._operation.path).split("/")
        parts = sent.path.split("/")
        for number, part in enumerate(pattern):
            values = self._keys(part.strip("{}").partition(":")[0]) if part.startswith("{") else []
            if values and number < len(parts):
                parts[number] = quote(values[0], safe="")
        return Sent(sent.method, "/".join(parts), sent.query, sent.raw, sent.headers)


__all__ = ["CLAIMS", "check", "schema_of"]
