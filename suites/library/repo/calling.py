"""Calls a repository as drawn calls say, and tells what came of it in plain values."""

from __future__ import annotations

from typing import Any

from advanced_alchemy.exceptions import NotFoundError, RepositoryError
from advanced_alchemy.filters import CollectionFilter
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import instance_state

from reference_app.library.changes.models import Card
from reference_app.library.changes.repositories import CardRepository
from reference_app.library.database import Database
from reference_app.library.reading.repositories import many
from suites.library.repo.calls import COLUMNS, MISSING, REFUSED, Call, Outcome, Rows, answer, done


async def carried_out(database: Database, committed: Rows, calls: list[Call]) -> Rows:
    """Make the calls in one session, and compare each with the model; the rows that are committed at the end.

    Args:
        database: Where the rows are.
        committed: The rows that are there before.
        calls: The calls.

    Raises:
        AssertionError: A call returns something else than the model, or the session then has other values.
    """
    rows = committed
    kept: list[Card] = []
    async with database.session() as session:
        repository = CardRepository(session=session)
        for name in ("loaded_as_persistent", "pending_to_persistent"):
            event.listen(getattr(session, "sync_session", session), name, lambda _, card: kept.append(card))
        for number, call in enumerate(calls):
            told = f"after {calls[:number]} {call}"
            if call.method == "commit":
                await session.commit()
                committed = rows
                continue
            if call.method == "rollback":
                await session.rollback()
                rows = committed
                continue
            expected, after = done(call, rows)
            if expected.kind == "skipped":
                continue
            seen = await _made(repository, call, rows)
            assert seen == expected, f"{told} comes to {seen}, not {expected}"
            if expected.kind == "refused":
                await session.rollback()
                rows = committed
            else:
                rows = after
            _compare_session(session, rows, told)
        await session.commit()
    return rows


def _compare_session(session: AsyncSession, rows: Rows, told: str) -> None:
    for card in session:
        state = instance_state(card)
        if state.deleted or state.pending or state.expired:
            continue
        has = {name: state.dict[name] for name in COLUMNS if name in state.dict}
        identity = state.identity
        wanted = rows.get(identity[0]) if identity else None
        assert wanted is not None, f"{told} the session has {has}, which is in the table no more"
        assert has == {name: wanted[name] for name in has}, f"{told} the session has {has}, and the table {wanted}"


async def _made(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    try:
        return await _CALLERS[call.method](repository, call, rows)
    except NotFoundError:
        return MISSING
    except RepositoryError:
        return REFUSED


def _row(card: Card) -> dict[str, Any]:
    return {name: getattr(card, name) for name in COLUMNS}


async def _add(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    return answer([_row(await repository.add(Card(**given), auto_expunge=call.expunge)) for given in call.given])


async def _add_many(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    cards = [Card(**given) for given in call.given]
    return answer(map(_row, await repository.add_many(cards, auto_expunge=call.expunge)))


async def _update(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    (given,) = call.given
    return answer([_row(await repository.update(Card(**given), auto_expunge=call.expunge))])


async def _update_many(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    items: Any = [dict(given) if call.flag else Card(**given) for given in call.given]
    return answer(map(_row, await repository.update_many(items, auto_expunge=call.expunge)))


async def _upsert(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    (given,) = call.given
    fields = [call.by] if call.by else None
    return answer([_row(await repository.upsert(Card(**given), match_fields=fields, auto_expunge=call.expunge))])


async def _upsert_many(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    cards = [Card(**given) for given in call.given]
    fields = [call.by] if call.by else None
    many = await repository.upsert_many(cards, match_fields=fields, no_merge=call.flag, auto_expunge=call.expunge)
    return answer(map(_row, many))


async def _get_or_upsert(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    (given,) = call.given
    if given["code"] in {row["code"] for row in rows.values()}:
        # the key of a row that is known is not to be another one
        given = {name: value for name, value in given.items() if name != "id"}
    card, created = await repository.get_or_upsert(
        match_fields=[call.by], upsert=call.flag, auto_expunge=call.expunge, **given
    )
    return answer([_row(card)], created)


async def _get_and_update(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    (given,) = call.given
    card, updated = await repository.get_and_update(match_fields=[call.by], auto_expunge=call.expunge, **given)
    return answer([_row(card)], updated)


async def _delete(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    (given,) = call.given
    return answer([_row(await repository.delete(given["id"], auto_expunge=call.expunge))])


async def _delete_many(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    ids = [given["id"] for given in call.given]
    return answer(map(_row, await repository.delete_many(ids, auto_expunge=call.expunge)))


async def _delete_where(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    if call.by == "code":
        chosen = CollectionFilter("code", [given["code"] for given in call.given])
        return answer(map(_row, await repository.delete_where(chosen, auto_expunge=call.expunge)))
    (given,) = call.given
    return answer(map(_row, await repository.delete_where(auto_expunge=call.expunge, **given)))


async def _get(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    (given,) = call.given
    return answer([_row(await repository.get(given["id"], auto_expunge=call.expunge))])


async def _get_one_or_none(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    (given,) = call.given
    found = await repository.get_one_or_none(auto_expunge=call.expunge, **given)
    return answer([] if found is None else [_row(found)])


async def _get_many(repository: CardRepository, call: Call, rows: Rows) -> Outcome:
    (given,) = call.given
    return answer(map(_row, await many(repository, auto_expunge=call.expunge, **given)))


_CALLERS = {
    "add": _add,
    "add_many": _add_many,
    "update": _update,
    "update_many": _update_many,
    "upsert": _upsert,
    "upsert_many": _upsert_many,
    "get_or_upsert": _get_or_upsert,
    "get_and_update": _get_and_update,
    "delete": _delete,
    "delete_many": _delete_many,
    "delete_where": _delete_where,
    "get": _get,
    "get_one_or_none": _get_one_or_none,
    "get_many": _get_many,
}
