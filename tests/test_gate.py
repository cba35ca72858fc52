"""The gate before an upgrade: what users write, what is refused, and what is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from assay import environments, gate
from assay.cli import main
from assay.environments import Unresolvable
from assay.errors import UsageError
from assay.reporting import matrix, model
from assay.reporting.matrix import Cell, Matrix
from assay.results import FORMAT, End, Header, Result, Run
from assay.services.state import ServerState
from assay.verdicts import Verdict


def test_axes_make_every_combination() -> None:
    axes = gate.parse_axes(["advanced-alchemy=1.11.0, 1.12.0", "python=3.10,3.13"])
    found = [cell.name for cell in gate.cells(axes)]
    assert found == [
        "advanced-alchemy 1.11.0 python 3.10",
        "advanced-alchemy 1.11.0 python 3.13",
        "advanced-alchemy 1.12.0 python 3.10",
        "advanced-alchemy 1.12.0 python 3.13",
    ]
    assert gate.requirements({"advanced-alchemy": "1.11.0", "python": "3.10", "sqlalchemy": ">=2.1"}) == [
        "advanced-alchemy==1.11.0",
        "sqlalchemy>=2.1",
    ]


@pytest.mark.parametrize("text", ["advanced-alchemy", "=1.0", "litestar=", "litestar= , "])
def test_a_malformed_axis_is_one_clear_line(text: str) -> None:
    with pytest.raises(UsageError, match="write it as NAME=VERSION"):
        gate.parse_axes([text])


def test_an_axis_given_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="given twice"):
        gate.parse_axes(["python=3.10", "python=3.11"])


def test_what_the_resolver_refuses_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(Unresolvable) as caught:
        environments.resolve(["advanced-alchemy==1.12.0"], ["sqlalchemy==1.4.0"])
    assert "sqlalchemy" in str(caught.value).lower()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["upgrade", "sqlalchemy >> 2"], "is not a requirement"),
        (["upgrade", "--requirements", "nowhere.txt", "sqlalchemy>=2.1"], "the requirements cannot be read"),
        (["upgrade", "--target", "sqlight", "sqlalchemy>=2.1"], "unknown target or backend 'sqlight'"),
        (["matrix", "--axis", "litestar"], "write it as NAME=VERSION"),
        (["matrix", "--axis", "lite star=1"], "is not a requirement"),
        (["matrix", "--axis", "litestar=newest"], "is not a requirement"),
        (["matrix", "--axis", "sqlite=3.40"], "runs in this Python"),
        (["matrix", "--axis", "target=sqlite"], "give an axis of versions too"),
        (["matrix", "--axis", "target=sqlight", "--axis", "litestar=2.25.0"], "unknown target or backend 'sqlight'"),
        (["matrix", "--report-dir", "/dev/null/x", "--axis", "litestar=2.25.0"], "the report cannot be written"),
        (["upgrade", "--report-dir", "/dev/null/x", "sqlalchemy>=2.1"], "the report cannot be written"),
        (["upgrade", "--server-version", "postgres", "sqlalchemy>=2.1"], "write it as BACKEND=VERSION"),
        (["upgrade", "--server-version", "pg=15", "sqlalchemy>=2.1"], "unknown backend 'pg'"),
    ],
)
def test_bad_input_is_one_clear_line(arguments: list[str], message: str) -> None:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert message in done.output
    assert len(done.output.strip().splitlines()) == 1


def cell(version: str, verdict: Verdict, reason: str = "") -> Cell:
    result = Result(run=version, feature="a.b", check="c", target="t", verdict=verdict, reason=reason)
    run = Run(
        header=Header(format=FORMAT, run=version, manifest={"started": version, "distributions": {}}),
        results=[result],
        end=End(run=version, seconds=1.0),
    )
    return Cell({"advanced-alchemy": version}, model.build(run))


def table(cells: list[Cell]) -> Matrix:
    axes = {"advanced-alchemy": [c.versions["advanced-alchemy"] for c in cells]}
    return Matrix(axes, cells, ["t"], "assay matrix")


def test_the_table_shows_what_changed_between_neighbours(tmp_path: Path) -> None:
    cells = [cell("1.0", Verdict.FAIL, "lost"), cell("1.1", Verdict.PASS), cell("1.2", Verdict.FAIL, "gone again")]
    found = table([*cells, Cell({"advanced-alchemy": "9"}, problem="the resolver refuses it: no")])
    text = matrix.markdown(found)
    assert "| advanced-alchemy 1.0 | 0/1 1x |" in text
    assert "| advanced-alchemy 1.1 | 1/1 |" in text
    assert "- **fixed**, was: lost\n    - `a.b` on t (fail → pass)\n" in text
    assert "- **regressed**: gone again\n    - `a.b` on t (pass → fail)\n" in text
    assert "| advanced-alchemy 9 | the resolver refuses it: no |" in text
    assert "advanced-alchemy 9 did not run." in text
    data = json.loads(matrix.json(found))
    assert data["format"] == "assay-matrix/1"
    assert data["cells"][0]["features"] == {"a.b": {"t": ["fail", "lost"]}}
    assert data["cells"][3]["problem"] == "the resolver refuses it: no"
    assert [step["changes"][0]["change"] for step in data["steps"] if step["changes"]] == ["fixed", "regressed"]
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "index.html").touch()
    assert cells[0].report is not None
    cells[0].report.folder = tmp_path / "one"
    shown = matrix.html(found, tmp_path)
    assert '<a href="one/index.html">advanced-alchemy 1.0</a>' in shown
    assert '<a href="one/index.html#cell=a.b%40t"><span class="v" data-v="fail">fail</span></a>' in shown
    assert "gone again" in shown


def test_what_has_one_cause_is_listed_under_it() -> None:
    """However many features and targets it moved, and whether the feature or one of its checks tells it."""

    def many(version: str, verdict: Verdict) -> Cell:
        failed = {"verdict": verdict, "reason": "the file is gone" if verdict is not Verdict.PASS else ""}
        lines = [Result(run=version, feature=f"a.{f}", check="c", target=t, **failed) for f in "bc" for t in "tu"]
        odd = Result(run=version, feature="a.d", check="odd", target="t", verdict=Verdict.KNOWN, reason="odd")
        behind = [Result(run=version, feature="a.d", check=c, target="t", **failed) for c in ("one", "two")]
        other = Result(run=version, feature="z.other", check="c", target="t", verdict=verdict, reason=version)
        header = Header(format=FORMAT, run=version, manifest={"started": version, "distributions": {}})
        run = Run(header=header, results=[other, *lines, odd, *behind], end=End(run=version, seconds=1.0))
        return Cell({"advanced-alchemy": version}, model.build(run))

    found = table([many("1", Verdict.PASS), many("2", Verdict.FAIL)])
    assert "\n".join([
        "- **regressed**: the file is gone",
        "    - `a.b` on t, u (pass → fail)",
        "    - `a.c` on t, u (pass → fail)",
        "    - `a.d` on t (known → fail): one and 1 more",
        "- **regressed**: 2",
        "    - `z.other` on t (pass → fail)",
    ]) in matrix.markdown(found)  # fmt: skip
    (step,) = json.loads(matrix.json(found))["steps"]
    assert [c["cause"] for c in step["changes"]] == ["the file is gone", "2"]
    assert step["changes"][0]["features"][0]["targets"] == ["t", "u"]


def test_a_run_that_was_cut_off_is_called_so() -> None:
    one = cell("1.0", Verdict.PASS)
    assert one.report is not None
    one.report.run.end = None
    assert "| advanced-alchemy 1.0 (killed before its end) | 1/1 |" in matrix.markdown(table([one]))


def test_a_share_counts_what_was_to_run() -> None:
    def line(feature: str, verdict: Verdict, reason: str = "") -> Result:
        return Result(run="r", feature=feature, check="c", target="t", verdict=verdict, reason=reason)

    lines = [
        line("a.held", Verdict.PASS),
        line("a.fixed", Verdict.FIXED),
        line("a.known", Verdict.KNOWN, "odd"),
        line("a.failed", Verdict.FAIL, "no"),
        line("a.unsupported", Verdict.UNSUPPORTED, "cannot"),
        line("a.error", Verdict.ERROR, "lost"),
        line("a.left", Verdict.NOT_RUN, "the server died"),
        line("a.other", Verdict.NOT_RUN, model.NOT_SELECTED),
    ]
    header = Header(format=FORMAT, run="r", manifest={"started": "now", "distributions": {}})
    report = model.build(Run(header=header, results=lines, end=End(run="r", seconds=1.0)))
    assert matrix.share(report, "t") == "2/4 1x +1u +1n +1E"
    assert matrix.share(report, "elsewhere") == "not run"


def test_neighbours_differ_in_one_axis() -> None:
    axes = gate.parse_axes(["advanced-alchemy=1,2", "python=3.10,3.13"])
    cells = gate.cells(axes)
    for one in cells:
        one.report = cell(one.name, Verdict.PASS).report
    assert [step.name for step in Matrix(axes, cells, ["t"]).steps] == [
        "python 3.10 → 3.13 (with advanced-alchemy 1)",
        "advanced-alchemy 1 → 2 (with python 3.10)",
        "advanced-alchemy 1 → 2 (with python 3.13)",
        "python 3.10 → 3.13 (with advanced-alchemy 2)",
    ]


class Servers:
    """A pool of which only one thing matters: which servers are there."""

    def __init__(self, versions: Mapping[str, str]) -> None:
        self.versions = versions
        self.client = self

    def state(self, name: str) -> ServerState:
        if self.versions[name] == "9":
            return ServerState(name, "unavailable", reason=f"{name}: there is no image")
        return ServerState(name, "ready")


def test_cells_share_the_servers_of_their_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[dict[str, str]] = []
    ran: list[tuple[str, str]] = []

    @contextmanager
    def pool(versions: Mapping[str, str]) -> Iterator[Servers]:
        started.append(dict(versions))
        yield Servers(versions)

    monkeypatch.setattr(gate.Runner, "run", lambda _, cell, pool: ran.append((cell.name, pool.versions["postgres"])))
    cells = gate.cells(gate.parse_axes(["asyncpg=0.30.0,0.31.0", "postgres=15,17,9"]))
    gate.Runner(tmp_path).run_all(cells, pool)  # type: ignore[arg-type]
    assert started == [{"postgres": "15"}, {"postgres": "17"}, {"postgres": "9"}]
    assert sorted(ran) == sorted((c.name, v) for c in cells if (v := c.versions["postgres"]) != "9")
    assert {c.problem for c in cells if c.versions["postgres"] == "9"} == {"postgres: there is no image"}
    assert gate.requirements(cells[0].versions) == ["asyncpg==0.30.0"]
