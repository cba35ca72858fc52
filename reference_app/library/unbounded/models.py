"""A blog post as the page has it."""

import datetime

from advanced_alchemy.base import BigIntAuditBase
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ("BasicPost",)


class BasicPost(BigIntAuditBase):
    """A post whose texts have no stated length."""

    __tablename__ = "library_basic_post"
    __bind_key__ = "library"

    title: Mapped[str]
    content: Mapped[str]
    published: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime.datetime | None] = mapped_column(default=None)
