"""The page's code blocks, in the page's order, as one module; and the block of the repository-only pattern."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import pytest

from assay.checking import TargetRuntime, proves
from suites.processes import FreshProcess
from suites.sync_names import with_sync_names

FOLDER = Path(__file__).parent
WRITTEN_URL = re.compile(r'(?<=connection_string=)"[^"]+"')
POSTPONED = "from __future__ import annotations\n"


def source(runtime: TargetRuntime, name: str) -> str:
    """A page's text for the target's URL and colour, with the length of strings that some databases demand.

    Args:
        runtime: Where the application is to run.
        name: The file of the text.
    """
    text = (FOLDER / name).read_text(encoding="utf-8")
    text = re.sub(r"(: Mapped\[str\])$", r"\1 = mapped_column(String(1000))", text, flags=re.MULTILINE)
    text = text.replace("from sqlalchemy import ForeignKey", "from sqlalchemy import ForeignKey, String")
    if not runtime.target.is_async:
        text = with_sync_names(text).replace("async def", "def").replace("await ", "")
        text = text.replace("from sqlalchemy.ext.asyncio import AsyncSession", "from sqlalchemy.orm import Session")
        text = re.sub(r"\bAsyncSession\b", "Session", text)
    url = repr(runtime.url.render_as_string(hide_password=False))
    return WRITTEN_URL.sub(lambda _: url, text)


def check_crud(found: dict[str, object], runtime: TargetRuntime) -> None:
    """Authors were created, listed, read, changed and deleted, and the database has what is left."""
    assert "stopped" not in found, f"the page stops at its line {found['line']}: {found['stopped']}"
    answers: list[dict[str, object]] = found["answers"]  # type: ignore[assignment]
    assert [sent["status"] for sent in answers] == [201, 201, 200, 200, 200, 204], (
        f"the page's application answered {answers}; raised were {found['raised']}"
    )
    kept = str(found["kept"])
    assert found["got"] == {"id": kept, "name": "Agatha", "dob": "1890-09-15"}
    assert found["patched"] == {"id": kept, "name": "Agatha Christie", "dob": "1890-09-15"}
    stored = [(row["id"], row["name"]) for row in runtime.reader.rows("author")]
    assert stored == [(UUID(kept), "Agatha Christie")], f"another connection sees the authors {stored}"


@proves("guide112.blocks-joined")
def test_blocks_serve_authors(fresh_space: TargetRuntime, fresh_process: FreshProcess) -> None:
    """The blocks create, list, get, patch and delete authors."""
    check_crud(fresh_process("guide", source=source(fresh_space, "guide.txt")), fresh_space)


@pytest.mark.parametrize("head", [pytest.param("", id="as-written"), pytest.param(POSTPONED, id="postponed")])
@proves("guide112.repository-only-block")
def test_repository_only_block_starts(fresh_space: TargetRuntime, fresh_process: FreshProcess, head: str) -> None:
    """The block can be imported, as it is written and with postponed annotations."""
    found = fresh_process("guide", source=head + source(fresh_space, "repository_only.txt"))
    assert "stopped" not in found, f"the block stops at its line {found['line']}: {found['stopped']}"


@proves("guide112.repository-only-block")
def test_repository_only_block_serves_authors(fresh_space: TargetRuntime, fresh_process: FreshProcess) -> None:
    """With the session's type imported, the block creates, lists, gets, patches and deletes authors."""
    text = source(fresh_space, "repository_only.txt").replace("if TYPE_CHECKING:", "if True:")
    check_crud(fresh_process("guide", source=text), fresh_space)
