"""How a user's versions and Assay's needs go together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from assay.domain.errors import AssayError, UsageError
from assay.products.registry import BACKENDS
from assay.upgrading import environments, fitting, needs
from assay.upgrading.fitting import Fitted, Fitting, Unresolvable
from assay.upgrading.needs import EVERYTHING, READERS, TOOLS, Use
from assay.upgrading.pins import parse_requirements

ABOUT = {"python_version": "3.11", "python_full_version": "3.11.9"}
SQLITE = Use(frozenset({"aiosqlite"}), "on sqlite")


def compiler(refuses: Callable[[set[str]], bool], asked: list[set[str]] | None = None) -> Callable[..., str]:
    """A resolver that knows one rule: which requirements do not go together."""

    def compile_(wanted: Sequence[str], constraints: Sequence[str]) -> str:
        if asked is not None:
            asked.append({*wanted, *constraints})
        if refuses({*wanted, *constraints}):
            raise Unresolvable("they do not go together")
        pinned = {canonicalize_name(Requirement(c).name): c for c in constraints if "==" in c}
        needed = {"litestar": "2.25.0", "botocore": "1.43.117", "rich": "13.6.0"}
        needed |= {Requirement(w).name: str(Requirement(w).specifier) for w in wanted if "==" in w}
        found = {
            name: pinned.get(canonicalize_name(name), f"{name}{v if '=' in v else f'=={v}'}")
            for name, v in needed.items()
        }
        return "".join(f"{line}\n" for line in ("-e /assay", *found.values()))

    return compile_


def fit(
    pins: Sequence[str],
    *changes: str,
    use: Use = SQLITE,
    refuses: Callable[[set[str]], bool] = lambda _: False,
    asked: list[set[str]] | None = None,
) -> Fitted:
    fitting = Fitting("-e /assay", parse_requirements(changes), ABOUT, use, compiler(refuses, asked))
    return fitting.fit(pins)


def left(found: Fitted) -> list[str]:
    return [str(one) for one in found.left]


@pytest.mark.parametrize(
    "pin", ["pytest~=7.4", "pytest>=7,<8", "pytest==7.*", "pytest===7.4", "pytest@ https://host.example/pytest.whl"]
)
def test_tools_give_way_however_they_are_pinned(pin: str) -> None:
    (said,) = left(fit([pin, "litestar==2.25.0"]))
    assert said.startswith("not kept: pytest")
    assert said.endswith("nothing under test on sqlite needs it, and Assay takes pytest>=8.4")


@pytest.mark.parametrize("pin", ["psycopg2-binary==2.8.6", "asyncpg==0.1", "oracledb==1.0", "adlfs==2020.1"])
def test_a_client_that_is_not_in_use_gives_way(pin: str) -> None:
    name = pin.partition("==")[0]
    (said,) = left(fit([pin]))
    assert said.startswith(f"not kept: {pin}: nothing under test on sqlite needs it, and Assay takes {name}>=")
    if name != "adlfs":
        with pytest.raises(UsageError, match=f"Assay runs with {name}>=.*: the file has {pin.partition('==')[2]}"):
            fit([pin], use=EVERYTHING)


def test_what_a_client_needs_gives_way_with_it_and_only_that() -> None:
    """Nobody can say before whether a pin goes with the rest: the resolver is asked."""
    pins = ["botocore==1.43.58", "jmespath==1.1.0", "litestar==2.24.0"]
    found = fit(pins, refuses=lambda all_: "botocore==1.43.58" in all_)
    assert left(found) == [
        "not kept: botocore==1.43.58: nothing under test on sqlite needs it, and Assay takes botocore 1.43.117"
    ]
    assert "litestar==2.24.0" in found.text


def test_a_client_is_in_use_if_the_user_has_it_too() -> None:
    """Who reaches S3 in another way has another botocore, and it is no part of what is tested."""
    use = Use(frozenset({"aiosqlite", "s3fs"}), "on sqlite")
    refuses = {"botocore==1.43.58"}.issubset
    assert left(fit(["botocore==1.43.58"], use=use, refuses=refuses))
    with pytest.raises(Unresolvable):
        fit(["botocore==1.43.58", "s3fs==2026.9.0"], use=use, refuses=refuses)


def test_what_is_under_test_never_gives_way() -> None:
    with pytest.raises(Unresolvable):
        fit(["litestar==2.24.0", "multidict==1.0"], refuses=lambda all_: "multidict==1.0" in all_)


def test_a_tool_gives_way_to_what_is_under_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Litestar needs rich, and a tool of Assay's that asks for an older one is taken as it is, without its bound."""

    def bounded(name: str, extras: set[str]) -> list[Requirement]:
        return [*requires(name, extras), *([Requirement("rich<14")] if name == "pygal" else [])]

    requires = needs.requires
    monkeypatch.setattr(fitting, "requires", bounded)
    asked: list[set[str]] = []
    found = fit(["rich==14.2.0"], asked=asked)
    assert left(found) == []
    assert "rich==14.2.0" in found.text
    assert re.search(r"^pygal==\S+\n-e /assay$", found.text, re.MULTILINE)
    (wanted,) = asked
    assert "rich" in wanted
    assert not any(w.startswith("pygal") for w in wanted)
    assert any(w.startswith("sqlalchemy>=") for w in wanted)


def test_all_bounds_are_named_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        fit(["SQLAlchemy==1.4.0", "msgspec==0.1", "litestar==2.0.0", "asyncpg==0.1"])
    said = str(caught.value)
    assert "SQLAlchemy>=" in said
    assert "msgspec>=" in said
    assert "; litestar" in said or "litestar>=" in said
    assert "the file has 1.4.0" in said
    assert "asyncpg" not in said
    assert "docs/upgrade.md" in said
    assert "\n" not in said


