"""The passwords of a run, and keeping them out of text that people will see."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

_WORD_STARTS = r"(?:(?<!\w)|(?<=\\[abfnrtv])|(?<=%[0-9A-Fa-f]{2})|(?<=[\d;\[]m))"
"""Also after what escapes write with letters: a new line in a repr, a colon in a URL, a colour in a terminal."""
_WORD_ENDS = r"(?!\w)"


class Secrets:
    """Random passwords of a run, and the masking of them in text that people will see."""

    def __init__(self) -> None:
        self._known: list[str] = []

    def new(self) -> str:
        """A new random password; its first character is a letter, which every product accepts."""
        return self.keep("p" + secrets.token_urlsafe(18))

    def keep(self, secret: str) -> str:
        """Remember a password that came from elsewhere, so that it is masked too."""
        if secret:
            self._known.append(secret)
        return secret

    def mask(self, text: str) -> str:
        """The text with every known password replaced."""
        return masked(text, self._known)


def masked(text: str, secrets: Iterable[str]) -> str:
    """A text without secrets, as they are and as URLs and tracebacks write them.

    A trivial one, such as ``mysql`` at a user's test server, is replaced where it is a word of its own. Within another
    word, such as ``pymysql``, it is not the secret, and what is left of that word would tell it.
    """
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        if len(form) < 8 or (len(form) < 12 and form.isalpha()):
            start = _WORD_STARTS if form[0].isalnum() else ""
            end = _WORD_ENDS if form[-1].isalnum() else ""
            text = re.sub(f"{start}{re.escape(form)}{end}", "***", text)
        else:
            text = text.replace(form, "***")
    return text


def _forms(secret: str) -> Iterator[str]:
    yield from (secret, quote(secret, safe=""), quote(secret, safe=" +"), quote_plus(secret), repr(secret)[1:-1])
