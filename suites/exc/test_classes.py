"""The exceptions themselves, and what wraps them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from assay.checking import proves

PARENTS: dict[str, str] = {
    "MissingDependencyError": "AdvancedAlchemyError",
    "ImproperConfigurationError": "AdvancedAlchemyError",
    "SerializationError": "AdvancedAlchemyError",
    "RepositoryError": "AdvancedAlchemyError",
    "NotFoundError": "RepositoryError",
    "MultipleResultsFoundError": "RepositoryError",
    "IntegrityError": "RepositoryError",
    "InvalidRequestError": "RepositoryError",
    "DuplicateKeyError": "IntegrityError",
    "ForeignKeyError": "IntegrityError",
}


@proves("exc.hierarchy")
@pytest.mark.parametrize("name", PARENTS)
def test_parent(name: str) -> None:
    """Each derives from the documented class, and so from the base of all."""
    from advanced_alchemy import exceptions

    found, parent = getattr(exceptions, name), getattr(exceptions, PARENTS[name])
    assert issubclass(found, parent)
    assert issubclass(found, exceptions.AdvancedAlchemyError)


@proves("exc.hierarchy")
@pytest.mark.parametrize("name", [name for name in PARENTS if name != "MissingDependencyError"])
def test_nothing_else_is_a_parent(name: str) -> None:
    """Who catches one kind of error catches no other."""
    from advanced_alchemy import exceptions

    found = getattr(exceptions, name)
    others = [other for other in PARENTS if other not in _line(name) and issubclass(found, getattr(exceptions, other))]
    assert not others, f"{name} is also a {others}"


def _line(name: str) -> list[str]:
    return [name, *_line(PARENTS[name])] if name in PARENTS else [name]


@proves("exc.hierarchy")
@pytest.mark.parametrize("name", [name for name in PARENTS if name != "MissingDependencyError"])
def test_detail(name: str) -> None:
    """The text is the detail, given by its name or as the first argument; without one it is empty."""
    from advanced_alchemy import exceptions

    class_ = getattr(exceptions, name)
    named, positional, both, empty = class_(detail="why"), class_("why"), class_("what", detail="why"), class_()
    assert (named.detail, str(named), repr(named)) == ("why", "why", f"{name} - why")
    assert (positional.detail, str(positional)) == ("why", "why")
    assert (both.detail, str(both), both.args) == ("why", "what why", ("what",))
    assert (empty.detail, str(empty), repr(empty)) == ("", "", name)


MAPPED: dict[str, str] = {
    "MultipleResultsFound": "MultipleResultsFoundError",
    "NoResultFound": "NotFoundError",
    "InvalidRequestError": "InvalidRequestError",
    "UnboundExecutionError": "InvalidRequestError",
    "CompileError": "RepositoryError",
    "ArgumentError": "RepositoryError",
    "TimeoutError": "RepositoryError",
    "SQLAlchemyError": "RepositoryError",
}
OF_STATEMENTS: dict[str, str] = {
    "IntegrityError": "IntegrityError",
    "OperationalError": "RepositoryError",
    "ProgrammingError": "RepositoryError",
    "DataError": "RepositoryError",
    "InternalError": "RepositoryError",
    "InterfaceError": "RepositoryError",
    "NotSupportedError": "RepositoryError",
    "DBAPIError": "RepositoryError",
    "StatementError": "RepositoryError",
}


def _original(name: str) -> Exception:
    """SQLAlchemy's exception of that name, as it comes of a statement or without one."""
    from sqlalchemy import exc

    class_ = getattr(exc, name)
    driver = ValueError("refused")
    if name == "StatementError":
        made = class_("refused", "SELECT secret", {}, driver)
    else:
        made = class_("SELECT secret", {}, driver) if name in OF_STATEMENTS else class_("secret")
    assert isinstance(made, Exception)
    return made


