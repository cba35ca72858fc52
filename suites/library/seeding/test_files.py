"""What ``open_fixture`` and its twin make of files."""

from __future__ import annotations

import gzip
import io
import json
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from advanced_alchemy.utils import fixtures
from anyio import Path as AsyncPath

from assay.checking import Target, proves

PRODUCTS = [
    {"name": "Laptop", "price": 999.99, "in_stock": True, "parts": [{"id": 1, "spare": None}]},
    {"name": "Föhn 電", "price": 20, "in_stock": False, "parts": []},
]
ROWS = 'name,price,note\r\nLaptop,999.99,"a, ""b"""\r\nFöhn 電,20,\r\n'
READ = [{"name": "Laptop", "price": "999.99", "note": 'a, "b"'}, {"name": "Föhn 電", "price": "20", "note": ""}]


def packed(suffix: str, inner: str, data: bytes) -> bytes:
    """The bytes of a file with this last suffix that holds the data."""
    if suffix.endswith(".gz"):
        return gzip.compress(data)
    if suffix.endswith(".zip"):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(inner, data)
        return buffer.getvalue()
    return data


def write(folder: Path, name: str, suffix: str, inner: str = "") -> None:
    """Write the products in the form that a suffix names."""
    text = json.dumps(PRODUCTS) if suffix.startswith(".json") else ROWS
    kind = ".json" if suffix.startswith(".json") else ".csv"
    data = packed(suffix, inner or f"{name}{kind}", text.encode())
    (folder / f"{name}{suffix}").write_bytes(data)


def expected(suffix: str) -> Any:
    """What is read of the products in the form that a suffix names."""
    return PRODUCTS if suffix.startswith(".json") else READ


SUFFIXES = (".json", ".json.gz", ".json.zip", ".csv", ".csv.gz", ".csv.zip")


@proves("seeding.json-types")
@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"a": {"b": [1, [2, {"c": None}]]}},
        [0, -1, 2**53 + 1, 2**63 - 1],
        [0.0, -1.5, 1e300, 999.99],
        [True, False, None],
        ["", " ", "ü", "電", "😀", 'a"b\\c\n'],
        {"id": "0190b5a0-7c7e-7000-8000-000000000001", "day": "2024-05-06"},
    ],
    ids=["empty-list", "empty-dict", "nested", "integers", "floats", "constants", "texts", "texts-of-other-types"],
)
async def test_values(tmp_path: Path, value: Any) -> None:
    """Each value of the file comes back in its own type."""
    (tmp_path / "value.json").write_text(json.dumps(value), encoding="utf-8")
    read = await fixtures.open_fixture_async(tmp_path, "value")
    assert (read, repr(read)) == (value, repr(value))


@proves("seeding.open-fixture")
async def test_the_pages_file(tmp_path: Path) -> None:
    """The list of the file, as often as it is asked for, and anew if the file is another one."""
    write(tmp_path, "products", ".json")
    for _ in range(2):
        assert await fixtures.open_fixture_async(tmp_path, "products") == PRODUCTS
    (tmp_path / "products.json").write_text("[1]", encoding="utf-8")
    assert await fixtures.open_fixture_async(tmp_path, "products") == [1]


@proves("seeding.open-fixture")
async def test_two_folders_and_two_names(tmp_path: Path) -> None:
    """Each folder has its own file of a name, and each name its own file."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        for name in ("one", "two"):
            (tmp_path / folder / f"{name}.json").write_text(json.dumps([folder, name]), encoding="utf-8")
    seen = [
        await fixtures.open_fixture_async(tmp_path / folder, name) for folder in ("a", "b") for name in ("one", "two")
    ]
    assert seen == [["a", "one"], ["a", "two"], ["b", "one"], ["b", "two"]]


@proves("seeding.open-fixture")
@pytest.mark.parametrize("name", ["with space", "v1.2", "ünicode", "Mixed"])
async def test_names(tmp_path: Path, name: str) -> None:
    """A name may have dots, spaces and letters of any alphabet."""
    write(tmp_path, name, ".json")
    assert await fixtures.open_fixture_async(tmp_path, name) == PRODUCTS


@proves("seeding.open-fixture-async")
@pytest.mark.parametrize("suffix", SUFFIXES)
async def test_the_same_result(tmp_path: Path, suffix: str) -> None:
    """Both functions make the same of each form of file."""
    write(tmp_path, "products", suffix)
    read = await fixtures.open_fixture_async(tmp_path, "products")
    assert read == expected(suffix)
    assert fixtures.open_fixture(tmp_path, "products") == read


@proves("seeding.open-fixture-async")
@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".csv.zip"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
async def test_the_same_line_ends(tmp_path: Path, suffix: str, end: str) -> None:
    """A line break within a quoted value is the file's own, whichever function reads it."""
    data = packed(suffix, "notes.csv", f'name,note{end}a,"one{end}two"{end}'.encode())
    (tmp_path / f"notes{suffix}").write_bytes(data)
    read = await fixtures.open_fixture_async(tmp_path, "notes")
    assert read == [{"name": "a", "note": f"one{end}two"}], f"the value was read as {read}"


