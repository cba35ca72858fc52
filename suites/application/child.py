"""The process of the user's application: a script that any Python with Litestar and Advanced Alchemy can run.

It is started as ``python child.py REQUEST ANSWER``: REQUEST is a JSON file with a :class:`Request`, and ANSWER the file
to which it appends lines of JSON as they come, so that what a process had found before it died is kept:
``{"line": ...}`` for each value of the job, then ``{"refusals": ...}`` and either ``{"done": true}`` or
``{"failure": ...}``.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

_PACKAGE = "_assay_application"
_HERE = Path(__file__).resolve().parent


def main(request_file: str, answer_file: str) -> None:
    """Do what a request asks for, and end the process."""
    sys.path[:] = [entry for entry in sys.path if not entry or Path(entry).resolve() != _HERE]
    _load(_PACKAGE, _HERE)
    job = importlib.import_module(f"{_PACKAGE}.job")
    code = job.run(Path(request_file), Path(answer_file))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # threads and exit handlers of the application may never end


def _load(name: str, folder: Path) -> None:
    """Import the package of a folder under another name."""
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


if __name__ == "__main__":
    main(*sys.argv[1:])
