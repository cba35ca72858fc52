"""What the HTML pages share: the template environment, and data that is safe inside a page."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

from assay.reporting.model import MEANINGS, SYMBOLS
from assay.verdicts import Verdict

_STYLES = ("report.css", "narrow.css", "print.css")
_UNSAFE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


@cache
def environment() -> jinja2.Environment:
    """The templates; everything that is put into one is escaped."""
    found = jinja2.Environment(
        loader=jinja2.PackageLoader("assay.reporting"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
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


def page(template: str, **values: Any) -> str:
    """A page or picture from a template and what is to be put into it."""
    return environment().get_template(template).render(**values)


def asset(name: str) -> str:
    """The text of a style sheet or script."""
    return (resources.files("assay.reporting") / "templates" / name).read_text(encoding="utf-8")


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
