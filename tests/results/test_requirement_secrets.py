"""No password of an address in requirements reaches a terminal, a report or the cache."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.commands import upgrade
from assay.domain.secrets import redacted
from assay.domain.verdicts import Verdict
from assay.upgrading import environments, gate
from assay.upgrading.fitting import Unresolvable
from tests.support.upgrade_stage import Servers, Stage

SECRET = "s3cr3tv4lu3"
ADDRESSES = [
    f"https://user:{SECRET}@h.example/jmespath-1.1.0-py3-none-any.whl",
    f"https://{SECRET}@h.example/jmespath-1.1.0-py3-none-any.whl",
    f"https://user:p@{SECRET}@h.example/jmespath-1.1.0-py3-none-any.whl",
    f"https://user:it's{SECRET}@h.example/jmespath-1.1.0-py3-none-any.whl",
    f"git+https://{SECRET}@h.example/x.git@abc",
    f"git+ssh://git:{SECRET}@h.example/x.git@abc",
    f"https://h.example/jmespath-1.1.0-py3-none-any.whl?private_token={SECRET}",
    f"https://h.example/jmespath-1.1.0-py3-none-any.whl?v=1&sig={SECRET}&x=2",
    f"https://h.example/jmespath-1.1.0-py3-none-any.whl?X-Amz-Signature={SECRET}",
]


class Uv:
    """Answers as uv does, with what it is given.

    Args:
        folder: Where it may write.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.installed: list[str] = []
        self.refusal: Exception | None = None

    def __call__(self, *arguments: str) -> str:
        if arguments[:2] == ("pip", "compile"):
            if self.refusal:
                raise self.refusal
            lines = (line for file in (arguments[-2], arguments[-1]) for line in Path(file).read_text().splitlines())
            return "".join(f"{line}\n" for line in lines if not line.startswith("-"))
        if arguments[0] == "venv":
            python = Path(arguments[-1]) / "bin" / "python"
            python.parent.mkdir(parents=True)
            python.symlink_to(sys.executable)
        else:
            self.installed.append(Path(arguments[-1]).read_text())
        return ""


@pytest.fixture
def uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Uv:
    found, stage = Uv(tmp_path), Stage(tmp_path)
    stage.runs["upgraded"] = {"verdicts": [Verdict.FAIL]}

    @contextmanager
    def pool(options: object, versions: object = None) -> Iterator[Any]:
        servers = Servers({})
        servers.run_dir = tmp_path / "servers"  # type: ignore[attr-defined]
        yield servers

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(environments, "_uv", found)
    monkeypatch.setattr(environments, "_STARTS", "pass")
    monkeypatch.setattr(gate.EnvironmentRunner, "_wait", lambda _, *arguments: stage.run(*arguments))
    monkeypatch.setattr(upgrade, "make_pool", pool)
    monkeypatch.setattr(upgrade, "wait_for_servers", lambda _: None)
    return found


def run(folder: Path, command: Sequence[str], *lines: str) -> tuple[int, dict[str, str]]:
    """Run a command with a requirements file; everything that it writes, by name."""
    (folder / "pins.txt").write_text("\n".join(lines))
    options = ["--requirements", str(folder / "pins.txt"), "--target", "sqlite-aiosqlite"]
    done = CliRunner().invoke(main, [*command, *options, "--report-dir", str(folder / "report")])
    files = {
        f: f for place in ("report", "cache") for f in (folder / place).rglob("*") if f.is_file() and not f.is_symlink()
    }
    return done.exit_code, {"output": done.output, **{f.name: f.read_text() for f in files if f.suffix != ".lock"}}


