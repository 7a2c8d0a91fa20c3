"""Words and amounts of the gallery, which belong to no catalogue."""

from __future__ import annotations

from kiosk.money import Money
from kiosk.ui.tr import tr


def say(zh_cn: str, zh_tw: str, en: str) -> str:
    """Give the words of the language in force."""
    return {"zh_CN": zh_cn, "zh_TW": zh_tw, "en": en}[tr.language]


def money(minor: int) -> Money:
    """Give an amount in the money of the place."""
    return Money(minor * 4 // 100, "TWD") if tr.language == "zh_TW" else Money(minor, "CNY")


def nothing() -> None:
    """Buttons of a gallery lead nowhere."""
