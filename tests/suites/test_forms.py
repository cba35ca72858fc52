"""The forms of the suites are those that a browser sends: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from suites.forms import BOUNDARY, CHOICES, MULTIPART, QUERIES, URL_ENCODED, Form

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NAME = '<input name="name" value="report">'
FILE = '<input type="file" name="file">'
# File objects by what they are made of, so that no file of this machine is needed
FILES = {
    "file": "new File(['hello'], 'a.txt', {type: 'text/plain'})",
    "empty-file": "new File([], 'empty.txt', {type: 'text/plain'})",
    "file-of-no-known-type": "new File(['hello'], 'a.zzz')",
    "two-files": "new File(['one'], 'a.txt', {type: 'text/plain'}), new File(['two'], 'b.txt', {type: 'text/plain'})",
    "awkward-filename": "new File(['hello'], 'a \"quoted\" Über 😀 % ;.txt', {type: 'text/plain'})",
    "nearly-a-boundary": f"new File(['a\\nb\\rc\\r\\n--{BOUNDARY[:-1]}\\r\\n\\r\\n--'], 'a.bin')",
}
CONTROLS = {
    "no-file-chosen": NAME + FILE,
    "empty-text": '<input name="name">',
    "text-of-lines": '<textarea name="name"></textarea>',
    "checkboxes": NAME + '<input type="checkbox" name="open"><input type="checkbox" name="checked" checked>',
    "nothing": '<input type="checkbox" name="open">',
}


class Requests:
    """What was sent, last first known: the path, the type and the body."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, bytes]] = []
        self.url = ""

    def body_of(self, form: Form) -> bytes:
        """The body that was sent last, with the boundary of the suites' form in place of its own."""
        _, content_type, body = self.seen.pop()
        own = re.search("boundary=(.*)", content_type)
        if own is None:
            assert content_type == form.content_type
            return body
        assert content_type.replace(own[1], BOUNDARY) == form.content_type
        return body.replace(own[1].encode(), BOUNDARY.encode())


@contextmanager
def listening() -> Iterator[Requests]:
    """A server that notes what it is sent."""
    found = Requests()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            if self.path.startswith("/sent"):  # not the icon, for which a browser asks when it likes
                found.seen.append((self.path, self.headers.get("content-type") or "", body))
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()

        do_GET = do_POST = answer  # noqa: N815 - the names are http.server's

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def sent() -> Iterator[Requests]:
    """What the browser has sent."""
    with listening() as found:
        yield found


@pytest.fixture(scope="module")
def page(sent: Requests) -> Iterator[Page]:
    """A page of the server's origin."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: it is in the dev extra")
    if CHROMIUM is None:
        pytest.skip("no Chromium on PATH: install Debian's package chromium")
    options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser.new_page()
        browser.close()


def submit(page: Page, sent: Requests, controls: str, script: str = "", **attributes: str) -> None:
    """Fill a form in, and submit it."""
    page.goto(sent.url)
    written = " ".join(f'{name}="{value}"' for name, value in {"method": "post", **attributes}.items())
    page.set_content(f'<form action="{sent.url}/sent" {written}>{controls}</form>')
    if script:
        page.evaluate(script)
    sent.seen.clear()
    with page.expect_navigation():
        page.evaluate("document.forms[0].submit()")


@pytest.mark.parametrize("name", FILES)
def test_file_was_chosen(page: Page, sent: Requests, name: str) -> None:
    """A form with files."""
    script = f"""() => {{
        const chosen = new DataTransfer();
        [{FILES[name]}].forEach((file) => chosen.items.add(file));
        document.querySelector("[type=file]").files = chosen.files;
    }}"""
    control = FILE.replace(">", " multiple>") if name == "two-files" else FILE
    submit(page, sent, NAME + control, script, enctype="multipart/form-data")
    assert sent.body_of(MULTIPART[name]) == MULTIPART[name].body


@pytest.mark.parametrize("name", CONTROLS)
def test_controls(page: Page, sent: Requests, name: str) -> None:
    """A form without files."""
    lines = "() => { document.querySelector('textarea').value = 'a\\nb\\r\\nc\\rd' }"
    script = lines if "textarea" in CONTROLS[name] else ""
    submit(page, sent, CONTROLS[name], script, enctype="multipart/form-data")
    assert sent.body_of(MULTIPART[name]) == MULTIPART[name].body


def test_control_for_several_files(page: Page, sent: Requests) -> None:
    """A control for several files of which none was chosen is sent as one for one file is."""
    submit(page, sent, NAME + FILE.replace(">", " multiple>"), enctype="multipart/form-data")
    assert sent.body_of(MULTIPART["no-file-chosen"]) == MULTIPART["no-file-chosen"].body


def test_blob(page: Page, sent: Requests) -> None:
    """A form that a script makes."""
    page.goto(sent.url)
    sent.seen.clear()
    page.evaluate("""() => {
        const form = new FormData();
        form.append("name", "report");
        form.append("file", new Blob(["hello"]));
        return fetch("/sent", {method: "POST", body: form});
    }""")
    assert sent.body_of(MULTIPART["blob"]) == MULTIPART["blob"].body


@pytest.mark.parametrize("name", ["text", "awkward-text", "text-of-lines", "empty-text"])
def test_urlencoded(page: Page, sent: Requests, name: str) -> None:
    """The page's login form; with a checkbox where the suites' has one."""
    form, typed = URL_ENCODED[name]
    boxes = '<input type="checkbox" name="remember" checked>' if name == "awkward-text" else ""
    control = '<textarea name="username"></textarea>' if "\n" in typed else '<input name="username">'
    submit(page, sent, control + boxes, f"() => {{ document.querySelector('[name=username]').value = {typed!r} }}")
    assert sent.body_of(form) == form.body


def test_choices(page: Page, sent: Requests) -> None:
    """A group of checkboxes."""
    boxes = [f'<input type="checkbox" name="choice" value="{value}"' for value in ("sport", "art", "science")]
    submit(page, sent, f"{boxes[0]} checked>{boxes[1]}>{boxes[2]} checked>")
    assert sent.body_of(CHOICES) == CHOICES.body


def test_search_params(page: Page, sent: Requests) -> None:
    """Parameters that a script makes."""
    form, typed = URL_ENCODED["with-charset"]
    page.goto(sent.url)
    sent.seen.clear()
    page.evaluate(f"""() => fetch("/sent", {{
        method: "POST", body: new URLSearchParams([["username", {typed!r}], ["empty", ""]])
    }})""")
    assert sent.body_of(form) == form.body


def test_queries(page: Page, sent: Requests) -> None:
    """Search forms."""
    controls = {
        "awkward-text": '<input name="searchString">',
        "empty-controls": '<input name="searchString"><input name="ids">'
        '<input name="currentPage" value="1"><input name="pageSize" value="20">',
    }
    assert set(controls) == set(QUERIES)
    for name, (query, typed) in QUERIES.items():
        script = f"() => {{ document.querySelector('[name=searchString]').value = {typed!r} }}"
        submit(page, sent, controls[name], script, method="get")
        assert [path for path, _, _ in sent.seen] == [f"/sent?{query}"]