@proves("exc.wrapping")
@pytest.mark.parametrize("name", [*MAPPED, *OF_STATEMENTS])
def test_wrapped_class(name: str) -> None:
    """Within the block each of SQLAlchemy's exceptions becomes the library's, whose cause it is."""
    from advanced_alchemy import exceptions

    original = _original(name)
    found = _wrapped(original)
    expected = getattr(exceptions, {**MAPPED, **OF_STATEMENTS}[name])
    assert type(found) is expected, f"{name} becomes {type(found).__name__}, not {expected.__name__}"
    assert found.__cause__ is original


def _wrapped(original: Exception, **options: bool) -> Exception:
    """What an exception becomes that is raised in the block."""
    from advanced_alchemy.exceptions import wrap_sqlalchemy_exception

    try:
        with wrap_sqlalchemy_exception(**options):  # type: ignore[arg-type]
            raise original  # noqa: TRY301 - it has to be raised within the block
    except Exception as error:  # noqa: BLE001 - which one it is is for the check to say
        return error


@proves("exc.wrapping")
@pytest.mark.parametrize("name", [*MAPPED, *OF_STATEMENTS])
def test_class_without_wrapping(name: str) -> None:
    """With wrap_exceptions=False it is the same object."""
    original = _original(name)
    assert _wrapped(original, wrap_exceptions=False) is original


@proves("exc.wrapping")
@pytest.mark.parametrize(
    "original", [ValueError("x"), KeyError("x"), RuntimeError("x")], ids=lambda e: type(e).__name__
)
def test_other_exceptions(original: Exception) -> None:
    """What is not SQLAlchemy's comes through as it is."""
    assert _wrapped(original) is original


@proves("exc.wrapping")
def test_nothing_is_raised() -> None:
    """Then nothing is."""
    from advanced_alchemy.exceptions import wrap_sqlalchemy_exception

    with wrap_sqlalchemy_exception():
        found = "done"
    assert found == "done"


@proves("exc.missing-dependency")
def test_names_of_package_and_extra() -> None:
    """The text names the package, and the extra or the package to install; it is an ImportError."""
    from advanced_alchemy.exceptions import MissingDependencyError

    plain, other = MissingDependencyError("pyotp"), MissingDependencyError("argon2-cffi", "argon2")
    assert isinstance(plain, ImportError)
    assert "'pyotp' is not installed" in str(plain)
    assert "advanced_alchemy[pyotp]" in str(plain)
    assert "'argon2-cffi' is not installed" in str(other)
    assert "advanced_alchemy[argon2]" in str(other)


WITHOUT: dict[str, tuple[str, str, str]] = {
    "obstore": (
        "obstore",
        "obstore",
        "from advanced_alchemy.types.file_object.backends.obstore import ObstoreBackend",
    ),
    "pwdlib": (
        "pwdlib",
        "pwdlib",
        "from advanced_alchemy.types.password_hash.pwdlib import PwdlibHasher; PwdlibHasher(None)",
    ),
    "passlib": (
        "passlib",
        "passlib",
        "from advanced_alchemy.types.password_hash.passlib import PasslibHasher; PasslibHasher(None)",
    ),
    "argon2": (
        "argon2",
        "argon2",
        "from advanced_alchemy.types.password_hash.argon2 import Argon2Hasher; Argon2Hasher()",
    ),
    "fsspec": ("fsspec", "fsspec", "from advanced_alchemy.types.file_object.backends.fsspec import FSSpecBackend"),
}


@proves("exc.missing-dependency")
@pytest.mark.parametrize("name", WITHOUT)
def test_package_that_is_missing(name: str) -> None:
    """Who uses what needs it is told package and extra."""
    package, extra, use = WITHOUT[name]
    script = (
        f"import sys; sys.modules[{package!r}] = None\n"
        f"try:\n    {use}\n"
        "except ImportError as error:\n    print(type(error).__name__, '|', error)\n"
        "else:\n    print('nothing is raised')\n"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert printed.stdout.startswith("MissingDependencyError | "), printed.stdout + printed.stderr[-500:]
    assert package in printed.stdout
    assert f"advanced_alchemy[{extra}]" in printed.stdout, printed.stdout
