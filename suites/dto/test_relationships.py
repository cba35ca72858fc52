"""DTOs of models with relationships: which a client has to send, and which it need not."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.base import BigIntBase
from advanced_alchemy.extensions.litestar import SQLAlchemyDTO, SQLAlchemyDTOConfig
from litestar import Litestar, post
from litestar.testing import TestClient
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assay.checking import answer, proves

BIND_KEY = "dto"


class Maker(BigIntBase):
    """Who makes tools; may have one badge, which has the foreign key."""

    __tablename__ = "dto_maker"
    __bind_key__ = BIND_KEY

    name: Mapped[str]
    badge: Mapped[MakerBadge | None] = relationship(lambda: MakerBadge, back_populates="maker", uselist=False)


class MakerBadge(BigIntBase):
    """The badge of a maker."""

    __tablename__ = "dto_badge"
    __bind_key__ = BIND_KEY

    title: Mapped[str]
    maker_id: Mapped[int] = mapped_column(ForeignKey("dto_maker.id"))
    maker: Mapped[Maker] = relationship(Maker, back_populates="badge")


class Tool(BigIntBase):
    """A tool, whose maker may be unknown."""

    __tablename__ = "dto_tool"
    __bind_key__ = BIND_KEY

    name: Mapped[str]
    maker_id: Mapped[int | None] = mapped_column(ForeignKey("dto_maker.id"))
    maker: Mapped[Maker | None] = relationship(Maker)


class BadgeDTO(SQLAlchemyDTO[MakerBadge]):
    """A badge with its maker."""

    config = SQLAlchemyDTOConfig(exclude={"id", "maker_id", "maker.id", "maker.badge"})


class MakerDTO(SQLAlchemyDTO[Maker]):
    """A maker with its badge."""

    config = SQLAlchemyDTOConfig(exclude={"id", "badge.0.id", "badge.0.maker_id", "badge.0.maker"})


class ToolDTO(SQLAlchemyDTO[Tool]):
    """A tool with its maker."""

    config = SQLAlchemyDTOConfig(exclude={"id", "maker_id", "maker.0.id", "maker.0.badge"})


def sent(kind: str, body: dict[str, Any]) -> Any:
    """The response to a body, which says what the handler was given."""

    @post("/maker", dto=MakerDTO, return_dto=None, sync_to_thread=False)
    def make_maker(data: Maker) -> dict[str, Any]:
        badge = data.badge
        return {"name": data.name, "related": badge and [type(badge).__name__, badge.title]}

    @post("/tool", dto=ToolDTO, return_dto=None, sync_to_thread=False)
    def make_tool(data: Tool) -> dict[str, Any]:
        maker = data.maker
        return {"name": data.name, "related": maker and [type(maker).__name__, maker.name]}

    @post("/badge", dto=BadgeDTO, return_dto=None, sync_to_thread=False)
    def make_badge(data: MakerBadge) -> dict[str, Any]:
        return {"name": data.title, "related": [type(data.maker).__name__, data.maker.name]}

    with TestClient(Litestar([make_maker, make_tool, make_badge])) as client:
        return client.post(f"/{kind}", json=body)


RELATED = {
    "maker": ("badge", {"title": "gold"}, ["MakerBadge", "gold"]),
    "tool": ("maker", {"name": "Ada"}, ["Maker", "Ada"]),
}
"""Models whose relationship may be None: its name, what a client sends for it, and what the handler is given."""


@proves("dto.nullable-relationship-optional")
@pytest.mark.parametrize("kind", RELATED)
def test_relationship_that_may_be_none(kind: str) -> None:
    """It can be left out, be null, and be sent, whichever of the two models has the foreign key."""
    name, related, given = RELATED[kind]
    assert answer(sent(kind, {"name": "one"}), 201) == {"name": "one", "related": None}
    assert answer(sent(kind, {"name": "one", name: None}), 201) == {"name": "one", "related": None}
    assert answer(sent(kind, {"name": "one", name: related}), 201) == {"name": "one", "related": given}


@proves("dto.nullable-relationship-optional")
def test_relationship_that_must_be_there() -> None:
    """One that may not be None is demanded, and null is refused."""
    assert answer(sent("badge", {"title": "gold", "maker": {"name": "Ada"}}), 201) == {
        "name": "gold",
        "related": ["Maker", "Ada"],
    }
    answer(sent("badge", {"title": "gold"}), 400)
    answer(sent("badge", {"title": "gold", "maker": None}), 400)
