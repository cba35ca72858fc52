"""A model with a string as the page writes it: without a length."""

from __future__ import annotations

from advanced_alchemy.extensions.litestar import base
from sqlalchemy.orm import Mapped

BIND_KEY = "assay-unbounded"


class UnboundedModel(base.UUIDBase):
    """An author, in metadata of its own: no other application's ``create_all`` shall make its table."""

    __bind_key__ = BIND_KEY
    __tablename__ = "assay_unbounded"

    name: Mapped[str]
