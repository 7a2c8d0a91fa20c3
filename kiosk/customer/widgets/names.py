"""How a member is spoken of on screen: surname and title, tier and points. Never more."""

from __future__ import annotations

from kiosk.customer.model import Member
from kiosk.customer.widgets.surnames import in_latin
from kiosk.ui.tr import tr


def name_of(surname: str, title: str) -> str:
    """Surname and title in the language in force: 林女士, 林小姐, Ms Lin."""
    if tr.language == "en":
        surname = in_latin(surname)
    return tr.text(f"member.{title}" if title in ("ms", "mr") else "member.plain", surname=surname)


def tier_of(member: Member) -> str:
    """The name of the member's tier."""
    key = f"member.tier.{member.tier or 'member'}"
    return tr.text(key) if tr.known(key) else member.tier


def note_of(member: Member) -> str:
    """Tier and points in one line."""
    return tr.text("member.tier_points", tier=tier_of(member), points=tr.number(member.points))
