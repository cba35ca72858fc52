"""What is underneath an exception, whatever drivers make of theirs."""

from __future__ import annotations

from assay.domain.errors import chain


class Obliging(Exception):  # noqa: N818 - it stands for a driver's
    """Like those of Firebird's driver, which have every attribute."""

    def __getattr__(self, name: str) -> None:
        del name


class Group(Exception):  # noqa: N818 - like the builtin, which Python 3.10 lacks
    def __init__(self, *exceptions: BaseException) -> None:
        super().__init__("group")
        self.exceptions = exceptions


def test_members_of_groups_and_causes_are_underneath() -> None:
    cause, member = ValueError("cause"), TypeError("member")
    member.__cause__ = cause
    assert chain(Group(member)) == [member, cause]


def test_an_exception_that_has_every_attribute_is_no_group() -> None:
    obliging = Obliging("refused")
    assert chain(obliging) == []
    assert chain(Group(obliging)) == [obliging]
