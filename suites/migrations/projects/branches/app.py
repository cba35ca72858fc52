"""One plugin with two configurations, each with migrations of its own."""

import os

import models  # noqa: F401 - makes the tables known
from advanced_alchemy.extensions.litestar import AlembicAsyncConfig, SQLAlchemyAsyncConfig, SQLAlchemyPlugin
from litestar import Litestar

orders = SQLAlchemyAsyncConfig(
    connection_string=os.environ["ASSAY_DATABASE_URL"],
    alembic_config=AlembicAsyncConfig(script_location="./order_migrations"),
)
reports = SQLAlchemyAsyncConfig(
    connection_string=os.environ["SECOND_DATABASE_URL"],
    bind_key="reports",
    session_dependency_key="report_session",
    engine_dependency_key="report_engine",
    alembic_config=AlembicAsyncConfig(script_location="./report_migrations"),
)
app = Litestar(plugins=[SQLAlchemyPlugin(config=[orders, reports])])
