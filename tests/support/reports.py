"""Results files for the tests of the reports, written by hand: no suite has to run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from assay.domain.causes import Cause
from assay.domain.failures import Failure
from assay.domain.verdicts import Verdict
from assay.results.file import Writer
from assay.results.lines import FORMAT, End, Header, Item, Plan, Result, ServerAbout, ServerLine

DOCUMENTATION = "https://example.org/page.html"
TARGETS = ("sqlite-aiosqlite", "sqlite-sqlite3", "postgres-asyncpg")
LEDGER = [
    {
        "id": "odd-one",
        "fault": "library",
        "impact": "wrong-answer",
        "reason": "It is odd.",
        "workaround": "Even it out.",
        "upstream": "https://example.org/issues/7",
        "finding": "odd.md",
        "review_by": "2027-01-01",
    }
]
PASS, FAIL, KNOWN, FIXED, UNSUPPORTED, NOT_RUN, ERROR = (
    Verdict(v) for v in ("pass", "fail", "known", "fixed", "unsupported", "not-run", "error")
)

Cells = Mapping[tuple[str, str], Verdict | Result | Sequence[Result]]


def cause_of(reason: str) -> Cause | None:
    """The cause whose words a reason is."""
    return next((cause for cause in Cause if reason and cause.sentence == reason), None)


def line(feature: str, target: str, verdict: Verdict, reason: str = "", **fields: Any) -> Result:
    """A result line as a run would write it."""
    given: dict[str, Any] = {
        "run": "",
        "check": f"{feature.partition('.')[0]}/test_it.py::test_it" if verdict is not NOT_RUN else "",
        "reason": reason or ("" if verdict is PASS else f"because of {verdict.value}"),
        "cause": cause_of(reason),
        "nodeid": f"suites/test_it.py::test_it[{target}]" if verdict is not NOT_RUN else "",
        "seconds": 0.25,
    }
    if verdict in (FAIL, KNOWN):
        given["error"] = Failure("AssertionError", given["reason"], "Traceback: somewhere")
    return Result(feature=feature, target=target, verdict=verdict, **{**given, **fields})


def manifest(
    run: str,
    started: str = "2026-01-01T00:00:00+00:00",
    features: Iterable[str] = (),
    targets: Sequence[str] = TARGETS,
    versions: Mapping[str, str] | None = None,
    profile: str = "default",
) -> dict[str, Any]:
    """A manifest as a run writes it into its first line."""
    return {
        "run": run,
        "started": started,
        "python": "3.12.1",
        "platform": "Linux",
        "distributions": dict(versions or {"advanced-alchemy": "1.12.0", "aiosqlite": "0.20.0"}),
        "selection": {"targets": list(targets), "features": "all", "profile": profile},
        "servers": {},
        "targets": [
            {
                "id": t,
                "backend": t.partition("-")[0],
                "driver": t.partition("-")[2],
                "distribution": t.partition("-")[2],
            }
            for t in targets
        ],
        "catalogue": [
            {"id": f, "section": "A section", "claim": f"The claim of {f}.", "targets": list(range(len(targets)))}
            for f in features
        ],
        "subject": {"documentation": DOCUMENTATION, "library": "advanced-alchemy"},
        "ledger": LEDGER,
        "findings": {"odd.md": "# Odd\n\n```python\nprint('<b>')\n```\n"},
    }


def write_run(
    folder: Path,
    cells: Cells,
    run: str = "run1",
    *,
    end: bool = True,
    whole: bool = True,
    plan: bool | None = None,
    former: Mapping[str, tuple[str, ...]] | None = None,
    problems: tuple[str, ...] = (),
    servers: Mapping[str, dict[str, Any]] | None = None,
    **about: Any,
) -> Path:
    """Write a results file into a folder; gives the folder. Of what it has lines, it has a plan if it has an end."""
    features = about.pop("features", dict.fromkeys(feature for feature, _ in cells))
    header = Header(format=FORMAT, run=run, manifest=manifest(run, features=features, **about))
    known = {"sqlite": {"state": "ready", "version": "3.45.1", "source": "local", "detail": "SQLite of this Python"}}
    planned: list[Item] = []
    with Writer(folder / "results.jsonl", header) as writer:
        for backend, server in (known if servers is None else servers).items():
            writer.write(ServerLine(run=run, backend=backend, server=msgspec.convert(dict(server), ServerAbout)))
        for (feature, target), found in cells.items():
            if isinstance(found, Verdict):
                found = line(feature, target, found)
            for result in [found] if isinstance(found, Result) else found:
                writer.write(msgspec.structs.replace(result, run=run))
                if result.check:
                    planned.append(Item(feature, result.check, target, result.nodeid, result.store))
        if end if plan is None else plan:
            writer.write(Plan.of(run, planned, former or {}))
        if end:
            writer.write(End(run=run, seconds=1.5, problems=problems, whole=whole))
    return folder


def everything() -> dict[tuple[str, str], Any]:
    """A run with every verdict in it."""
    return {
        ("crud.create", "sqlite-aiosqlite"): PASS,
        ("crud.create", "sqlite-sqlite3"): line(
            "crud.create", "sqlite-sqlite3", FAIL, "seen 1, not 2", sql=("SELECT 1", "SELECT :password")
        ),
        ("crud.create", "postgres-asyncpg"): NOT_RUN,
        ("crud.delete", "sqlite-aiosqlite"): line(
            "crud.delete", "sqlite-aiosqlite", KNOWN, "It is odd.", issue="odd-one"
        ),
        ("crud.delete", "sqlite-sqlite3"): FIXED,
        ("files.store", "sqlite-aiosqlite"): UNSUPPORTED,
        ("files.store", "sqlite-sqlite3"): ERROR,
    }


def large(folder: Path, features: int, targets: int, run: str = "large", broken: int = 33) -> Path:
    """A run of that size, with SQL and tracebacks as real ones have."""
    names = [f"backend{n % 4}-driver{n}" for n in range(targets)]
    sql = tuple(f"SELECT author.id, author.name, author.dob FROM author WHERE author.n = {n} LIMIT ?" for n in range(8))
    cells: dict[tuple[str, str], Result] = {}
    for n in range(features):
        feature = f"chapter{n % 20:02d}.feature-number-{n:04d}"
        for t, target in enumerate(names):
            broke = (n * targets + t) % broken == 0
            reason = f"seen {n}, not {t}" if broke else ""
            error = Failure("AssertionError", reason, "  File x, line y, in z\n" * 60) if broke else None
            cells[feature, target] = line(feature, target, FAIL if broke else PASS, reason, sql=sql, error=error)
    return write_run(folder, cells, run, targets=names)
