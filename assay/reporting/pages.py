"""What the HTML pages share: the template environment, and data that is safe inside a page."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from assay.domain.verdicts import Verdict
from assay.reporting.screen import without_controls
from assay.reporting.signs import MEANINGS, SYMBOLS

if TYPE_CHECKING:
    import jinja2
    from markdown_it.token import Token

_STYLES = ("report.css", "narrow.css", "print.css")
_UNSAFE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


@cache
def environment() -> jinja2.Environment:
    """The templates; everything that is put into one is escaped."""
    import jinja2  # not above: a run asks this module for the names of its files before it begins

    found = jinja2.Environment(
        loader=jinja2.PackageLoader("assay.reporting"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {
        "VERDICTS": list(Verdict),
        "SYMBOLS": SYMBOLS,
        "MEANINGS": MEANINGS,
        "style": Markup("\n".join(map(asset, _STYLES))),  # noqa: S704 - our own files
    }
    return found


def _finalize(value: Any) -> Any:
    return value if isinstance(value, Markup) or not isinstance(value, str) else without_controls(value)


def page(template: str, **values: Any) -> str:
    """A page or picture from a template and what is to be put into it."""
    return environment().get_template(template).render(**values)


def asset(name: str) -> str:
    """The text of a style sheet or script."""
    return (resources.files("assay.reporting") / "templates" / name).read_text(encoding="utf-8")


def markdown(text: str) -> str:
    """Markdown as HTML that is safe in a page: HTML is shown as it stands, and links within its folder are text."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for token in tokens:
        if token.children:
            token.children = list(_outward(token.children))
    found: str = parser.renderer.render(tokens, parser.options, {})
    return found


def _outward(tokens: Iterable[Token]) -> Iterator[Token]:
    """Without the links that lead nowhere outside the folder of the text."""
    inside = False
    for token in tokens:
        if token.type == "link_open":
            inside = not str(token.attrs["href"]).startswith(("https://", "http://"))
            token.attrs["rel"] = "noreferrer noopener"
        if not (inside and token.type in ("link_open", "link_close")):
            yield token


def script(*names: str) -> tuple[Markup, str]:
    """A script to be put into a page, and the source expression by which the page's policy allows it and no other.

    Args:
        names: Its parts, in their order: they are joined.
    """
    source = "\n".join(map(asset, names))
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return Markup(source), f"'sha256-{digest}'"  # noqa: S704 - our own file


def embed(value: Any) -> Markup:
    """JSON for a ``<script type="application/json">``: no text in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_UNSAFE))  # noqa: S704 - nothing in it can end the element
