"""What a run does, counted, so that it does not grow unnoticed: ``python -m benchmarks.counts``.

Runs each chapter on a target in a process of its own, without workers, and counts the processes that it starts, the
statements that it sends, and the like (``counting/sitecustomize.py``). None of it depends on how fast the machine is,
so the numbers are compared with those that are committed, in ``counts.json``. More of anything is refused, in one line
each; ``--write`` accepts it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

from assay.domain import golden
from assay.products.registry import STORES
from assay.results.file import RESULTS_FILE, read_results
from benchmarks.counting.sitecustomize import LETTERS, VARIABLE

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(__file__).with_name("counting")
FILE = Path(__file__).with_name("counts.json")
TARGETS = "sqlite-aiosqlite"
CHECKS, BYTES = "checks", "bytes of results"
VARIES = {"connections": 0.1, BYTES: 0.01}
"""What is not the same in each run, and the share of it that says nothing: how many connections a pool opens depends on
which requests meet, and texts hold generated values. Of everything else one more is growth."""
ACCEPT = "to accept it: python -m benchmarks.counts --write, and the commit says why"

Counts: TypeAlias = "dict[str, dict[str, dict[str, int]]]"
"""Numbers by target, chapter and what is counted."""

_SECONDS = re.compile(rb'"seconds":[^,}]*')
_FOLDERS = {
    os.path.realpath(folder) if real else folder
    for folder in (str(ROOT), sys.prefix, sys.base_prefix, tempfile.gettempdir())
    for real in (False, True)
}
"""Where this checkout, its packages and its interpreter lie: tracebacks name it, and it says nothing of a run."""
_PLACES = re.compile(
    b"|".join(re.escape(os.fsencode(folder)) for folder in sorted(_FOLDERS, key=len, reverse=True))
    + rb"|/pytest-of-[^/]+/pytest-\d+"
)


class RunFailedError(Exception):
    """A run that does not hold says nothing about what one costs."""


def count(target: str, chapter: str, arguments: Sequence[str] = ()) -> dict[str, int]:
    """Run a chapter on a target, and count.

    Args:
        target: The target.
        chapter: The chapter.
        arguments: Further arguments of ``assay run``.

    Raises:
        RunFailedError: The run failed.
    """
    command = [sys.executable, "-m", "assay", "run", "-n", "0", "-q", "--target", target, "--feature", chapter]
    if chapter == "files":  # with all stores that need no server; others may be missing, or answer in their own ways
        command += ["--store", ",".join(store.id for store in STORES if store.product.image_key is None)]
    with tempfile.TemporaryDirectory(prefix="assay-counts-") as temporary:
        report, file = Path(temporary, "report"), Path(temporary, "counts")
        path = os.pathsep.join(filter(None, (str(FOLDER), os.environ.get("PYTHONPATH"))))
        done = subprocess.run(
            [*command, *arguments, "--report-dir", str(report)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path, VARIABLE: str(file)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RunFailedError(f"{chapter} on {target}: the run failed, so nothing is counted:\n{done.stdout}")
        letters = Counter(file.read_bytes())
        ran = [line for line in read_results(report).results if line.verdict.ran]
        written = (line for line in (report / RESULTS_FILE).read_bytes().splitlines() if b'"kind":"result"' in line)
        return {
            CHECKS: len({line.nodeid for line in ran}),
            **{what: letters[ord(letter)] for what, letter in LETTERS.items()},
            BYTES: sum(size_of(line) for line in written if b'"verdict":"not-run"' not in line),
        }


def size_of(line: bytes) -> int:
    """The bytes of a result's line, without what hangs on the machine: seconds, and where files lie."""
    return len(_PLACES.sub(b"", _SECONDS.sub(b"", line)))


def growth(committed: Counts, found: Counts) -> list[str]:
    """What grew, one line each: of which chapter and target, from what to what, and with how many checks."""
    return [line for line, more in _differences(committed, found) if more > 0]


def fall(committed: Counts, found: Counts) -> list[str]:
    """What fell, as :func:`growth`."""
    return [line for line, more in _differences(committed, found) if more < 0]


def _differences(committed: Counts, found: Counts) -> Iterator[tuple[str, int]]:
    """A line for each number that is another one, and by how much it is more."""
    for target, chapters in found.items():
        for chapter, now in chapters.items():
            before = committed.get(target, {}).get(chapter, {})
            checks = f"checks: {before.get(CHECKS, 0)}, now {now[CHECKS]}"
            for what, number in now.items():
                was = before.get(what, 0)
                if what != CHECKS and abs(number - was) > VARIES.get(what, 0) * was:
                    verb = "grew" if number > was else "fell"
                    yield f"{chapter} on {target}: {what} {verb} from {was} to {number} ({checks})", number - was


def merged(committed: Counts, found: Counts, chapters: Iterable[str]) -> Counts:
    """The committed numbers with those that were found in place of theirs, without chapters that are no more."""
    every = [*chapters]
    targets = sorted({*committed, *found})
    both = {target: {**committed.get(target, {}), **found.get(target, {})} for target in targets}
    return {target: {one: own[one] for one in every if one in own} for target, own in both.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, and compare or write; gives the exit code."""
    known = sorted({feature.partition(".")[0] for feature, _ in golden.load(ROOT / "suites" / "golden.txt")})
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", default=TARGETS, help=f"targets, with commas between them (default: {TARGETS})")
    parser.add_argument("--chapter", default=",".join(known), help="chapters, with commas between them (default: all)")
    parser.add_argument("--write", action="store_true", help="write the numbers instead of comparing them")
    parser.add_argument("-n", type=int, default=os.cpu_count(), help="how many chapters run at a time")
    options, further = parser.parse_known_args(arguments)
    committed: Counts = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    wanted = [(target, chapter) for target in options.target.split(",") for chapter in options.chapter.split(",")]
    found: Counts = {}
    try:
        with ThreadPoolExecutor(options.n) as pool:
            for (target, chapter), one in zip(
                wanted, pool.map(lambda one: count(one[0], one[1], further), wanted), strict=True
            ):
                found.setdefault(target, {})[chapter] = one
                print(f"{chapter} on {target}: {', '.join(f'{number} {what}' for what, number in one.items())}")
    except RunFailedError as error:
        print(error)
        return 2
    if options.write:
        FILE.write_text(json.dumps(merged(committed, found, known), indent=1) + "\n", encoding="utf-8")
        return 0
    for line in fall(committed, found):
        print(f"{line}; to keep it: python -m benchmarks.counts --write")
    grown = growth(committed, found)
    for line in grown:
        print(f"{line}; {ACCEPT}")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
