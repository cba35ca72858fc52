"""The line that a report has of an exception."""

from __future__ import annotations

from assay.running.outcome import first_line


class Group(Exception):  # noqa: N818 - like the builtin, which Python 3.10 lacks
    def __init__(self, *exceptions: BaseException) -> None:
        super().__init__(f"unhandled errors ({len(exceptions)} sub-exceptions)")
        self.exceptions = exceptions


def test_a_group_of_one_is_told_by_its_member() -> None:
    assert first_line(Group(Group(KeyError("firebird\nmore")))) == "KeyError: 'firebird\\nmore'"


def test_a_group_of_several_is_told_as_such() -> None:
    assert first_line(Group(KeyError("a"), KeyError("b"))).endswith("Group: unhandled errors (2 sub-exceptions)")
