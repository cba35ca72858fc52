"""What stands for a verdict where there is no room for it, and what each means."""

from __future__ import annotations

from assay.domain.verdicts import Verdict

SYMBOLS = {
    Verdict.PASS: "✓",
    Verdict.FAIL: "✗",
    Verdict.KNOWN: "≈",
    Verdict.FIXED: "★",
    Verdict.UNSUPPORTED: "\u2013",
    Verdict.NOT_RUN: "○",
    Verdict.ERROR: "!",
}
"""What stands for a verdict where there is no room for the word."""
LETTERS = "PUNKXFE"
"""One letter for each verdict, in the order of their declaration, where many are kept."""
LETTER = dict(zip(Verdict, LETTERS, strict=True))
NO_CELL = "."
"""The letter of a feature that does not vary over a target."""
MEANINGS = {
    Verdict.PASS: "every check of the feature ran on the target and held",
    Verdict.FAIL: "an assertion about the library did not hold, and no known issue explains it",
    Verdict.KNOWN: "it failed exactly as a known issue says",
    Verdict.FIXED: "a known issue says that it fails, and it held: the entry must go",
    Verdict.UNSUPPORTED: "the installed versions or the database do not offer the feature",
    Verdict.NOT_RUN: "it, or one of its checks, was not tried; the reason says why",
    Verdict.ERROR: "the harness or the infrastructure is at fault; says nothing about the library",
}