COMMANDS = {
    "upgrade": ["upgrade", "sqlalchemy==2.0.45"],
    "matrix": ["matrix", "--axis=sqlalchemy=2.0.45,2.0.46", "--jobs", "1"],
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_kept_is_shown_without_its_password(tmp_path: Path, uv: Uv, command: str, address: str) -> None:
    code, written = run(
        tmp_path, COMMANDS[command], f"jmespath @ {address}", f"pytest @ {address}", "sqlalchemy==2.0.44"
    )
    assert code == (1 if command == "upgrade" else 0), written["output"]
    pages = {"comparison.md"} if command == "upgrade" else {"matrix.md", "matrix.json"}
    assert written.keys() >= {"output", "index.html", "resolved.txt", *pages}
    assert "pytest @ " in written["output"]
    assert "h.example" in written["resolved.txt"]
    assert not [name for name, text in written.items() if SECRET in text]
    assert all(address in text for text in uv.installed), "what is installed needs the password"


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_changes_is_shown_without_its_password(tmp_path: Path, uv: Uv, address: str) -> None:
    code, written = run(tmp_path, ["upgrade", f"jmespath @ {address}"], "jmespath==1.0.0")
    assert code == 1, written["output"]
    for name in ("output", "comparison.md", "index.html"):
        assert "h.example" in written[name], name
    assert not [name for name, text in written.items() if SECRET in text]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "line", ["--surprise={}", "-r {}/base.txt", "jmespath @@ {}", "-e ../library#{}", "mine @ file:///gone?{}"]
)
def test_a_line_that_is_named_is_named_without_its_password(tmp_path: Path, uv: Uv, line: str, address: str) -> None:
    _, written = run(tmp_path, COMMANDS["upgrade"], line.format(address))
    assert "h.example" in written["output"]
    assert not [name for name, text in written.items() if SECRET in text]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("change", ["jmespath @@ {}", "jmespath @ {} ; python_version < '3'"])
def test_a_change_that_is_refused_is_named_without_its_password(
    tmp_path: Path, uv: Uv, change: str, address: str
) -> None:
    code, written = run(tmp_path, ["upgrade", change.format(address)], "jmespath==1.0.0")
    assert code == 2
    assert "h.example" in written["output"]
    assert SECRET not in written["output"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_the_resolver_says_is_shown_without_passwords(tmp_path: Path, uv: Uv, command: str, address: str) -> None:
    uv.refusal = Unresolvable(f"jmespath @ {address} and jmespath==1.0.0 are unsatisfiable")
    code, written = run(tmp_path, COMMANDS[command], f"jmespath @ {address}")
    assert code == (2 if command == "upgrade" else 1)
    assert "are unsatisfiable" in written["output"]
    assert not [name for name, text in written.items() if SECRET in text]


def test_what_is_cut_was_masked_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a long message the end is shown, which may begin within an address."""
    script = tmp_path / "uv"
    script.write_text(f"#!/bin/sh\necho 'error: {'x' * 100} https://user:{SECRET}@h.example/{'y' * 590}' >&2\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(Exception, match="cannot be built") as caught:
        environments.resolve(["jmespath==1"])
    assert SECRET[-8:] not in redacted(str(caught.value))


@pytest.mark.parametrize(
    "text",
    [
        "git+ssh://git@h.example/x.git", "git+https://git@h.example/x.git", "https://h.example/a@b", "me@h.example",
        "https://h.example/x?design=a&tokens=3&sigma=2", "https://${TOKEN}@h.example/x.whl",
        '{"a":"http://h.example:80","b":"me@h.example"}', "postgresql://me@127.0.0.1/db",
    ],
)  # fmt: skip
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize("shown", ["", "1"])
def test_a_fault_of_ours_is_shown_without_passwords(
    tmp_path: Path, uv: Uv, monkeypatch: pytest.MonkeyPatch, shown: str
) -> None:
    monkeypatch.setenv("ASSAY_TRACEBACK", shown)
    uv.refusal = RuntimeError(f"jmespath @ {ADDRESSES[0]}")
    code, written = run(tmp_path, COMMANDS["upgrade"], "jmespath==1")
    assert code == 3
    assert ("Traceback" in written["output"]) is bool(shown)
    assert "internal error: RuntimeError: jmespath @ https://user:***@h.example" in written["output"]
    assert SECRET not in written["output"]


def test_commands_print_by_the_one_way_that_masks() -> None:
    """A new line of output in the commands that read requirements cannot forget it."""
    files = [*Path(environments.__file__).parent.glob("*.py"), Path(upgrade.__file__)]
    assert len(files) > 10
    for file in files:
        calls = {ast.unparse(n.func) for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Call)}
        assert not calls & {"print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write"}, file.name
