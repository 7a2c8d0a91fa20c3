"""Where lines end: the toolkit takes a run of Chinese for one long word, and leaves a last word alone on its line."""

from __future__ import annotations

import re
from collections.abc import Callable

_CHINESE = "\u2e80-\u303f\u3100-\u9fff\uff00-\uffef"
_PARTS = re.compile(rf"[{_CHINESE}]|[^\S\u00a0]+|(?:\u00a0|[^\s{_CHINESE}])+")

NEVER_FIRST = frozenset("，。、；：？！）》」』】〉…·％")
"""A line does not begin with what closes or goes on."""

NEVER_LAST = frozenset("（《「『【〈")
"""Nor does it end with what opens."""


SHORT = 0.3
"""A last line of less than this part of the width looks like a mistake; a little less width for all of them helps."""

NARROWER = (1.0, 0.92, 0.84, 0.76, 0.68)

PHRASE = frozenset("，。、；：？！")
"""Where a reader takes a breath: a line ends best there."""

EARLY = 0.4
"""A line that ends with a phrase is at least so much of the width long."""

Measure = Callable[[str], float]


def broken(text: str, width: float, measure: Measure) -> str:
    """The text with line ends put in so that no line is wider than `width`; words of Latin letters stay whole."""
    return "\n".join("\n".join(_even(paragraph, width, measure)) for paragraph in text.split("\n"))


def _even(paragraph: str, width: float, measure: Measure) -> list[str]:
    """The lines, as few as there must be, the last of them not too short."""
    least = _lines(paragraph, width, measure)
    if len(least) < 2:
        return least
    phrased = _lines(paragraph, width, measure, phrases=True)
    if phrased != least and len(phrased) == len(least) and len(phrased[-1]) > 2:
        return phrased
    for part in NARROWER:
        lines = _lines(paragraph, width * part, measure)
        if len(lines) == len(least) and sum(measure(one) for one in lines[-1]) >= SHORT * width:
            return lines
    return least


def _lines(paragraph: str, width: float, measure: Measure, *, phrases: bool = False) -> list[str]:
    lines: list[str] = []
    line: list[str] = []
    used = 0.0
    for part in _PARTS.findall(paragraph):
        wide = measure(part)
        if line and used + wide > width and not part.isspace():
            rest = _taken_along(line, part)
            if phrases:
                rest = [*_unfinished(line, EARLY * width, measure), *rest]
            lines.append("".join(line).rstrip())
            line = rest
            used = sum(measure(one) for one in line)
        if line or not part.isspace():
            line.append(part)
            used += wide
    lines.append("".join(line).rstrip())
    return lines


def _unfinished(line: list[str], least: float, measure: Measure) -> list[str]:
    """What of the line goes down so that it ends with a phrase; nothing if it has none, or would be too short."""
    ends = [place for place, part in enumerate(line) if part in PHRASE]
    if not ends or sum(measure(one) for one in line[: ends[-1] + 1]) < least:
        return []
    rest = line[ends[-1] + 1 :]
    del line[ends[-1] + 1 :]
    return rest


def _taken_along(line: list[str], part: str) -> list[str]:
    """What of the line goes down with `part`, so that neither line begins or ends as it must not."""
    rest: list[str] = []
    while len(line) > 1 and ((rest or [part])[0] in NEVER_FIRST or line[-1] in NEVER_LAST):
        rest.insert(0, line.pop())
    return rest
