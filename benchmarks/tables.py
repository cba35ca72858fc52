"""Numbers of several runs on two sides: median, spread and ratio, as a table and as a file."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

FORMAT = "assay-benchmark/1"


@dataclass
class Row:
    """One thing that is measured.

    Args:
        name: What it is.
        unit: What it is measured in.
        values: The number of each run, by side; the sides are in the order in which they are compared.
        target: What the ratio of the second side to the first is to be; empty if nothing is asked of it.
    """

    name: str
    unit: str
    values: dict[str, list[float]] = field(default_factory=dict)
    target: str = ""

    @property
    def medians(self) -> dict[str, float]:
        """The median of each side."""
        return {side: median(values) for side, values in self.values.items() if values}

    @property
    def ratio(self) -> float | None:
        """The second side's median as a part of the first one's; None if there is no such number."""
        found = [*self.medians.values()]
        return found[1] / found[0] if len(found) == 2 and found[0] else None


class Table:
    """The rows of a comparison, in the order in which they were met."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}

    def add(self, side: str, name: str, unit: str, value: float | None, target: str = "") -> None:
        """Take a number of a run; None is what it does not have."""
        if value is not None:
            row = self.rows.setdefault(name, Row(name, unit, target=target))
            row.values.setdefault(side, []).append(round(value, 4))

    def lines(self) -> list[str]:
        """The table, as text."""
        sides = list(dict.fromkeys(side for row in self.rows.values() for side in row.values))
        heads = ["", *(head for side in sides for head in (side, "spread")), "ratio", "wanted"]
        rows = [heads]
        for row in self.rows.values():
            cells = [f"{row.name} [{row.unit}]"]
            for side in sides:
                values = row.values.get(side)
                spread = f"{_short(min(values))}..{_short(max(values))}" if values else ""
                cells += [_short(median(values)) if values else "", spread]
            rows.append([*cells, "" if row.ratio is None else f"{row.ratio:.2f}", row.target])
        widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
        return ["  ".join(_aligned(cell, n, widths[n]) for n, cell in enumerate(row)).rstrip() for row in rows]

    def save(self, file: Path, about: Mapping[str, Any]) -> None:
        """Write the numbers, with what they are about and the machine, which has no name there."""
        rows = [{**asdict(row), "medians": row.medians, "ratio": row.ratio} for row in self.rows.values()]
        content = {"format": FORMAT, **about, "machine": machine(), "rows": rows}
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """What the machine is like: nothing of it tells which one it is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory in GB": round(memory),
        "processor": platform.machine(),
        "kernel": f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
        "python": ".".join(map(str, sys.version_info[:3])),
    }


def _aligned(cell: str, column: int, width: int) -> str:
    return cell.ljust(width) if column == 0 else cell.rjust(width)


def _short(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.2f}"
