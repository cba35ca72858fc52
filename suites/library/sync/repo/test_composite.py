# Generated from suites/library/repo/test_composite.py by `python -m tools.twin`; do not edit.
"""Keys of two columns: as tuples and as dicts, in every method that takes a key."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import NotFoundError

from assay.checking import Reader, proves
from reference_app.library.changes.models import Caption, Membership, Spare
from reference_app.sync.library.changes.repositories import CaptionRepository, MembershipRepository, SpareRepository
from reference_app.sync.library.database import Database
from suites.library.sync.repo.refusals import refused
from suites.library.sync.repo.rows import expect, membership_rows, seed, stored_memberships

MODELS = (Membership, Spare, Caption)

KEYS = ((1, 1), (1, 2), (2, 1), (2, 2), (3, 1))
BEFORE = membership_rows(*KEYS)

FORMS: dict[str, Any] = {
    "tuple": (1, 2),
    "dict": {"group_id": 1, "member_id": 2},
    "dict-in-another-order": {"member_id": 2, "group_id": 1},
}

MALFORMED: dict[str, Any] = {
    "too-short": (1,),
    "too-long": (1, 2, 3),
    "null-in-a-tuple": (1, None),
    "missing-name": {"group_id": 1},
    "misspelt-name": {"group_id": 1, "memberid": 2},
    "null-in-a-dict": {"group_id": None, "member_id": 2},
    "scalar": 1,
    "none": None,
    "text": "1,2",
    "list": [1, 2],
}


def _left(*gone: tuple[int, int]) -> dict[Any, dict[str, Any]]:
    """What is left of the rows."""
    return {key: row for key, row in BEFORE.items() if key not in gone}


def _changed(**values: Any) -> dict[Any, dict[str, Any]]:
    """All rows, that of the key (1, 2) with other values."""
    return BEFORE | {(1, 2): BEFORE[1, 2] | values}


@pytest.mark.parametrize("form", FORMS)
@proves("repo.composite-tuple-and-dict")
def test_get(form: str, database: Database, reader: Reader) -> None:
    """The row of both values, among those that have one of them."""
    seed(reader, "library_changed_membership", BEFORE)
    with database.session() as session:
        found = MembershipRepository(session=session).get(FORMS[form])
        assert (found.group_id, found.member_id, found.remark) == (1, 2, "1 and 2")


@pytest.mark.parametrize("key", [(3, 2), {"group_id": 9, "member_id": 1}], ids=str)
@proves("repo.composite-tuple-and-dict")
def test_unknown_key(key: Any, database: Database, reader: Reader) -> None:
    """There is a row of each value, and none of both."""
    seed(reader, "library_changed_membership", BEFORE)
    with database.session() as session:
        repository = MembershipRepository(session=session)
        with refused(NotFoundError):
            repository.get(key)
        with refused(NotFoundError):
            repository.delete(key)
        assert list(repository.delete_many([key])) == []
        session.commit()
    expect(stored_memberships(reader), BEFORE)


@pytest.mark.parametrize("form", FORMS)
@proves("repo.composite-tuple-and-dict")
def test_delete(form: str, database: Database, reader: Reader) -> None:
    """The row of both values goes."""
    seed(reader, "library_changed_membership", BEFORE)
    with database.session() as session:
        deleted = MembershipRepository(session=session).delete(FORMS[form])
        assert (deleted.group_id, deleted.member_id) == (1, 2)
        session.commit()
    expect(stored_memberships(reader), _left((1, 2)))


@proves("repo.composite-tuple-and-dict")
def test_update(database: Database, reader: Reader) -> None:
    """The instance has both values; what it does not set stays, and so do the rows that share one of them."""
    seed(reader, "library_changed_membership", BEFORE)
    with database.session() as session:
        repository = MembershipRepository(session=session)
        updated = repository.update(Membership(group_id=1, member_id=2, remark=None))
        assert (updated.group_id, updated.member_id, updated.role, updated.remark) == (1, 2, "guest", None)
        with refused(NotFoundError):
            repository.update(Membership(group_id=3, member_id=2, remark="new"))
        session.commit()
    expect(stored_memberships(reader), _changed(remark=None))


@pytest.mark.parametrize("kind", ["instances", "mappings"])
@proves("repo.composite-tuple-and-dict")
def test_update_many(kind: str, database: Database, reader: Reader) -> None:
    """Rows that have one value in common, each with its own change."""
    seed(reader, "library_changed_membership", BEFORE)
    changes: Any = [{"group_id": 1, "member_id": 2, "remark": "a"}, {"group_id": 2, "member_id": 1, "role": "owner"}]
    with database.session() as session:
        updated = MembershipRepository(session=session).update_many(
            [Membership(**c) for c in changes] if kind == "instances" else changes
        )
        assert {(m.group_id, m.member_id): (m.role, m.remark) for m in updated} == {
            (1, 2): ("guest", "a"),
            (2, 1): ("owner", "2 and 1"),
        }
        session.commit()
    expect(stored_memberships(reader), _changed(remark="a") | {(2, 1): BEFORE[2, 1] | {"role": "owner"}})


@proves("repo.composite-tuple-and-dict")
def test_update_many_of_a_thousand(database: Database, reader: Reader) -> None:
    """More than a thousand keys in one call."""
    before = membership_rows(*((number // 50, number % 50) for number in range(1101)))
    seed(reader, "library_changed_membership", before)
    with database.session() as session:
        updated = MembershipRepository(session=session).update_many(
            [Membership(group_id=group, member_id=member, role="owner") for group, member in list(before)[:-1]]
        )
        assert len(updated) == 1100
        session.commit()
    last = list(before)[-1]
    expect(
        stored_memberships(reader),
        {key: row | ({} if key == last else {"role": "owner"}) for key, row in before.items()},
    )


@proves("repo.composite-tuple-and-dict")
def test_upsert(database: Database, reader: Reader) -> None:
    """A key that is there is updated, and one of which only the halves are there is new."""
    seed(reader, "library_changed_membership", BEFORE)
    with database.session() as session:
        repository = MembershipRepository(session=session)
        repository.upsert(Membership(group_id=1, member_id=2, remark="new"))
        repository.upsert(Membership(group_id=3, member_id=2, remark="new"))
        session.commit()
    new = {"group_id": 3, "member_no": 2, "role": "member", "remark": "new"}
    expect(stored_memberships(reader), _changed(remark="new") | {(3, 2): new})


@pytest.mark.parametrize("form", MALFORMED)
@proves("repo.composite-tuple-and-dict")
def test_malformed_key(form: str, database: Database, reader: Reader) -> None:
    """What is no key of the model is refused by each method, and nothing is deleted."""
    seed(reader, "library_changed_membership", BEFORE)
    with database.session() as session:
        repository = MembershipRepository(session=session)
        for method in (repository.get, repository.delete):
            with refused(ValueError, TypeError):
                method(MALFORMED[form])
        with refused(ValueError, TypeError):
            repository.delete_many([(1, 1), MALFORMED[form]])
        session.rollback()
        session.commit()
    expect(stored_memberships(reader), BEFORE)


@proves("repo.composite-tuple-and-dict")
def test_dict_of_column_names(database: Database, reader: Reader) -> None:
    """The page says: a dict with column names as keys. One of the columns has another name than its attribute."""
    seed(reader, "library_changed_membership", BEFORE)
    with database.session() as session:
        found = MembershipRepository(session=session).get({"group_id": 1, "member_no": 2})
        assert found.remark == "1 and 2"


@pytest.mark.parametrize("key", [(1, 2), {"id": 1}, (1,)], ids=str)
@proves("repo.composite-tuple-and-dict")
def test_single_key_takes_neither(key: Any, database: Database) -> None:
    """A model with a key of one column refuses tuples and dicts."""
    with database.session() as session, refused(ValueError, TypeError):
        SpareRepository(session=session).get(key)


LISTS: dict[str, list[Any]] = {
    "tuples": [(1, 2), (2, 1)],
    "dicts": [{"group_id": 1, "member_id": 2}, {"member_id": 1, "group_id": 2}],
    "both": [(1, 2), {"group_id": 2, "member_id": 1}],
    "twice": [(1, 2), (2, 1), (1, 2)],
    "with-an-unknown-one": [(3, 2), (1, 2), (2, 1), (9, 9)],
}


@pytest.mark.parametrize("form", LISTS)
@proves("repo.composite-delete-many")
def test_delete_many(form: str, database: Database, reader: Reader) -> None:
    """Crossed keys: the rows of both values go and are returned, and those that have each value of another key stay."""
    seed(reader, "library_changed_membership", BEFORE)
    with database.session() as session:
        deleted = MembershipRepository(session=session).delete_many(LISTS[form])
        session.commit()
    assert sorted((m.group_id, m.member_id, m.remark) for m in deleted) == [(1, 2, "1 and 2"), (2, 1, "2 and 1")]
    expect(stored_memberships(reader), _left((1, 2), (2, 1)))


@proves("repo.composite-delete-many")
def test_delete_none(database: Database, reader: Reader) -> None:
    """An empty list."""
    seed(reader, "library_changed_membership", BEFORE)
    with database.session() as session:
        assert list(MembershipRepository(session=session).delete_many([])) == []
        session.commit()
    expect(stored_memberships(reader), BEFORE)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
@proves("repo.composite-delete-many")
def test_chunks(size: int, database: Database, reader: Reader) -> None:
    """Whatever the size of a chunk, each row goes and is returned once."""
    seed(reader, "library_changed_membership", BEFORE)
    with database.session() as session:
        deleted = MembershipRepository(session=session).delete_many(list(KEYS[:4]), chunk_size=size)
        session.commit()
    assert sorted((m.group_id, m.member_id) for m in deleted) == list(KEYS[:4])
    expect(stored_memberships(reader), _left(*KEYS[:4]))


@pytest.mark.parametrize("size", [501, 1101, 33_000])
@proves("repo.composite-delete-many")
def test_many_keys(size: int, database: Database, reader: Reader) -> None:
    """More than drivers and databases take in one statement; most of them are no row's."""
    seed(reader, "library_changed_membership", BEFORE)
    keys: list[Any] = [(1, 2), *((100 + number // 200, number % 200) for number in range(size - 2)), (2, 1)]
    with database.session() as session:
        deleted = MembershipRepository(session=session).delete_many(keys)
        session.commit()
    assert sorted((m.group_id, m.member_id) for m in deleted) == [(1, 2), (2, 1)]
    expect(stored_memberships(reader), _left((1, 2), (2, 1)))


@proves("repo.primary-key-helpers")
def test_helpers_of_one_column(database: Database) -> None:
    """A model with a key of one column."""
    with database.session() as session:
        repository = SpareRepository(session=session)
    assert repository.pk_attr_names == ("id",)
    assert repository.has_composite_pk is False
    assert repository.get_primary_key_value(Spare(id=7)) == 7
    assert [repository.has_primary_key_values(Spare(id=key)) for key in (7, 0, None)] == [True, True, False]
    assert repository.has_primary_key_values(Spare()) is False


@proves("repo.primary-key-helpers")
def test_helpers_of_two_columns(database: Database) -> None:
    """A model with a key of two columns: the names are those of the attributes, in the model's order."""
    with database.session() as session:
        repository = MembershipRepository(session=session)
    assert repository.pk_attr_names == ("group_id", "member_id")
    assert repository.has_composite_pk is True
    assert repository.get_primary_key_value(Membership(member_id=2, group_id=1)) == (1, 2)
    complete = [
        Membership(group_id=group, member_id=member) for group, member in ((1, 2), (0, 0), (None, 2), (1, None))
    ]
    assert [repository.has_primary_key_values(m) for m in complete] == [True, True, False, False]
    assert repository.has_primary_key_values(Membership(group_id=1)) is False


@proves("repo.primary-key-helpers")
def test_helpers_of_several_repositories(database: Database) -> None:
    """Two repositories of one session, each with its own model."""
    with database.session() as session:
        first, second = MembershipRepository(session=session), CaptionRepository(session=session)
    assert (first.pk_attr_names, second.pk_attr_names) == (("group_id", "member_id"), ("id",))
    assert second.get_primary_key_value(Caption(id=3)) == 3
