"""What Litestar answers for the library's exceptions."""

from __future__ import annotations

import pytest

from assay.checking import Reader, RunningApp, answer, proves

STATUSES: dict[str, int] = {
    "missing": 404,
    "missing-one": 404,
    "missing-update": 404,
    "missing-delete": 404,
    "two": 500,
    "two-or-none": 500,
    "same-key": 409,
    "same-label": 409,
    "same-label-of-two-lines": 409,
    "same-label-of-many": 409,
    "same-label-by-update": 409,
    "negative": 409,
    "null": 409,
    "no-table": 500,
    "bad-sql": 500,
}
"""The status of each failure that every database knows."""
SOFT = {name: status for name, status in STATUSES.items() if status < 500}
TOLD = ("secret", "library_failure", "INSERT", "SELECT", "UPDATE", "width_is_no_debt", "[SQL", "sqlalche", "Traceback")


@proves("exc.litestar-statuses")
@pytest.mark.parametrize("name", STATUSES)
def test_status(failing: RunningApp, name: str) -> None:
    """Its status, in a body as of every exception of the framework."""
    body = answer(failing.post(f"/failures/{name}", {}), STATUSES[name])
    assert body["status_code"] == STATUSES[name]


@proves("exc.litestar-statuses", needs=("enforces-foreign-keys",))
@pytest.mark.parametrize("name", ["no-such-shelf", "shelf-in-use"])
def test_status_of_foreign_keys(failing: RunningApp, name: str) -> None:
    """A conflict."""
    answer(failing.post(f"/failures/{name}", {}), 409)


@proves("exc.litestar-statuses", needs=("enforces-string-length",))
def test_status_of_lengths(failing: RunningApp) -> None:
    """A value that does not fit is in conflict with nothing that is stored."""
    answer(failing.post("/failures/too-long", {}), 500)


@proves("exc.litestar-statuses")
@pytest.mark.parametrize("name", SOFT)
def test_nothing_is_written(failing: RunningApp, reader: Reader, name: str) -> None:
    """What the request wrote before is rolled back, and the next one is served."""
    answer(failing.post(f"/failures/{name}", {}), SOFT[name])
    answer(failing.post(f"/failures/{name}", {}), SOFT[name])
    assert reader.rows("library_failure_shelf") == []


@proves("exc.litestar-statuses")
def test_texts_of_the_application(failing: RunningApp) -> None:
    """The configured text, or what a callable makes, is the detail of the answer."""
    assert answer(failing.post("/own-texts/missing", {}), 404)["detail"] == "own text for not_found"
    detail = answer(failing.post("/own-texts/same-label", {}), 409)["detail"]
    assert detail == "own text, made of a IntegrityError", f"the text is {detail!r}"


@proves("exc.litestar-statuses")
def test_texts_of_one_handler(failing: RunningApp) -> None:
    """They are not those of another."""
    assert answer(failing.post("/own-texts/missing", {}), 404)["detail"] == "own text for not_found"
    detail = answer(failing.post("/failures/missing", {}), 404)["detail"]
    assert detail == "The requested resource was not found", f"the text is {detail!r}"


@proves("exc.litestar-statuses")
@pytest.mark.parametrize("name", SOFT)
def test_status_in_debug_mode(debugged: RunningApp, name: str) -> None:
    """Debug mode tells more of the same failure: it makes no server error of it."""
    status = debugged.post(f"/failures/{name}", {}).status_code
    assert status == SOFT[name], f"in debug mode the answer is {status}, not {SOFT[name]}"


@proves("exc.litestar-no-detail-leak")
@pytest.mark.parametrize("name", STATUSES)
def test_nothing_is_told(failing: RunningApp, name: str) -> None:
    """Neither SQL nor values nor what the server said."""
    text = failing.post(f"/failures/{name}", {}).text
    told = [word for word in TOLD if word in text]
    assert not told, f"the answer tells {told}: {text}"


@proves("exc.litestar-no-detail-leak")
@pytest.mark.parametrize("name", ["same-label", "null", "negative", "no-table", "bad-sql", "two"])
def test_nothing_is_told_of_bare_exceptions(failing: RunningApp, name: str) -> None:
    """The same of SQLAlchemy's exceptions where they are not wrapped: they are server errors without a word."""
    response = failing.post(f"/bare/{name}", {})
    assert answer(response, 500)["detail"] == "Internal Server Error"


@proves("exc.litestar-no-detail-leak")
@pytest.mark.parametrize("name", ["no-such-shelf", "shelf-in-use"])
def test_nothing_is_told_of_foreign_keys(failing: RunningApp, name: str) -> None:
    """Whether or not they are enforced."""
    text = failing.post(f"/failures/{name}", {}).text
    told = [word for word in TOLD if word in text]
    assert not told, f"the answer tells {told}: {text}"


@proves("exc.litestar-no-detail-leak", needs=("enforces-string-length",))
def test_nothing_is_told_of_lengths(failing: RunningApp) -> None:
    """Of what does not fit neither."""
    text = failing.post("/failures/too-long", {}).text
    told = [word for word in TOLD if word in text]
    assert not told, f"the answer tells {told}: {text}"
