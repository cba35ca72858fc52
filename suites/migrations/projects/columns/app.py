"""What a user has after the page's chapter "Basic Setup", without a word about Alembic."""

import os

import models  # noqa: F401 - makes the tables known
from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, SQLAlchemyPlugin
from litestar import Litestar

config = SQLAlchemyAsyncConfig(connection_string=os.environ["ASSAY_DATABASE_URL"])
app = Litestar(plugins=[SQLAlchemyPlugin(config=config)])
