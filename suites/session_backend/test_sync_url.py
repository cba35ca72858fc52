"""The page's configuration of a sync backend, with a URL that names no driver."""

from __future__ import annotations

import importlib.util

from sqlalchemy import make_url

from assay.checking import TargetRuntime, proves
from suites.session_backend import page
from suites.session_backend.browser import Browser
from suites.session_backend.conftest import build_sessions, driver_of

PAGE_URL = make_url(page.SYNC_CONFIGURATION.split('connection_string="')[1].split('"')[0])


@proves("session-backend.sync-default-driver-url")
def test_driver_of_the_page_s_url() -> None:
    """The page's URL is for a sync driver."""
    dialect = PAGE_URL.get_dialect()
    assert dialect.is_async is False, f"{PAGE_URL.drivername} is for the async driver {dialect.driver}"
    assert dialect.name == "postgresql", f"{PAGE_URL.drivername} is for {dialect.name}"


@proves("session-backend.sync-default-driver-url")
def test_driver_of_the_page_s_url_is_installed() -> None:
    """The driver that the page's URL chooses is installed, with the others."""
    driver = PAGE_URL.get_dialect().driver
    assert importlib.util.find_spec(driver) is not None, f"the URL chooses {driver}, which is not installed"


@proves("session-backend.sync-default-driver-url", needs=("default-sync-driver",))
def test_url_without_a_driver(runtime: TargetRuntime) -> None:
    """A URL that names only the product drives the sync backend from login to logout."""
    driver = driver_of(runtime, is_async=False)
    application = build_sessions(runtime, driver=driver)
    config = application.state["session_backend"].alchemy
    url = make_url(config.connection_string)
    config.connection_string = url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)
    browser = Browser(runtime.start(application))
    cookie = browser.login()
    seen = browser.get("/profile")
    assert seen == {"user_id": 123, "username": "bob"}, f"after the login /profile says {seen}"
    browser.send("POST", "/logout")
    seen = Browser(browser.app, cookie).get("/profile")
    assert seen == {"error": "Not logged in"}, f"after the logout /profile says {seen}"
