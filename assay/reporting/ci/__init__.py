"""What a CI server shows of a run: a summary, annotations, a comment, issues. Each is text with a limit of its own."""

from assay.reporting.ci import annotations, comment, issue, summary

__all__ = ["annotations", "comment", "issue", "summary"]
