"""The side of a run that owns it: the servers, the results file, and the judgement of the run as a whole."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timezone
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from assay.domain import golden
from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.domain.ledger import Ledger
from assay.domain.servers import Service
from assay.domain.subject import Subject
from assay.pool.pool import PoolClient
from assay.products import plugins
from assay.products.registry import STORES, TARGETS
from assay.reporting import ledger_draft as drift
from assay.reporting import model, own_files
from assay.reporting.baseline_file import keep
from assay.reporting.formats.digest import Digest
from assay.reporting.write import save
from assay.reporting.write import write as write_report
from assay.results import context
from assay.results.context import Asked
from assay.results.file import RESULTS_FILE, RecordedRun, Writer
from assay.results.lines import FORMAT, End, Header, Line, Plan, Result, ServerAbout, ServerLine
from assay.results.manifest import describe_run
from assay.running.collected import Collected
from assay.running.former_names import Former, of_checks
from assay.running.judgement import Evidence, available, judge
from assay.running.selection import Selection
from assay.running.server_news import ServerNews

_DECODE = msgspec.json.Decoder(Result).decode


class Run:
    """One execution, from the first line of its results file to the last.

    Args:
        run_id: Its id.
        run_dir: Its private directory.
        report_dir: Where the results and the report go.
        subject: What the checks are about.
        catalogue: The catalogue.
        ledger: The ledger.
        suites: The folder of the checks.
        selection: What was asked for.
        asked: What it was asked for, as its manifest says it.
        before: The run that its report is compared with; None if there is none.
    """

    def __init__(
        self,
        run_id: str,
        run_dir: Path,
        report_dir: Path,
        subject: Subject,
        catalogue: Catalogue,
        ledger: Ledger,
        suites: Path,
        selection: Selection,
        asked: Asked,
        before: Digest | None = None,
    ) -> None:
        self.id = run_id
        self.run_dir = run_dir
        self.report_dir = report_dir
        self.catalogue = catalogue
        self.ledger = ledger
        self.subject = subject
        self.golden_file = suites / "golden.txt"
        self.selection = selection
        self._before = before
        self.part: list[str] = [*(asked.part or ())]
        """What makes it a run of a part of the checks; empty for one of all."""
        self._lock = _lock(report_dir)
        clients = dict.fromkeys(name for store in STORES for name in store.distributions)
        optional = dict.fromkeys(name for feature in catalogue for name in feature.installed)
        named = (*subject.distributions, *clients, *optional, *ledger.distributions, *plugins.distributions())
        self.manifest = describe_run(run_id, TARGETS, asked, named)
        extra = context.describe(catalogue, ledger, TARGETS, subject, suites)
        self.manifest["targets"] = extra["targets"]
        self.results: list[Result] = []
        self.problems: list[str] = [*ledger.problems]
        self.report: model.Report | None = None
        self.collected: Collected | None = None
        self._plan: Plan | None = None
        self._whole = True
        self.advice: list[str] = []
        self.unwritten: list[str] = []
        self.pool = PoolClient(run_dir)
        self.nothing_ran = False
        """Whether it came to its end without a verdict of any check."""
        self.full = ""
        """Why nothing can be written to the results file any more; empty if it can."""
        self._news = ServerNews(self.pool, selection)
        self._servers: dict[str, ServerAbout] = {}
        self._started = time.monotonic()
        self._header = Header(format=FORMAT, run=run_id, manifest={**self.manifest, **extra}, causes=True)
        self._writer = Writer(report_dir / RESULTS_FILE, self._header)
        own_files.clear(report_dir, own_files.of_report())
        own_files.clear_drafts(report_dir)
        self.problems += self._write_manifest()

    def take(self, lines: Iterable[str]) -> list[Result]:
        """Take result lines as a worker has encoded them: they go into the file as they are."""
        taken = []
        for line in lines:
            raw = line.encode()
            taken.append(_DECODE(raw))
            self._write(raw)
        self.results += taken
        return taken

    def add(self, results: Iterable[Result]) -> None:
        """Take result lines of the owner's own."""
        for result in results:
            self.results.append(result)
            self._write(result)

    def _write(self, line: Line | bytes) -> None:
        """Write a line; once that fails, the run is to end, and its report is of what is known in memory."""
        if not self.full:
            try:
                self._writer.write(line)
            except UsageError as error:
                self.full = str(error)

    def note_servers(self, *, at_once: bool = False) -> list[str]:
        """Write a server line for each backend whose server has come up, failed or been lost since the last call.

        Args:
            at_once: Look even if the last look was a moment ago.

        Returns:
            The news, one line for people each.
        """
        news = []
        for record in self._news.since_last(at_once=at_once):
            backend, public = record.backend, record.public()
            self._servers[backend] = public
            self.manifest["servers"][backend] = msgspec.to_builtins(public)
            self._write(ServerLine(run=self.id, backend=backend, server=public))
            about = f"after {record.seconds:.1f} s, {public.detail}" if record.state == "ready" else record.reason
            news.append(f"{backend}: {record.state} {about}")
        return news

    def note_collected(self) -> None:
        """Take what was collected as soon as a worker has said it, and write what is to run."""
        path = Collected.path(self.report_dir, self.id)
        if self.collected is None and path.exists():
            self.collected = msgspec.json.decode(path.read_bytes(), type=Collected)
            wanted = self.collected.wanted
            known = golden.former(self.golden_file) if self.golden_file.exists() else set()
            names = of_checks([item.check for item in wanted], self.collected.former | known)
            self._plan = Plan.of(self.id, wanted, names)
            self._write(self._plan)
            path.unlink()

    def note_directory(self) -> list[str]:
        """Where the report directory was removed meanwhile, put the results there again, or elsewhere.

        Returns:
            What has happened, one line; nothing if it is as it was.
        """
        if self._writer.there:
            return []
        removed = f"{self.report_dir}: was removed, or what is in it, while the run went on"
        for directory in (self.report_dir, Path(tempfile.gettempdir()) / f"assay-{self.id}"):
            try:
                self._writer.move(directory / RESULTS_FILE)
            except OSError:
                continue
            self.report_dir = directory
            self.problems.append(f"{removed}; its results are kept, and in {directory} now")
            return self.problems[-1:]
        self.full = self.full or f"{removed}, and the results cannot be written anywhere else"
        return [self.full]

    def finish(self, stopped: str = "") -> list[str]:
        """Judge the run, write the last lines and the report; gives the problems of the run as a whole.

        Args:
            stopped: Why it ended before its end; empty if it did not.
        """
        self.note_servers(at_once=True)
        self.note_collected()
        if not self.full:
            self.note_directory()
        self.problems += self._judge(self.full or stopped)
        seconds = round(time.monotonic() - self._started, 2)
        end = End(run=self.id, seconds=seconds, problems=tuple(self.problems), whole=self._whole)
        self._write(end)
        self.manifest |= {
            "finished": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "seconds": seconds,
            "problems": self.problems,
        }
        self.unwritten = self._write_manifest()
        lines = RecordedRun(header=self._header, results=self.results, servers=self._servers, plan=self._plan, end=end)
        self.report = model.build(lines)
        self.report.before = self._before
        try:
            if self._before is not None:
                keep(self._before, self.report_dir)
            write_report(self.report, self.report_dir)
        except UsageError as error:
            self.unwritten.append(str(error))
        self.problems += self.unwritten  # the report as it was made does not have them
        self._advise(datetime.now(timezone.utc).date())
        return self.problems

    def _advise(self, today: date) -> None:
        """Say what is to be done about the ledger.

        Args:
            today: What review dates are compared with, and count from.
        """
        draft = self.report_dir / own_files.DRAFT
        if wanted := drift.entries(self.results, today, [entry.id for entry in self.ledger]):
            if "[[issue]]" in wanted:
                with suppress(OSError, UsageError):  # it is printed too
                    own_files.refuse_foreign(self.report_dir, [own_files.DRAFT])
                    save(draft, wanted)
            self.advice.append(f"ledger entries that would make it right, to be completed: {draft}\n\n{wanted}")
        self.advice += [f"remove ledger entry {name!r}" for name in drift.stale(self.results)]

    @property
    def available(self) -> list[str]:
        """What a profile declares absent and was tried all the same (``--attempt-absent``), and held."""
        return available(self.results)

    def _judge(self, stopped: str) -> list[str]:
        """The ways in which a run fails beyond its single checks; adds the lines of what it did not come to."""
        recorded: tuple[set[golden.Pair], set[Former]] | str
        try:
            recorded = golden.load(self.golden_file), golden.former(self.golden_file)
        except UsageError as error:
            recorded = str(error)
        services: list[Service] = [*self.selection.backends, *(store.product for store in self.selection.stores)]
        judgement = judge(
            Evidence(
                run_id=self.id,
                catalogue=self.catalogue,
                ledger=self.ledger,
                subject=self.subject,
                golden=recorded,
                selection=self.selection,
                collected=self.collected,
                results=tuple(self.results),
                states={service.name: self.pool.state(service.name) for service in services},
                targets=TARGETS,
                stores=STORES,
                stopped=stopped,
            )
        )
        self.add(judgement.not_run)
        self._whole, self.nothing_ran = judgement.whole, judgement.nothing_ran
        return list(judgement.problems)

    def _write_manifest(self) -> list[str]:
        """Write it; gives why it cannot be written, and nothing if it was."""
        text = json.dumps(self.manifest, indent=2, default=str) + "\n"
        try:
            save(self.report_dir / own_files.MANIFEST, text)
        except OSError as error:
            return [f"{self.report_dir / own_files.MANIFEST}: cannot be written: {error.strerror}"]
        return []

    def close(self) -> None:
        """Close the results file, and let others have the directory."""
        self._writer.__exit__(None, None, None)
        Collected.path(self.report_dir, self.id).unlink(missing_ok=True)
        self._lock.release()


def _lock(report_dir: Path) -> FileLock:
    """Keep a report directory for one run, as long as its process lives.

    Raises:
        UsageError: It cannot be written, or another run is writing there.
    """
    try:
        report_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(report_dir / ".lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise UsageError(f"{report_dir}: another run is writing there; give another --report-dir") from None
    except OSError as error:
        raise UsageError(
            f"{report_dir}: the report cannot be written: {error.strerror}; give another --report-dir"
        ) from None
    return lock
