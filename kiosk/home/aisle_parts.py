"""How what was asked for beyond the bag looks: one number to be called by, and honest words about how it stands."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, Literal

from kiosk.catalogue.model import Product
from kiosk.catalogue.widgets import detail_of, name_of, picture_of
from kiosk.stock.model import Level
from kiosk.stockroom.model import LASTS, Hold, Request
from kiosk.store import Store
from kiosk.ui import navigation
from kiosk.ui.theme import theme
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.ring import Ring
from kiosk.ui.widgets.text import Icon, Text

AISLE = "product.aisle"

PICTURE = 460
"""Pixels across: the page is about one thing."""

What = Literal["try", "store", "ship", "wish"]

_ICONS: dict[What, str] = {"try": "timer", "store": "store_line", "ship": "truck", "wish": "bell"}
_LOOKS = {
    "asked": ("warn_soft", "warn", "progress"),
    "confirmed": ("ok_soft", "ok", "ok"),
    "refused": ("err_soft", "err", "err"),
    "given_up": ("surface2", "ink2", "undo"),
}


def head(store: Store, product: Product) -> Panel:
    """What it is about, as large as it deserves."""
    side = PICTURE / theme.text_scale**2
    picture = Picture(picture_of(store, product), seed=product.gtin, width_px=side, height_px=side, radius="card")
    return Panel(
        Row(Gap(), picture, Gap()),
        Column(
            Text(name_of(product), role="h2", bold=True, align="center"),
            Text(detail_of(product), role="second", colour="ink2", align="center"),
            gap=4,
        ),
        pad=36,
        gap=24,
        radius="panel",
        swell=1000,
    )


def aisle_tool(gtin: str, level: Level) -> Button:
    """On a product's page: tried first where there is one, a word when it is back where there is none."""
    what = "try" if level.available > 0 else "wish"
    go = partial(navigation.go, AISLE, gtin=gtin, what=what)
    return Button(f"aisle.tool_{what}", icon=_ICONS["try" if what == "try" else "wish"], size="small", kind="quiet",
                  action=go)  # fmt: skip


def asking(tr: Tr, what: What, shop: str, offline: bool) -> list[Any]:  # Kivy's widgets have no types
    """What will happen, before anything does."""
    found: list[Any] = [
        Row(
            Icon(_ICONS[what], 72, colour="accent_line"),
            Text(tr.text(f"aisle.title_{what}", store=shop), role="h1", bold=True),
            gap=24,
        ),
        Text(tr.text(f"aisle.body_{what}", store=shop, n=_minutes(LASTS.total_seconds())), role="body", colour="ink2"),
    ]
    if offline and what in ("store", "ship", "wish"):
        words = Column(
            Text(key="aisle.offline", role="body", bold=True, colour="warn"),
            Text(key="aisle.offline_more", role="second"),
            gap=2,
        )
        found.append(Panel(Row(Icon("offline", 44, colour="warn"), words, gap=20), tone="warn_soft", pad=28))
    return found


def of_hold(tr: Tr, hold: Hold, now: datetime) -> list[Any]:  # as above
    """A number to be called by, and how long it is kept."""
    left = max(0.0, (hold.until - now).total_seconds())
    state = hold.state if hold.is_open and left else hold.state if not hold.is_open else "back"
    words = Column(
        Text(key="aisle.number", role="second", colour="ink2"),
        Text(hold.number, role="numeral", bold=True, shrink=True),
        gap=0,
    )
    line: list[Any] = [words]
    if state in ("asked", "laid"):
        ring = Ring(200, text=tr.text("goods.minutes", n=_minutes(left)), role="h2")
        ring.value = left / LASTS.total_seconds()
        line.append(ring)
    tone, colour, icon = {
        "asked": ("info_soft", "info", "progress"),
        "laid": ("ok_soft", "ok", "ok"),
    }.get(state, ("surface2", "ink2", "info"))
    return [
        Text(tr.text(f"aisle.hold_{state}"), role="h1", bold=True),
        Card(Row(*line, gap=24), pad=36, radius="panel"),
        _note(icon, colour, tone, tr.text(f"aisle.hold_{state}_more", place=hold.place)),
    ]


def of_request(tr: Tr, request: Request, shop: str, instead: str) -> list[Any]:  # as above
    """How a request stands: asked, confirmed with what became of it, or refused with what can be done instead."""
    tone, colour, icon = _LOOKS.get(request.state, _LOOKS["asked"])
    number = request.order_number or request.number
    words: list[Any] = [
        Text(key="aisle.order" if request.order_number else "aisle.request", role="second", colour="ink2"),
        Text(number, role="numeral", bold=True, shrink=True),
    ]
    if request.promised_at is not None and request.state == "confirmed":
        at = f"{tr.date(request.promised_at)} {tr.time(request.promised_at)}"
        words.append(Text(tr.text("aisle.ready_by", at=at), role="body", bold=True))
    more = tr.text(f"aisle.request_{request.state}_more", store=shop)
    found = [
        Text(tr.text(f"aisle.request_{request.state}"), role="h1", bold=True),
        Card(Column(*words, gap=4), pad=36, radius="panel"),
        _note(icon, colour, tone, more),
    ]
    if instead and request.state == "refused":
        found.append(_note("store_line", "accent_line", "accent_soft", tr.text("aisle.instead", store=instead)))
    return found


def of_wish(tr: Tr) -> list[Any]:  # as above
    """It is written down."""
    return [
        Text(tr.text("aisle.wished"), role="h1", bold=True),
        _note("bell", "ok", "ok_soft", tr.text("aisle.wished_more")),
    ]


def _note(icon: str, colour: str, tone: str, words: str) -> Panel:
    return Panel(Row(Icon(icon, 48, colour=colour), Text(words, role="body"), gap=20), tone=tone, pad=28)


def _minutes(seconds: float) -> int:
    return int(-(-seconds // 60))
