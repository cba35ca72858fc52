"""Small applications of users, as files."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

PLAIN = """
from litestar import Litestar, get
from litestar.params import Dependency
from advanced_alchemy.base import UUIDAuditBase
from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, SQLAlchemyPlugin
from sqlalchemy.orm import Mapped

class Author(UUIDAuditBase):
    name: Mapped[str]

@get("/authors/{name:str}")
async def one(name: str, db_session: "AsyncSession", limit: int = 3) -> list[str]:
    return []

config = SQLAlchemyAsyncConfig(connection_string="sqlite+aiosqlite:///theirs.sqlite", before_send_handler="autocommit")
app = Litestar([one], plugins=[SQLAlchemyPlugin(config)])
"""
"""One model, one route, one configuration."""


def write(folder: Path, text: str, name: str = "shop.py") -> Path:
    """Write a module of an application; gives its folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dedent(text), encoding="utf-8")
    return folder
