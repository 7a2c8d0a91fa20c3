"""What stands around the lines of a bag: locked, empty, something removed, a near miss, where it can go from here."""

from __future__ import annotations

from collections.abc import Callable

from kivy.uix.widget import Widget

from kiosk.customer.model import OnlineBasket
from kiosk.till.model import Basket, Coming, shares
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.text import Icon, Text

Do = Callable[[], object]


class Nudge(Column):
    """What a little more would give; takes no room while there is nothing to say."""

    def say(self, words: str) -> None:
        """Say it, or nothing."""
        if not words:
            self.clear_widgets()
            return
        row = Row(Icon("spark", 40, colour="accent_line"), Text(words, role="second", colour="accent_line"), gap=16)
        self.replace(Panel(row, tone="accent_soft", pad=(28, 20)))


def coupons(count: int, take_out: Do, *, locked: bool) -> Panel:
    """Coupons lie in the bag, and can be kept for another time."""
    out = Button("coupons.take_out", size="small", hug=True, kind="quiet", action=take_out)
    words = Text(tr.text("coupons.in_bag", n=count), role="second", bold=True)
    return Panel(Row(Icon("ticket", 44, colour="accent_line"), words, *([] if locked else [out]), gap=20), pad=(28, 18))


def locked() -> Panel:
    """A payment of this basket is not settled."""
    return Panel(
        Row(
            Icon("lock", 48, colour="warn"),
            Column(
                Text(key="basket.locked", role="body", bold=True, colour="warn"),
                Text(key="basket.locked_more", role="second"),
                gap=2,
            ),
            gap=20,
        ),
        tone="warn_soft",
        pad=28,
    )


def empty() -> Card:
    """Nothing lies in it."""
    icon = Icon("bag", 120, colour="ink3")
    icon.pos_hint = {"center_x": 0.5}
    return Card(
        Gap(8),
        Column(icon, pad=0),
        Text(key="basket.empty", role="h2", bold=True, align="center"),
        Text(key="basket.empty_more", role="body", colour="ink2", align="center"),
        Gap(8),
        pad=56,
        gap=16,
        swell=1600,
    )


def undo_row(name: str, undo: Do) -> Panel:
    """A line was taken out, and can come back."""
    words = Text(tr.text("basket.removed", name=name), role="second")
    return Panel(
        Row(words, Button("basket.undo", icon="undo", size="small", hug=True, action=undo), gap=16), pad=(32, 12)
    )


def online_offer(basket: Basket, online: OnlineBasket, join: Do) -> Panel:
    """The shop asks before the member's online bag joins this one: what it would add, and that nothing is doubled."""
    found = shares(basket, [Coming(line.gtin, line.quantity) for line in online.lines])
    adds = sum(one.taken for one in found)
    words = tr.text("basket.online_adds", n=adds) if adds else tr.text("basket.online_adds_nothing")
    button = Button("basket.online_join", icon="plus", size="small", action=join)
    return Panel(
        Row(
            Icon("phone", 48, colour="accent_line"),
            Column(Text(key="basket.online_title", role="body", bold=True), Text(words, role="second"), gap=2),
            gap=20,
        ),
        button,
        tone="accent_soft",
        pad=28,
        gap=16,
    )


def ways_on(basket: Basket, is_locked: bool, hold: Do, forget: Do) -> Widget:
    """On to a till, a tablet or a phone by a code; and for members that the bag waits for them."""
    if is_locked:
        return Column()
    rows: list[Widget] = [Actions(Button("hold.begin", icon="qr", action=hold))]
    if basket.customer:
        off = basket.terms.forget
        switch = Button("basket.wait_on" if off else "basket.wait_off", size="small", hug=True, action=forget)
        words = Column(
            Text(key="basket.wait_not" if off else "basket.wait", role="second", bold=True),
            Text(key="basket.wait_not_more" if off else "basket.wait_more", role="caption", colour="ink2"),
            gap=2,
        )
        rows.append(
            Panel(Row(Icon("shield", 44, colour="accent_line"), words, gap=20), Row(Gap(), switch), pad=28, gap=12)
        )
    return Column(*rows, gap=20)
