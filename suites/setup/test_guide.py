"""The guide's code blocks, in the page's order, as one module."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

from assay.checking import TargetRuntime, proves
from suites.processes import FreshProcess
from suites.sync_names import with_sync_names

GUIDE = Path(__file__).with_name("guide.txt")
WRITTEN_URL = '"sqlite+aiosqlite:///test.sqlite"'


def source(runtime: TargetRuntime, *, mended: bool) -> str:
    """The blocks as they are on the page, for the target's URL and colour.

    Args:
        runtime: Where the guide's application is to run.
        mended: Quote the name of the class that comes further down, and give the strings the length that some
            databases demand.
    """
    text = GUIDE.read_text(encoding="utf-8")
    if mended:
        text = text.replace("Mapped[list[BookModel]]", 'Mapped[list["BookModel"]]')
        text = re.sub(r"(: Mapped\[str\])$", r"\1 = mapped_column(String(1000))", text, flags=re.MULTILINE)
        text = text.replace("from sqlalchemy import ForeignKey", "from sqlalchemy import ForeignKey, String")
    if not runtime.target.is_async:
        # the guide is async only: the same in the other colour
        text = with_sync_names(text)
        text = text.replace("async def", "def").replace("await ", "")
    return text.replace(WRITTEN_URL, repr(runtime.url.render_as_string(hide_password=False)))


@proves("setup.guide-assembles-crud-api")
def test_blocks_as_written_make_a_module(fresh_space: TargetRuntime, fresh_process: FreshProcess) -> None:
    """The blocks can be imported as they are written."""
    found = fresh_process("guide", source=source(fresh_space, mended=False))
    assert "stopped" not in found, f"the guide stops at its line {found['line']}: {found['stopped']}"


@proves("setup.guide-assembles-crud-api")
def test_mended_blocks_serve_crud(fresh_space: TargetRuntime, fresh_process: FreshProcess) -> None:
    """With the forward reference quoted, the blocks create, list, get, patch and delete authors."""
    found = fresh_process("guide", source=source(fresh_space, mended=True))
    assert "stopped" not in found, f"the guide stops at its line {found['line']}: {found['stopped']}"
    statuses = [answer["status"] for answer in found["answers"]]
    assert statuses == [201, 201, 200, 200, 200, 204], (
        f"the guide's application answered {found['answers']}; raised were {found['raised']}"
    )
    assert found["listed"]["total"] == 2, f"two authors were created, the list says {found['listed']}"
    assert {item["name"] for item in found["listed"]["items"]} == {"Agatha", "Arthur"}
    assert found["got"] == {"id": found["kept"], "name": "Agatha", "dob": "1890-09-15"}
    assert found["patched"]["name"] == "Agatha Christie"
    stored = [(row["id"], row["name"]) for row in fresh_space.reader.rows("author")]
    assert stored == [(UUID(found["kept"]), "Agatha Christie")], f"another connection sees the authors {stored}"
