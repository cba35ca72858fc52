"""The page's session models."""

from advanced_alchemy.extensions.litestar.session import SessionModelMixin
from advanced_alchemy.extensions.litestar.store import StoreModelMixin

__all__ = ("BIND_KEY", "SessionStore", "UserSession", "WebSession")

BIND_KEY = "web_sessions"
"""Keeps these tables apart from the other chapters': an application only makes the tables of its own key."""


class UserSession(SessionModelMixin):
    """The model of "Quick Setup"."""

    __bind_key__ = BIND_KEY
    __tablename__ = "user_sessions"


class WebSession(SessionModelMixin):
    """The model of "Complete Example"."""

    __bind_key__ = BIND_KEY
    __tablename__ = "web_sessions"


class SessionStore(StoreModelMixin):
    """What Litestar's own session backend needs to keep its sessions in the database."""

    __bind_key__ = BIND_KEY
    __tablename__ = "session_store"