@proves("seeding.open-fixture-async")
async def test_a_path_of_anyio(tmp_path: Path) -> None:
    """The folder may be given as anyio has it."""
    write(tmp_path, "products", ".json")
    folder: Any = AsyncPath(tmp_path)
    assert await fixtures.open_fixture_async(folder, "products") == PRODUCTS


@proves("seeding.open-fixture-async")
@pytest.mark.parametrize("suffix", [".json.gz", ".json.zip", ".csv.gz", ".csv.zip"])
async def test_the_loop_is_not_blocked(
    tmp_path: Path, suffix: str, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The async function unpacks in another thread than the loop's."""
    write(tmp_path, "products", suffix)
    threads: list[Any] = []
    for owner, name in ((gzip, "decompress"), (zipfile, "ZipFile")):
        original: Any = getattr(owner, name)

        def noting(*arguments: Any, original: Any = original, **options: Any) -> Any:
            threads.append(threading.current_thread())
            return original(*arguments, **options)

        monkeypatch.setattr(owner, name, noting)
    here = threading.current_thread()
    assert await fixtures.open_fixture_async(tmp_path, "products") == expected(suffix)
    assert [thread is not here for thread in threads] == [target.is_async]


@proves("seeding.csv-strings")
@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("name,price,in_stock\nWidget,9.99,true\n", [{"name": "Widget", "price": "9.99", "in_stock": "true"}]),
        ("name,price\nWidget,9.99", [{"name": "Widget", "price": "9.99"}]),
        ("a,b\r\n1,2\r\n3,4\r\n", [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]),
        ('a,b\n"x, y","say ""no"""\n', [{"a": "x, y", "b": 'say "no"'}]),
        ('a,b\n"one\ntwo",3\n', [{"a": "one\ntwo", "b": "3"}]),
        ("a,b\n,\n", [{"a": "", "b": ""}]),
        ("a,b\n x , 1\n", [{"a": " x ", "b": " 1"}]),
        ("a,b\n\n1,2\n\n", [{"a": "1", "b": "2"}]),
        ("näme,電\nö,😀\n", [{"näme": "ö", "電": "😀"}]),
        ("a,b\nnull,007\n", [{"a": "null", "b": "007"}]),
        ("a,b\n", []),
        ("", []),
    ],
    ids=[
        "page",
        "no-last-end",
        "crlf",
        "quotes",
        "line-break",
        "empty",
        "spaces",
        "blank-lines",
        "unicode",
        "texts",
        "header-only",
        "nothing",
    ],
)
@pytest.mark.parametrize("mark", [False, True], ids=["plain", "byte-order-mark"])
async def test_rows(tmp_path: Path, text: str, rows: Any, mark: bool) -> None:
    """One dict for each line, with the header's names and texts for values."""
    (tmp_path / "rows.csv").write_bytes(text.encode("utf-8-sig" if mark else "utf-8"))
    assert await fixtures.open_fixture_async(tmp_path, "rows") == rows


@proves("seeding.csv-strings")
async def test_rows_are_plain_dicts(tmp_path: Path) -> None:
    """What comes back is a list, of dicts in the order of the header."""
    (tmp_path / "rows.csv").write_text("b,a\n1,2\n", encoding="utf-8")
    read = await fixtures.open_fixture_async(tmp_path, "rows")
    assert (type(read), [type(row) for row in read], list(read[0])) == (list, [dict], ["b", "a"])


@proves("seeding.json-before-csv")
@pytest.mark.parametrize("first", [".json", ".json.gz", ".json.zip"])
@pytest.mark.parametrize("second", [".csv", ".csv.gz", ".csv.zip"])
async def test_both(tmp_path: Path, first: str, second: str) -> None:
    """Of two files of one name the JSON one is read, packed or not."""
    for suffix in (second, first):
        write(tmp_path, "products", suffix)
    assert await fixtures.open_fixture_async(tmp_path, "products") == PRODUCTS


@proves("seeding.compressed")
@pytest.mark.parametrize("suffix", [".json.gz", ".json.zip", ".csv.gz", ".csv.zip"])
async def test_packed(tmp_path: Path, suffix: str) -> None:
    """A packed file is found by its name, and read as a plain one is."""
    write(tmp_path, "products", suffix)
    assert await fixtures.open_fixture_async(tmp_path, "products") == expected(suffix)


