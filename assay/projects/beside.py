"""What Assay's own suites say of the two sets of versions of a project, on the targets that it uses."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from assay.domain.errors import AssayError
from assay.domain.subject import Subject
from assay.pool.pool import Pool
from assay.projects.repeating import PRESENT, UPGRADED
from assay.projects.versions import Versions
from assay.reporting import model
from assay.reporting.comparing.comparison import Comparison
from assay.reporting.say import say
from assay.reporting.screen import printable
from assay.results.file import RESULTS_FILE
from assay.running.suite_files import repository_file, suites_digest
from assay.upgrading import environments, gate_outcome
from assay.upgrading.environments import Resolution
from assay.upgrading.fitting import Unresolvable
from assay.upgrading.gate import QUESTION, EnvironmentRunner, Ran
from assay.upgrading.needs import Use


@dataclass(frozen=True)
class Suites:
    """The suites, as they run beside a project's tests.

    Args:
        targets: The targets on which they run.
        arguments: Options of each run.
        workers: Processes per run.
        use: The drivers and clients that the checks use.
        folder: Where their reports go.
    """

    targets: Sequence[str]
    arguments: Sequence[str]
    workers: int
    use: Use
    folder: Path

    def tested(self, changed: Sequence[str]) -> bool:
        """Whether any of some distributions is one that the suites test, or that these need."""
        return bool({canonicalize_name(name) for name in changed} & _tested(self.use))

    def compare(self, versions: Mapping[str, Versions], pool: Pool) -> Comparison | str:
        """Run them with both sets of versions; in words, why they say nothing, if they cannot be run.

        What ran with the same versions, checks and servers before is taken from the folder.

        Args:
            versions: The versions of each side.
            pool: The servers.
        """
        try:
            sides = {
                side: environments.resolve(found.pins, python=str(found.python), use=self.use)
                for side, found in versions.items()
            }
            runner = EnvironmentRunner(self.folder, arguments=self.arguments, workers=self.workers)
            ran = {side: self._ran(side, resolution, runner, pool) for side, resolution in sides.items()}
        except Unresolvable as error:
            return f"these versions do not go with what the suites need: {error}"
        except AssayError as error:
            return str(error)
        return gate_outcome.outcome(ran[PRESENT], ran[UPGRADED], sides[UPGRADED].versions, self.targets)

    def _ran(self, side: str, resolution: Resolution, runner: EnvironmentRunner, pool: Pool) -> Ran:
        question = self._question(resolution, pool)
        folder = self.folder / side
        if (earlier := _earlier(folder, question)) is not None:
            say(printable(f"suites, {side}: run {earlier.report.id} of {earlier.report.started} had the same question"))
            return earlier
        say(f"suites, {side}: running on {', '.join(self.targets)}")
        ran = runner.report(resolution.build(), folder, pool, f"suites, {side}")
        if not ran.problem:
            (folder / QUESTION).write_text(f"{question}\n", encoding="utf-8")
        return ran

    def _question(self, resolution: Resolution, pool: Pool) -> str:
        """The same for runs of the same checks with the same versions on the same servers."""
        states = [pool.client.state(service.name).public() for service in pool.services]
        servers = [[one.state, one.source, one.detail, one.version, one.image_digest] for one in states]
        asked = [resolution.key, [*self.arguments], servers, suites_digest()]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _earlier(folder: Path, question: str) -> Ran | None:
    """A run that came to its end and was asked the same."""
    try:
        if (folder / QUESTION).read_text(encoding="utf-8").strip() != question or not (folder / RESULTS_FILE).exists():
            return None
        found = Ran(model.load(folder), 0)
    except (AssayError, OSError, UnicodeDecodeError):
        return None
    return None if found.problem or found.report.run.end is None else found


def _tested(use: Use) -> frozenset[str]:
    from assay.upgrading.needs import Needs

    libraries = {canonicalize_name(name) for name in Subject.load(repository_file("")).libraries}
    return frozenset({*libraries, *use.clients, *Needs.of(use, use.clients).tested})