def test_a_change_is_not_held_against_the_bounds_of_what_it_replaces() -> None:
    assert left(fit(["sqlalchemy==1.4.0"], "sqlalchemy==2.0.58")) == []


def test_what_the_user_has_beside_is_installed_as_far_as_it_goes() -> None:
    pins = [
        "argon2-cffi==25.1.0",
        "orjson==3.11.4",
        "private==1.0",
        "sqlmodel==0.0.16",
        "tomli==2 ; python_version < '3'",
    ]
    bad = {"private==1.0", "sqlmodel==0.0.16"}

    def compile_(wanted: Sequence[str], constraints: Sequence[str]) -> str:
        if bad & {*wanted}:
            raise AssayError("there is no such distribution")
        return "".join(f"{w}\n" for w in wanted)

    found = Fitting("-e /assay", (), ABOUT, SQLITE, compile_).fit(pins)
    assert found.beside == ("argon2-cffi", "orjson")
    assert left(found) == [f"not kept: {pin}: it does not go with the rest, or cannot be had" for pin in sorted(bad)]


def test_what_the_resolver_names_is_tried_by_itself() -> None:
    """A hundred packages of which six do not go cost two questions for each of the six, not a search for it."""
    pins = [f"thing-{number}==1.0" for number in range(100)]
    bad = {pins[number] for number in (3, 20, 21, 50, 77, 99)}
    asked = []

    def compile_(wanted: Sequence[str], constraints: Sequence[str]) -> str:
        asked.append(len(wanted))
        if wrong := [w for w in wanted if w in bad]:
            name = wrong[0].partition("=")[0].replace("-", "_")
            raise Unresolvable(f"because there is no version of {name}==1.0 and you require it {'so ' * 500}: no")
        return "".join(f"{w}\n" for w in wanted)

    found = Fitting("-e /assay", (), ABOUT, SQLITE, compile_).fit(pins)
    assert len(found.beside) == 94
    assert {line.split(": ")[1] for line in left(found)} == bad
    assert len(asked) < 20, f"the resolver was asked {len(asked)} times"


def test_what_is_no_longer_needed_goes() -> None:
    """As it does from a lock file: anyio needs no sniffio any more, and an old Litestar does, without saying so."""

    def compile_(wanted: Sequence[str], constraints: Sequence[str]) -> str:
        needed = [] if "anyio>=4.12" in wanted else ["anyio==4.11.0", "sniffio==1.3.1"]
        return "".join(f"{line}\n" for line in [*wanted, *needed])

    pins = ["anyio==4.11.0", "sniffio==1.3.1", "orjson==3.11.4"]
    present = Fitting("-e /assay", (), ABOUT, SQLITE, compile_).fit(pins)
    assert "sniffio==1.3.1" in present.text
    assert present.beside == ("orjson",)
    changed = Fitting("-e /assay", parse_requirements(["anyio>=4.12"]), ABOUT, SQLITE, compile_).fit(pins)
    assert "sniffio" not in changed.text
    assert changed.beside == ("orjson",)


def test_a_long_derivation_is_cut_and_its_end_is_kept() -> None:
    said = str(Unresolvable("because a " + "b depends on c " * 1000 + "so it cannot be"))
    assert len(said) < 700
    assert said.startswith("because a ")
    assert said.endswith("so it cannot be")
    assert "[…]" in said


def test_every_distribution_that_assay_needs_has_its_place() -> None:
    """What is neither a tool nor a client is under test."""
    from assay.process.installation import DISTRIBUTION
    from assay.upgrading.needs import _CLIENTS, requires

    rest = {canonicalize_name(r.name) for r in requires(DISTRIBUTION, {"servers"})} - TOOLS - READERS - _CLIENTS
    assert rest == {"advanced-alchemy", "sqlalchemy", "alembic", "litestar", "msgspec", "click", "httpx"}


def test_a_selection_uses_the_drivers_of_its_targets() -> None:
    from assay.domain.catalogue import Catalogue
    from assay.running.options import Options
    from assay.running.selection import Selection
    from assay.running.suite_files import repository_file

    catalogue = Catalogue.load(repository_file("catalogue.toml"))
    assert {b.name for b in BACKENDS} >= {"sqlite", "postgres", "mysql"}

    def chosen(*targets: str) -> Selection:
        return Selection.of(Options.parse(target=targets), catalogue)

    assert Use.of(chosen("sqlite"), stores=False) == Use(frozenset({"aiosqlite"}), "on sqlite")
    mysql = Use.of(chosen("mysql-pymysql", "postgres-asyncpg"), stores=True)
    assert mysql.clients >= {
        "pymysql",
        "cryptography",
        "asyncpg",
        "psycopg2-binary",
        "obstore",
        "fsspec",
        "s3fs",
        "adlfs",
    }
    assert not mysql.clients & {"aiomysql", "oracledb", "aiosqlite"}


def test_real_versions_are_fitted() -> None:
    """The file of a user: boto3 beside s3fs."""
    pins = ["litestar==2.24.0", "boto3==1.43.58", "botocore==1.43.58", "rich==14.2.0"]
    found = environments.resolve(pins, ["advanced-alchemy==1.12.0"], use=SQLITE)
    assert [one.pin for one in found.left] == ["botocore==1.43.58"]
    assert "boto3" in found.beside
    assert (found.versions["boto3"], found.versions["rich"]) == ("1.43.58", "14.2.0")
