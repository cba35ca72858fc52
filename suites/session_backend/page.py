"""The page's blocks as they are on the page."""

CUSTOM_TABLE_ARGS = """
from sqlalchemy import Index
from advanced_alchemy.extensions.litestar.session import SessionModelMixin

class UserSession(SessionModelMixin):
    __tablename__ = "user_sessions"

    @declared_attr.directive
    @classmethod
    def __table_args__(cls):
        # Get the mixin's default constraints
        base_args = super().__table_args__()
        # Add your custom indexes/constraints
        return base_args + (
            Index("ix_user_sessions_custom", cls.session_id, cls.created_at),
        )
"""

CONCATENATION = """
class UserSession(SessionModelMixin):
    __tablename__ = "user_sessions"

    # Add indexes for common query patterns
    __table_args__ = SessionModelMixin.__table_args__ + (
        Index("ix_user_sessions_created_user", "created_at", "session_id"),
    )
"""

SYNC_CONFIGURATION = """
from litestar.plugins.sqlalchemy import SQLAlchemySyncConfig
from advanced_alchemy.extensions.litestar.session import SQLAlchemySyncSessionBackend

# Sync configuration
sqlalchemy_config = SQLAlchemySyncConfig(
    connection_string="postgresql://user:password@localhost/mydb",
    create_all=True,
)

session_backend = SQLAlchemySyncSessionBackend(
    config=session_config,
    alchemy_config=sqlalchemy_config,
    model=UserSession,
)
"""

LOGIN_FORM = """
@get("/login")
async def login_form() -> str:
    return "<form method='post'><input name='username'><button>Login</button></form>"
"""

EXAMPLE_URL = '"sqlite+aiosqlite:///sessions.db"'
EXAMPLE_SECRET = '    secret="your-super-secret-key-change-in-production",\n'
EXAMPLE = """
from litestar import Litestar, get, post
from litestar.connection import ASGIConnection
from litestar.middleware.session.server_side import ServerSideSessionConfig
from litestar.plugins.sqlalchemy import (
    AsyncSessionConfig,
    SQLAlchemyAsyncConfig,
    SQLAlchemyPlugin,
)
from litestar.response import Template

from advanced_alchemy.extensions.litestar.session import (
    SessionModelMixin,
    SQLAlchemyAsyncSessionBackend,
)

# Session model
class WebSession(SessionModelMixin):
    __tablename__ = "web_sessions"

# Database configuration
sqlalchemy_config = SQLAlchemyAsyncConfig(
    connection_string="sqlite+aiosqlite:///sessions.db",
    session_config=AsyncSessionConfig(expire_on_commit=False),
    create_all=True,
)

# Session configuration
session_config = ServerSideSessionConfig(
    secret="your-super-secret-key-change-in-production",
    max_age=3600,  # 1 hour
)

# Session backend
session_backend = SQLAlchemyAsyncSessionBackend(
    config=session_config,
    alchemy_config=sqlalchemy_config,
    model=WebSession,
)

# Routes
@get("/")
async def home(request: ASGIConnection) -> dict:
    username = request.session.get("username")
    return {"message": f"Hello {username}!" if username else "Hello stranger!"}

@post("/login")
async def login(request: ASGIConnection) -> dict:
    form = await request.form()
    username = form.get("username")

    if username:
        request.set_session({"username": username, "login_time": "now"})
        return {"message": f"Welcome {username}!"}

    return {"error": "Username required"}

@post("/logout")
async def logout(request: ASGIConnection) -> dict:
    request.clear_session()
    return {"message": "Logged out successfully"}

# Application
app = Litestar(
    route_handlers=[home, login, logout],
    plugins=[SQLAlchemyPlugin(config=sqlalchemy_config)],
    middleware=[session_config.middleware],
)
"""

DIRECTIVE_OF_1_12 = """
from sqlalchemy import Index
from sqlalchemy.orm import declared_attr
from advanced_alchemy.extensions.litestar.session import SessionModelMixin

class UserSession(SessionModelMixin):
    __tablename__ = "user_sessions"

    @declared_attr.directive
    @classmethod
    def __table_args__(cls):
        return super().__table_args__ + (
            Index("ix_user_sessions_custom", cls.session_id, cls.expires_at),
        )
"""
"""The block of the page of 1.12.0."""
