"""What the results file of a run says of its cost, whichever Assay wrote it."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_RAN = frozenset({"pass", "fail", "known", "fixed"})


@dataclass(frozen=True)
class Recorded:
    """A run.

    Args:
        verdicts: By feature, check, target and store.
        seconds: Of each check, by its chapter, target and id; one that proves several features counts once.
        versions: Of the distributions, of Python, and of the servers.
    """

    verdicts: dict[tuple[str, str, str, str], str]
    seconds: dict[tuple[str, str, str], float]
    versions: dict[str, str]

    @property
    def checks(self) -> int:
        """How many checks ran."""
        return len(self.seconds)

    @property
    def check_seconds(self) -> float:
        """What all checks took."""
        return sum(self.seconds.values())

    def by(self, position: int) -> dict[str, float]:
        """What the checks took by chapter (0) or by target (1)."""
        found: dict[str, float] = defaultdict(float)
        for key, seconds in self.seconds.items():
            found[key[position]] += seconds
        return dict(sorted(found.items()))


def read(file: Path) -> Recorded:
    """Read a results file."""
    verdicts, seconds, versions = {}, {}, {}
    seen: set[str] = set()
    with file.open(encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            if line["kind"] == "run":
                versions = _distributions(line["manifest"])
            elif line["kind"] == "server" and line["server"].get("version"):
                versions[f"server {line['backend']}"] = line["server"]["version"]
            elif line["kind"] == "result" and line["verdict"] in _RAN:
                verdicts[line["feature"], line["check"], line["target"], line["store"]] = line["verdict"]
                if line["nodeid"] not in seen:
                    seen.add(line["nodeid"])
                    seconds[line["feature"].partition(".")[0], line["target"], line["nodeid"]] = line["seconds"]
    return Recorded(verdicts, seconds, versions)


def _distributions(manifest: dict[str, Any]) -> dict[str, str]:
    return {"Python": manifest.get("python", ""), **manifest.get("distributions", {})}
