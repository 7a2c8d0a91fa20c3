"""The sheet with which a colleague looks into a bag: the lines of the sample, what was found beside them, ages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from kivy.uix.widget import Widget

from kiosk.till.model.spot_check import Counted, Rescan
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Icon, Text

Names = Callable[[str], str]
"""GTIN -> what people call it."""


def sample_card(tr: Tr, rescan: Rescan, name: Names, count: Callable[[str, int], object]) -> Card:
    """Each line of the sample: to be scanned, there, or not there."""
    rows: list[Widget] = [Text(key="check.sample", role="h2", bold=True)]
    rows += [_line(tr, one, name(one.gtin), count) for one in rescan.lines]
    return Card(*rows, pad=(40, 32), gap=20)


def extras_card(rescan: Rescan, name: Names, count: Callable[[str, int], object]) -> Card:
    """What lay in the bag and not in the basket."""
    rows: list[Widget] = [
        Row(Icon("info", 44, colour="warn"), Text(key="check.extras", role="h2", bold=True, colour="warn"), gap=16)
    ]
    for one in rescan.extras:
        stepper = Stepper(one.counted or 0, change=partial(count, one.gtin), least=0)
        rows.append(Row(Text(name(one.gtin), role="body", bold=True), stepper, gap=20))
    return Card(*rows, pad=(40, 32), gap=16)


def ages_card(tr: Tr, ages: Mapping[str, int], name: Names, proven: Callable[[], object]) -> Card:
    """Goods that only grown-ups may buy. `ages`: gtin -> years."""
    years = max(ages.values())
    rows: list[Widget] = [
        Row(
            Icon("person_circle", 64, colour="accent_line"),
            Text(tr.text("check.age_title", age=years), role="h2", bold=True),
            gap=20,
        ),
        *[Text(name(gtin), role="body", colour="ink2") for gtin in ages],
        Button("check.age_seen", kind="accent", icon="tick", action=proven),
    ]
    return Card(*rows, pad=(40, 32), gap=16)


def _line(tr: Tr, one: Counted, name: str, count: Callable[[str, int], object]) -> Widget:
    words: list[Widget] = [Text(name, role="body", bold=True)]
    if one.counted is None:
        words.append(Text(tr.text("check.to_scan", n=one.units), role="second", colour="ink2"))
        mark = Icon("barcode", 52, colour="ink2")
        absent = Button("check.absent", size="small", hug=True, action=partial(count, one.line_id, 0))
        return Row(mark, Column(*words, gap=0), absent, gap=20)
    wrong = one.missing or one.extra
    key = "check.as_paid" if not wrong else "check.fewer" if one.missing else "check.more_than"
    words.append(Text(tr.text(key, n=one.units), role="second", colour="warn" if wrong else "ok"))
    stepper = Stepper(one.counted, change=partial(count, one.line_id), least=0)
    return Row(
        Icon("warn" if wrong else "ok", 52, colour="warn" if wrong else "ok"), Column(*words, gap=0), stepper, gap=20
    )


def kind_words(key: str, more: str, icon: str = "shield") -> Panel:
    """Why somebody comes, in words that accuse nobody."""
    words = Column(Text(key=key, role="body", bold=True), Text(key=more, role="body", colour="ink2"), gap=6)
    return Panel(Row(Icon(icon, 72, colour="accent_line"), words, gap=28), pad=(40, 32))
