"""``advanced_alchemy.extensions.litestar`` as the only import root."""

from __future__ import annotations

import importlib

import pytest

from assay.checking import proves

ROOT = "advanced_alchemy.extensions.litestar"
MODULES = {
    "base": "advanced_alchemy.base",
    "exceptions": "advanced_alchemy.exceptions",
    "filters": "advanced_alchemy.filters",
    "mixins": "advanced_alchemy.mixins",
    "operations": "advanced_alchemy.operations",
    "providers": f"{ROOT}.providers",
    "repository": "advanced_alchemy.repository",
    "service": "advanced_alchemy.service",
    "session": f"{ROOT}.session",
    "store": f"{ROOT}.store",
    "types": "advanced_alchemy.types",
    "utils": "advanced_alchemy.utils",
}
"""Each module that the page takes from the extension, and the one that it has to be."""


@proves("setup.plugin-reexports")
@pytest.mark.parametrize("name", MODULES)
def test_module_is_the_librarys_own(name: str) -> None:
    """The name is the library's module itself, not a copy of it."""
    found = getattr(importlib.import_module(ROOT), name, None)
    assert found is importlib.import_module(MODULES[name]), f"{ROOT}.{name} is {found!r}, not {MODULES[name]}"


@proves("setup.plugin-reexports")
def test_all_names_can_be_imported() -> None:
    """Every name that ``__all__`` promises is there."""
    extension = importlib.import_module(ROOT)
    promised = getattr(extension, "__all__", ())
    assert promised, f"{ROOT} has no __all__"
    missing = [name for name in promised if not hasattr(extension, name)]
    assert not missing, f"__all__ of {ROOT} names what is not there: {missing}"


@proves("setup.plugin-reexports")
def test_made_up_name_is_refused() -> None:
    """A name that the library does not have is an ImportError, not something made on demand."""
    try:
        exec(f"from {ROOT} import no_such_module", {})
    except ImportError as error:
        seen = str(error)
    else:
        seen = ""
    assert "no_such_module" in seen, "importing a made-up name from the extension raised no ImportError"
