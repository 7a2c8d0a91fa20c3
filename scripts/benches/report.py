"""What a bench gives: figures, and goals that it reaches or not."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, field


class Goal(Struct, frozen=True):
    """One promise. A floor must hold; a target is what we aim at beyond."""

    name: str
    kind: Literal["floor", "target"]
    value: float
    op: Literal[">=", "<="]
    goal: float

    @property
    def reached(self) -> bool:
        return self.value >= self.goal if self.op == ">=" else self.value <= self.goal

    def as_json(self) -> dict[str, Any]:  # plain JSON values
        return {
            "name": self.name,
            "kind": self.kind,
            "value": round(self.value, 4),
            "op": self.op,
            "goal": self.goal,
            "pass": self.reached,
        }


class Bench(Struct):
    """The outcome of one bench. `skipped` says in one line what it needed and did not find: that is never a pass."""

    name: str
    figures: dict[str, float | int | str] = field(default_factory=dict)
    goals: list[Goal] = field(default_factory=list)
    skipped: str = ""

    @property
    def fine(self) -> bool:
        """Whether every floor holds."""
        return not self.skipped and all(goal.reached for goal in self.goals if goal.kind == "floor")

    def as_json(self) -> dict[str, Any]:  # plain JSON values
        found: dict[str, Any] = {  # the same
            "name": self.name,
            "figures": self.figures,
            "goals": [goal.as_json() for goal in self.goals],
        }
        if self.skipped:
            found["skipped"] = self.skipped
        return found


class Context(Struct, frozen=True):
    """What a bench may use."""

    work: Path
    """A folder for large files that are worth keeping between runs."""

    data: Path | None
    """Folder of photographs with their truth, where a bench wants them."""

    quick: bool
    """A short form with smaller numbers, to see that the bench runs; its goals say nothing."""


def machine() -> dict[str, str | int | float]:
    """What this was measured on."""
    load = os.getloadavg()
    return {
        "cpus": os.cpu_count() or 0,
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load_1min": round(load[0], 2),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0..1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: Sequence[float]) -> str:
    """Minimum, median and maximum, to show how noisy the machine was."""
    return f"{min(values):.4g} / {statistics.median(values):.4g} / {max(values):.4g}"
