"""Makes the tables as an application with ``create_all=True`` does when it starts."""

from app import app, config
from litestar.testing import TestClient

config.create_all = True
with TestClient(app):
    pass
