"""Defects of the library's exceptions and of what Litestar answers for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from advanced_alchemy import exceptions
from advanced_alchemy.extensions.litestar import exception_handler
from advanced_alchemy.extensions.litestar.plugins.init import plugin
from advanced_alchemy.repository import SQLAlchemyAsyncRepository as Repository
from advanced_alchemy.repository import _async, _util

from assay.selftest.planted import breaks, replaced


@breaks("exc.hierarchy", claim="a duplicate key is no integrity error")
def duplicate_is_its_own_kind() -> Iterator[None]:
    """The class derives from the base of the repository's errors."""

    class DuplicateKeyError(exceptions.RepositoryError):
        """Duplicate key error."""

    with replaced(exceptions, "DuplicateKeyError", DuplicateKeyError):
        yield


@breaks("exc.sqlalchemy-mapping", claim="a duplicate key is not told from other integrity errors")
def duplicates_are_not_told() -> Iterator[None]:
    """The driver's text is not recognised."""
    unknown = {dialect: [re.compile("no driver says this")] for dialect in exceptions.DUPLICATE_KEY_REGEXES}
    with replaced(exceptions, "DUPLICATE_KEY_REGEXES", unknown):
        yield


@contextmanager
def _raising(change: Any) -> Iterator[None]:
    """What the repositories' blocks raise goes through a function."""

    @contextmanager
    def wrap(**options: Any) -> Iterator[None]:
        try:
            with original(**options):
                yield
        except exceptions.RepositoryError as error:
            change(error)
            raise

    with replaced(_async, "wrap_sqlalchemy_exception", wrap) as original:
        yield


@breaks("exc.cause-kept", claim="the cause is lost")
def cause_is_lost() -> Iterator[None]:
    """It is raised as if from nothing."""

    def forget(error: Exception) -> None:
        error.__cause__ = None

    with _raising(forget):
        yield


@breaks("exc.detail-texts", claim="the detail is SQLAlchemy's text")
def detail_is_the_causes() -> Iterator[None]:
    """The statement and its values are told."""

    def tell(error: exceptions.RepositoryError) -> None:
        if error.__cause__ is not None:
            error.detail = str(error.__cause__)

    with _raising(tell):
        yield


@breaks("exc.detail-texts", claim="the texts of one call are those of the next")
def texts_are_remembered() -> Iterator[None]:
    """The library's own texts are changed in place."""

    def messages(error_messages: Any = None, default_messages: Any = None) -> Any:
        kept = _util.DEFAULT_ERROR_MESSAGE_TEMPLATES
        for given in (default_messages, error_messages):
            if isinstance(given, dict):
                kept.update(given)  # type: ignore[typeddict-item]
        return kept

    before = dict(_util.DEFAULT_ERROR_MESSAGE_TEMPLATES)
    try:
        with replaced(Repository, "_get_error_messages", staticmethod(messages)):
            yield
    finally:
        _util.DEFAULT_ERROR_MESSAGE_TEMPLATES.update(before)  # type: ignore[typeddict-item]


@breaks("exc.wrapping", claim="exceptions are wrapped in spite of wrap_exceptions=False")
def always_wrapped() -> Iterator[None]:
    """The option has no effect."""

    def wrap(*arguments: Any, wrap_exceptions: bool = True, **options: Any) -> Any:
        del wrap_exceptions
        return original(*arguments, **options)

    with replaced(exceptions, "wrap_sqlalchemy_exception", wrap) as original:
        yield


@breaks("exc.missing-dependency", claim="the text names the package as the extra")
def extra_is_the_package() -> Iterator[None]:
    """The name of the extra has no effect."""

    def make(self: Any, package: str, install_package: Any = None) -> None:
        del install_package
        original(self, package)

    with replaced(exceptions.MissingDependencyError, "__init__", make) as original:
        yield


@breaks("exc.litestar-statuses", claim="what is missing is a conflict")
def missing_is_a_conflict() -> Iterator[None]:
    """The status is that of integrity errors."""
    with replaced(exception_handler, "NotFoundException", exception_handler.ConflictError):
        yield


@breaks("exc.litestar-handler-switch", claim="the library's handler cannot be switched off")
def handler_cannot_be_switched_off() -> Iterator[None]:
    """The option has no effect."""

    def init(self: Any, app_config: Any) -> Any:
        for config in self.config:
            config.set_default_exception_handler = True
        return original(self, app_config)

    with replaced(plugin.SQLAlchemyInitPlugin, "on_app_init", init) as original:
        yield


@breaks("exc.litestar-no-detail-leak", claim="the answer has the driver's text")
def answer_has_the_cause() -> Iterator[None]:
    """As when the details are those of SQLAlchemy."""
    with _raising(lambda error: setattr(error, "detail", f"{error.detail}: {error.__cause__}")):
        yield
