"""What a user has after the page's chapters "Basic Setup" and "File Object Storage"."""

import os

import models  # noqa: F401 - makes the tables known
from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, SQLAlchemyPlugin
from advanced_alchemy.types import storages
from litestar import Litestar

storages.register_backend("memory:///", key="documents")
config = SQLAlchemyAsyncConfig(connection_string=os.environ["ASSAY_DATABASE_URL"])
app = Litestar(plugins=[SQLAlchemyPlugin(config=config)])