@proves("seeding.compressed")
@pytest.mark.parametrize("kind", [".json", ".csv"])
async def test_an_archive_of_several(tmp_path: Path, kind: str) -> None:
    """Of several files in an archive the one of the name is read, wherever it stands."""
    right = (json.dumps(PRODUCTS) if kind == ".json" else ROWS).encode()
    with zipfile.ZipFile(tmp_path / f"products{kind}.zip", "w") as archive:
        archive.writestr("readme.txt", "read me")
        archive.writestr(f"others{kind}", "[]" if kind == ".json" else "a\n1\n")
        archive.writestr(f"products{kind}", right)
        archive.writestr(f"zz{kind}", "[]" if kind == ".json" else "a\n1\n")
    assert await fixtures.open_fixture_async(tmp_path, "products") == expected(kind)


@proves("seeding.compressed")
@pytest.mark.parametrize("kind", [".json", ".csv"])
async def test_an_archive_of_another_name(tmp_path: Path, kind: str) -> None:
    """The one file of an archive may have another name."""
    write(tmp_path, "products", f"{kind}.zip", inner=f"export{kind}")
    assert await fixtures.open_fixture_async(tmp_path, "products") == expected(kind)


@proves("seeding.uppercase-names")
@pytest.mark.parametrize("suffix", SUFFIXES)
async def test_upper_case(tmp_path: Path, suffix: str) -> None:
    """A file whose name is in upper case is found for the name in lower case."""
    write(tmp_path, "PRODUCTS", suffix)
    read = None
    try:
        read = await fixtures.open_fixture_async(tmp_path, "products")
    except FileNotFoundError as error:
        read = str(error)
    assert read == expected(suffix), f"PRODUCTS{suffix} was not read: {read}"


@proves("seeding.missing-file")
@pytest.mark.parametrize("folder", [".", "none"], ids=["empty-folder", "no-folder"])
async def test_no_file(tmp_path: Path, folder: str) -> None:
    """FileNotFoundError, which names the fixture and each form that was looked for."""
    refusal = ""
    try:
        await fixtures.open_fixture_async(tmp_path / folder, "products")
    except FileNotFoundError as error:
        refusal = str(error)
    lacking = [word for word in ("products", *SUFFIXES) if word not in refusal]
    assert not lacking, f"the error does not name {lacking}: {refusal!r}"


@proves("seeding.missing-file")
async def test_a_name_with_its_suffix(tmp_path: Path) -> None:
    """The name is one without the suffix."""
    write(tmp_path, "products", ".json")
    missing = False
    try:
        await fixtures.open_fixture_async(tmp_path, "products.json")
    except FileNotFoundError:
        missing = True
    assert missing, "a name with a suffix was found"


GZIPPED = gzip.compress(json.dumps(PRODUCTS * 50).encode())
BROKEN: dict[str, tuple[str, bytes]] = {
    "not-json": (".json", b'[{"name": '),
    "not-utf-8": (".json", b'["\xff"]'),
    "not-json-in-gz": (".json.gz", gzip.compress(b'[{"name": ')),
    "no-gz": (".json.gz", b"[1]"),
    "cut-gz": (".json.gz", GZIPPED[: len(GZIPPED) // 2]),
    "damaged-gz": (".json.gz", GZIPPED[:20] + b"\xff\xff\xff\xff" + GZIPPED[24:]),
    "no-zip": (".json.zip", b"[1]"),
    "zip-of-nothing": (".json.zip", packed(".zip", "readme.txt", b"read me")),
    "csv-not-utf-8": (".csv", b"a\n\xff\n"),
    "no-csv-gz": (".csv.gz", b"a\n1\n"),
    "no-csv-zip": (".csv.zip", b"a\n1\n"),
    "csv-zip-of-nothing": (".csv.zip", packed(".zip", "readme.txt", b"read me")),
}


@proves("seeding.broken-file")
@pytest.mark.parametrize("form", list(BROKEN))
async def test_which_file_is_broken(tmp_path: Path, form: str) -> None:
    """The error is one of those that are documented, and says which file it is."""
    suffix, data = BROKEN[form]
    (tmp_path / f"products{suffix}").write_bytes(data)
    refusal: Any = None
    try:
        await fixtures.open_fixture_async(tmp_path, "products")
    except Exception as error:  # noqa: BLE001 - which class it is is asked below
        refusal = error
    assert refusal is not None, "a broken file was read"
    assert isinstance(refusal, OSError | ValueError), f"{type(refusal).__name__} was raised: {refusal}"
    assert f"products{suffix}" in str(refusal), f"{type(refusal).__name__} does not name the file: {refusal}"
