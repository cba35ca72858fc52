"""The two sets of versions of a project: what the resolver is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assay.projects import versions
from assay.projects.folder import ProjectFolder
from assay.projects.versions import Versions


def test_a_change_asks_for_what_the_project_has_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without versions, which are preferences; with the extras that the project asks for; and without other groups."""
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "app"\ndependencies = ["litestar[jinja]>=2", "sqlalchemy<2.1"]\n'
        '[dependency-groups]\ndocs = ["theme @ git+https://example.org/theme.git", "sphinx[x]"]\n'
    )
    asked: list[str] = []
    chosen: list[str] = []

    def compile_(_python: Path, _copy: ProjectFolder, wanted: Sequence[str], before: str, again: Sequence[str]) -> str:
        assert before == text
        asked.extend(wanted)
        chosen.extend(again)
        return "litestar==2.19.0\nsqlalchemy==2.1.0\npytest==9.0.3\n"

    monkeypatch.setattr(versions, "_compile", compile_)
    text = "litestar==2.19.0\nsqlalchemy==2.0.45\npytest==9.0.3\n"
    about = {"python_full_version": "3.11.7"}
    before = Versions(Path("python"), about, text, ("litestar==2.19.0", "sqlalchemy==2.0.45", "pytest==9.0.3"))
    found = versions.changed(before, ["SQLAlchemy>=2.1"], ProjectFolder(tmp_path))
    assert asked == ["litestar", "pytest", "litestar[jinja]", "SQLAlchemy>=2.1"]
    assert chosen == ["--upgrade-package", "sqlalchemy"]
    assert found.notes == ("the project asks for sqlalchemy<2.1, and 2.1.0 is tried",)
