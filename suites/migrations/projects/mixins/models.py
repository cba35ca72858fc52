"""The models that the library brings, each with its documented mixin."""

from advanced_alchemy.extensions.litestar import base, mixins
from advanced_alchemy.extensions.litestar.session import SessionModelMixin
from advanced_alchemy.extensions.litestar.store import StoreModelMixin
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column


class WebSession(SessionModelMixin):
    """Sessions of the web."""

    __tablename__ = "web_sessions"


class CacheEntry(StoreModelMixin):
    """A store."""

    __tablename__ = "cache_entry"


class Article(base.UUIDBase, mixins.SlugKey):
    """Something with a slug."""

    __tablename__ = "article"

    title: Mapped[str] = mapped_column(String(50))
