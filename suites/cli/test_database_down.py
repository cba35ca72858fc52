"""Commands whose database is down."""

from __future__ import annotations

from assay.checking import TargetRuntime, proves
from suites.cli.test_custom_command import HEALTHY
from suites.cli.unanswered import Unanswered


@proves("cli.custom-command", "migrations.cmd.upgrade", "migrations.cmd.show-current-revision")
def test_fails_before_long(unanswered: Unanswered, runtime: TargetRuntime, defect: str) -> None:
    """Each command ends with an error; none says that all is well, and none shows the password."""
    for finished in unanswered.finished(runtime, defect):
        finished.refused()
        assert HEALTHY not in finished.output, f"the database is down, and {finished}"
        password = runtime.url.password
        assert password is None or password not in finished.output, "the output has the password in it"
