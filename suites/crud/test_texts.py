"""Texts that users write survive POST, the database, and GET unchanged."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given

from assay.checking import Reader, RunningApp, Target, answer, proves, same_everywhere
from suites.crud.examples import LENGTH, TEXTS

AWKWARD = {
    "emoji": "🙂",
    # skin tone and zero-width joiner, variation selector, regional indicators
    "emoji-of-several": "\U0001f469\U0001f3fd\u200d\U0001f680 \U0001f3f3\ufe0f\u200d\U0001f308 \U0001f1e9\U0001f1ea",
    "beyond-the-basic-plane": "\U00020bb7\U0001d518\U0001d4b3",
    "right-to-left": "عمر الخيّام \u202b\u05e9\u05dc\u05d5\u05dd\u202c",
    "combining": "e\u0301 \u1e9b\u0323",
    "composed": "\u00e9 \u1e69",
    "case-oddities": "ß\u1e9e \u0130\u0131Ii ﬀ",
    "single-quote": "O'Brien '' '; DROP TABLE author; --",
    "double-quote": 'say "Agatha" ""',
    "backslash": "\\ \\' \\\\ \\n \\0 \\x41",
    "percent-and-underscore": "100 % %s %(name)s _ __",
    "placeholders": ":name ? $1 {0} {name} @p0",
    "spaces-around": "  Agatha  ",
    "only-spaces": "   ",
    "tab-and-line-ends": "a\tb\nc\r\nd\re",
    "other-line-ends": "a\x0bb\x0cc\x85d\u2028e\u2029f",
    "control": "\x01\x07\x08\x1a\x1b\x7f",
    "no-break-and-zero-width": "\u00a0\u200b\ufeff",
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "looks-like-null": "NULL null None undefined",
    "looks-like-a-number": "007e10",
    "json": '{"name": "x"}',
    "html": "<script>alert('x')</script> &amp;",
}


def check_round_trip(app: RunningApp, reader: Reader, text: str) -> None:
    """Assert that an author of this name is answered, stored and read with it."""
    created = answer(app.post("/authors", {"name": text}), 201)
    assert created["name"] == text, f"{text!r} was sent, POST answers {created['name']!r}"
    row = reader.row("author", id=UUID(created["id"]))
    assert row is not None, f"{text!r} was sent and answered with 201, but there is no row"
    assert row["name"] == text, f"{text!r} was sent, {row['name']!r} is stored"
    read = answer(app.get(f"/authors/{created['id']}"), 200)
    assert read["name"] == text, f"{text!r} was sent, GET answers {read['name']!r}"


@proves("crud.create", "crud.get")
@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
def test_awkward_text(app: RunningApp, reader: Reader, text: str) -> None:
    """A text that is often broken on its way comes back as it was sent."""
    check_round_trip(app, reader, text)


@proves("crud.create", "crud.get")
@pytest.mark.parametrize(
    "character", ["x", "é", "語", "🙂"], ids=["one-byte", "two-bytes", "three-bytes", "four-bytes"]
)
def test_longest_text(app: RunningApp, reader: Reader, character: str) -> None:
    """A text of as many characters as the column has comes back in full, however many bytes it takes."""
    check_round_trip(app, reader, character * LENGTH)


@proves("crud.create", "crud.get")
def test_empty_text(app: RunningApp, reader: Reader, target: Target) -> None:
    """An empty name is a name; a database that takes it for NULL refuses it, as the name is mandatory."""
    response = app.post("/authors", {"name": ""})
    is_text = target.capability("empty-string-is-not-null").present
    assert response.status_code == 201 or (not is_text and response.status_code >= 400), (
        f"an empty name is answered with {response.status_code}: {response.text[:300]}"
    )
    expected = [""] if response.status_code == 201 else []
    stored = [row["name"] for row in reader.rows("author")]
    assert stored == expected, f"an empty name is answered with {response.status_code}, and {stored} is stored"
    shown = [item["name"] for item in answer(app.get("/authors"), 200)["items"]]
    assert shown == expected, f"an empty name is answered with {response.status_code}, and {shown} is listed"


@proves("crud.create")
@pytest.mark.parametrize("text", ["a\0b", "a\0", "\0"], ids=["inside", "at-the-end", "alone"])
def test_nul_is_kept_or_refused(app: RunningApp, reader: Reader, text: str) -> None:
    """A text with NUL is stored as it is, or refused and not stored; it is never cut."""
    response = app.post("/authors", {"name": text})
    stored = [row["name"] for row in reader.rows("author")]
    expected = [text] if response.status_code == 201 else []
    assert stored == expected, f"{text!r} is answered with {response.status_code}, and {stored} is stored"
    shown = [item["name"] for item in answer(app.get("/authors"), 200)["items"]]
    assert shown == expected, f"{text!r} is answered with {response.status_code}, and {shown} is listed"
    assert response.status_code == 201 or response.status_code >= 400, f"the answer is {response.status_code}"
    answer(app.post("/authors", {"name": "Agatha"}), 201)


@proves("crud.create", "crud.get")
def test_any_text(app: RunningApp, reader: Reader) -> None:
    """Whatever hypothesis writes comes back as it was sent."""

    @same_everywhere(15)
    @given(TEXTS)
    def check(text: str) -> None:
        check_round_trip(app, reader, text)

    check()


@proves("crud.update")
@pytest.mark.parametrize(
    "text", [AWKWARD["emoji-of-several"], AWKWARD["backslash"], "🙂" * LENGTH], ids=["emoji", "backslash", "long"]
)
def test_awkward_text_replaces_another(app: RunningApp, reader: Reader, text: str) -> None:
    """PATCH treats a text as POST does."""
    created = answer(app.post("/authors", {"name": "Agatha"}), 201)
    updated = answer(app.patch(f"/authors/{created['id']}", {"name": text}), 200)
    assert updated["name"] == text, f"{text!r} was sent, PATCH answers {updated['name']!r}"
    row = reader.row("author", id=UUID(created["id"]))
    assert row is not None, "the author is gone"
    assert row["name"] == text, f"{text!r} was sent, {row['name']!r} is stored"
