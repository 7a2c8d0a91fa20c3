"""The page that a self-test prints: letters of each script, sizes, both edges, and a code to scan."""

from __future__ import annotations

from datetime import datetime

from kiosk.i18n import Translator
from kiosk.paper.layout import Banner, Brand, Gap, Heading, Item, Line, Pair, Paper, Qr, Rule

SAMPLE = "KX-TEST-0123456789"
"""Text of the code: no product, and none of our own codes, so a scan of it does nothing else."""


def self_test(brand: str, printer: str, words: Translator, now: datetime) -> Paper:
    """What comes out when somebody tries a printer."""
    moment = f"{words.date(now)} {words.time(now)}"
    return Paper(
        words.language,
        (
            Brand(brand),
            Heading(words.text("paper.test_title")),
            Pair(printer, moment, "small"),
            Rule("thick"),
            Line(words.text("paper.test_words")),
            Line(words.text("paper.test_words"), "small"),
            Line(words.text("paper.test_words"), "fine"),
            Item("洁面啫喱 / 潔面凝膠", "¥1,234.50", "2 × ¥617.25"),
            Rule("dotted"),
            Qr(SAMPLE, words.text("paper.test_qr"), SAMPLE),
            Banner(words.text("paper.test_title")),
            Gap(2),
        ),
    )
