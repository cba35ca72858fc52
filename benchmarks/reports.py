"""How long reports take that are larger than any: ``python -m benchmarks.reports [FEATURES] [TARGETS] [RUNS]``.

Renders a made-up run in every format, compares it with another, opens its page in Chromium if that is installed, and
reads a history of many runs.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assay.reporting import formats, model, write
from assay.reporting.comparing import terminal as comparison_terminal
from assay.reporting.comparing.comparison import compare_files
from assay.reporting.history import formats as history_formats
from assay.reporting.history import runs as history
from tests.support import reports as support


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long something takes."""
    began = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - began:.2f} s")


def open_page(file: Path) -> None:
    """Open a page, until its matrix is complete."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        page = browser.new_page()
        with timed(f"open {file.name} ({file.stat().st_size / 1e6:.1f} MB)"):
            page.goto(file.as_uri())
            page.wait_for_selector("html[data-ready=yes]", state="attached")
        browser.close()


def main(features: int = 1500, targets: int = 16, runs: int = 1000) -> None:
    """Measure once."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        base = support.large(folder / "base", features, targets, "base")
        candidate = support.large(folder / "candidate", features, targets, "candidate", broken=31)
        size = (base / "results.jsonl").stat().st_size / 1e6
        print(f"{features} features x {targets} targets, {size:.0f} MB of results")
        with timed("read"):
            report = model.load(base)
        for format_ in formats.FORMATS:
            with timed(f"render {format_.name}"):
                for name, text in format_.files(report, base):
                    write.save(base / name, text)
        with timed("compare, from the two files to the terminal's text"):
            comparison_terminal.render(compare_files(base, candidate))
        if shutil.which("chromium"):
            open_page(base / "index.html")
        many = folder / "many"
        for n in range(runs):
            started = f"2026-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}T{n // 336:02}:00:00+00:00"
            run = support.write_run(many / str(n), support.everything(), f"run{n}", started=started)
            write.write(model.load(run), run)
        with timed(f"history of {runs} runs, to HTML"):
            history_formats.html(history.history(many))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
