"""The command ``assay new backend``: the skeleton of a plug-in."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

from assay.domain.errors import UsageError
from assay.products import registry
from assay.products.plugins import NAME
from assay.reporting.say import say
from assay.running.plugin_news import say_refused

_TEMPLATES = Path(__file__).with_name("skeleton")


def backend(name: str, like: str, directory: Path | None) -> None:
    """What ``assay new backend`` does."""
    say_refused()
    if not NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name: write it with a-z, 0-9 and _, beginning with a letter")
    taken = [*(one.name for one in registry.BACKENDS), *(one.name for one in registry.PRODUCTS)]
    if name in taken:
        raise UsageError(f"{name!r} is taken; known are {', '.join(taken)}")
    folder = directory or Path(name)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: is there and not empty; give another --directory")
    files = {"pyproject.toml": "pyproject.toml", f"assay_{name}/__init__.py": "init.py"}
    files |= {f"assay_{name}/backend.py": "like.py" if like else "backend.py"}
    files |= {f"assay_{name}/known_issues.toml": "known_issues.toml"}
    words = _words(name)
    if like:
        words |= _likeness(like, name)
    if words.get("image_key") != "None":
        files |= {f"assay_{name}/images.toml": "images.toml"}
    for file, template in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (_TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")
        path.write_text(Template(text).substitute(words), encoding="utf-8")
        say(str(path))
    say(f"complete them, then: pip install -e {folder} && assay check-backend {name}")


def _words(name: str) -> dict[str, str]:
    """What stands for the name in a skeleton."""
    title = " ".join(part.capitalize() for part in name.split("_"))
    return {
        "name": name,
        "name_dashed": name.replace("_", "-"),
        "title": title,
        "class_name": re.sub(r"\W", "", title),
    }


def _likeness(like: str, name: str) -> dict[str, str]:
    """What stands for the backend that it is like."""
    one = registry.backend(like)
    kind = type(one)
    return {
        "like": one.name,
        "like_title": one.title,
        "like_class": kind.__name__,
        "like_module": kind.__module__,
        "image_key": "None" if one.image_key is None else f'"{name}"',
    }
