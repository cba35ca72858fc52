"""Checks per second on each backend, with warm servers: ``python benchmarks/checks_per_second.py``.

Starts the servers once, then runs the suites on one backend after another in a process of its own, as a user would,
and measures the whole process: imports, workers, set-up, checks, report. Compared with Advanced Alchemy's own
integration tests, measured in the same way on two cores.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from assay.pool.pool import Pool
from assay.products.registry import service
from assay.results.file import read_results
from assay.servers.run_records import RunResources

THEIRS = {"sqlite": 318 / 29.0, "postgres": 444 / 47.5, "mysql": 143 / 34.3, "spanner": 18 / 19.2}
"""Passed tests per second of whole-process time: Advanced Alchemy's integration tests, two workers, two cores."""


def measure(
    pool: Pool, target: str, workers: int, report: Path, arguments: list[str]
) -> tuple[float, float, Counter[str]]:
    """Run the suites once; gives seconds in all, seconds to the first verdict, and checks by verdict."""
    command = [sys.executable, "-m", "assay", "run", "-n", str(workers), "--target", target, "-q"]
    command += ["--servers-from", str(pool.run_dir), "--report-dir", str(report), *arguments]
    began = time.time()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    first = 0.0
    file = report / "results.jsonl"
    while process.poll() is None:
        if not first and file.exists() and file.stat().st_mtime > began and b'"kind":"result"' in file.read_bytes():
            first = time.time() - began
        time.sleep(0.01)
    seconds = time.time() - began
    ran = {(r.check, r.target): r.verdict for r in read_results(report).results if r.verdict.ran}
    return seconds, first, Counter(verdict.value for verdict in ran.values())


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", default="sqlite,postgres,mysql,spanner")
    parser.add_argument("-n", "--workers", type=int, default=2)
    options, arguments = parser.parse_known_args()
    targets = options.target.split(",")
    print("backend     checks  seconds  per second  theirs  ratio  first verdict")
    with Pool(RunResources(), map(service, targets)) as pool, tempfile.TemporaryDirectory() as folder:
        for target in targets:
            pool.client.wait(target, 240)
            seconds, first, ran = measure(pool, target, options.workers, Path(folder) / target, arguments)
            rate, theirs = sum(ran.values()) / seconds, THEIRS.get(target, 0.0)
            ratio = f"{rate / theirs:5.1f}x" if theirs else "-"
            total = sum(ran.values())
            print(f"{target:10} {total:7} {seconds:8.1f} {rate:11.1f} {theirs:7.1f} {ratio:>6} {first:12.1f} s")


if __name__ == "__main__":
    main()
