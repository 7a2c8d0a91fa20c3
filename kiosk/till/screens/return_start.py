"""A shopper brings goods back: the receipt, which of them, why; and the code with which the desk goes on from there."""

from __future__ import annotations

from functools import partial

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import detail_of, name_of, picture_of, short_gtin
from kiosk.codes import OwnCode
from kiosk.customer.widgets.shopper_screen import SAY, ShopperScreen
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.till import actions, receipts, tables
from kiosk.till.actions.return_wishes import Wish
from kiosk.till.model.returning import NOTHING_GONE, RETURNABLE, Origin, SoldLine
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Flow, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Icon, Text

REASONS = ("changed_mind", "wrong_size", "faulty", "damaged", "not_as_shown", "other")
"""What a shopper is offered; a desk knows more."""

QR = 560
"""Design pixels: a receipt's code says much, and is read off a screen."""


class ReturnStartScreen(ShopperScreen):
    """`self.args["code"]`: a receipt that was scanned elsewhere. Nothing is taken back here: somebody looks first."""

    topics = frozenset({"sale", "returns", "catalogue", "store", "pictures"})

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=24, pad=(56, 16, 56, 40))
        self._sale_id, self._code, self._said = "", "", False
        self._wanted: dict[str, Wish] = {}
        self._refused: Refused | None = None
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Back; go on to the desk."""
        self.back = Button("ui.back", icon="back", action=navigation.back)
        self.again = Button("takeback.change", icon="edit", action=self.change)
        self.go_on = Button("takeback.go_on", kind="primary", icon="qr", action=self.say_it)
        self.done = Button("takeback.done", kind="primary", icon="tick", action=navigation.end_session)
        return (self.back,)

    def arrived(self) -> None:
        """A receipt may have been scanned on the way here; nobody's stays from before."""
        super().arrived()
        self._forget()
        code = self.args.pop("code", None)
        if isinstance(code, OwnCode):
            self.on_receipt(code)

    def left(self) -> None:
        """Whose receipt it was is forgotten."""
        super().left()
        self._forget()
        self._page.replace()

    def _forget(self) -> None:
        self._sale_id, self._code, self._said, self._refused = "", "", False, None
        self._wanted.clear()

    # What the shopper does.

    def on_receipt(self, code: OwnCode) -> None:
        """Which sale is it?"""

        def found(origin: Origin) -> None:
            play("ok")
            self._forget()
            self._sale_id, self._code = origin.sale_id, code.text
            if self.shown:
                self.refresh()

        def not_found(error: Exception) -> None:
            if not isinstance(error, Refused):
                self.explain(error)
                return
            play("no")
            self._forget()
            self._refused = error
            if self.shown:
                self.refresh()

        self.device.worker.submit(receipts.look_up, self.device.register, code, done=found, failed=not_found)

    def pick(self, line: SoldLine) -> None:
        """This comes back, or not after all."""
        if line.name in self._wanted:
            del self._wanted[line.name]
        else:
            self._wanted[line.name] = Wish(line.name, 1, REASONS[0])
        self.refresh()

    def count(self, line: SoldLine, units: int) -> None:
        """So many units of it."""
        self._wanted[line.name] = Wish(line.name, units, self._wanted[line.name].reason)
        self.refresh()

    def why(self, line: SoldLine, reason: str) -> None:
        """That is why."""
        self._wanted[line.name] = Wish(line.name, self._wanted[line.name].units, reason)
        self.refresh()

    def say_it(self) -> None:
        """Write it down, and show the code for the desk."""
        device = self.device

        def done(_: object) -> None:
            play("ok")
            self._said = True
            self.refresh()

        device.worker.submit(
            actions.wish_back,
            device.vault,
            device.register,
            self._sale_id,
            tuple(self._wanted.values()),
            done=done,
            failed=self.explain,
        )

    def change(self) -> None:
        """Something was wrong."""
        self._said = False
        self.refresh()

    # How it looks.

    def refresh(self) -> None:
        """Show what is to be done next."""
        self.show_who()
        origin = tables.load_origin(self.device.db, self._sale_id, self.device.device) if self._sale_id else None
        if origin is None:
            self._page.replace(Text(key="takeback.title", role="display", bold=True), self._ask(), _steps())
            self.bottom.hold(self.back)
        elif self._said:
            self._page.replace(*self._ticket())
            self.bottom.hold(self.again, self.done)
        else:
            self._page.replace(*self._choose(origin))
            units = sum(one.units for one in self._wanted.values())
            self.go_on.reason = "" if units else tr.text("takeback.nothing_chosen")
            self.go_on.disabled = not units
            self.bottom.hold(self.back, self.go_on)

    def _ask(self) -> Card:
        refused = self._refused
        icon = Icon("receipt", 200, colour="warn" if refused else "accent_line", pos_hint={"center_x": 0.5})
        parts: list[Widget] = [Column(icon)]
        if refused is None:
            parts.append(Text(key="takeback.scan", role="h1", bold=True, align="center"))
        else:
            words = tr.text(f"refused.{refused.key}", **refused.details)
            parts.append(Text(words, role="h1", bold=True, align="center", colour="warn"))
        parts.append(Text(key="takeback.scan_more", role="body", colour="ink2", align="center"))
        return Card(*parts, pad=(56, 72), gap=24, radius="panel", swell=1600)

    def _choose(self, origin: Origin) -> list[Widget]:
        which = tr.text("takeback.receipt", number=origin.short, date=tr.date(origin.business_date))
        head = Column(Text(key="takeback.choose", role="h1", bold=True), Text(which, role="body", colour="ink2"), gap=4)
        lines = [line for line in origin.lines if line.quantity > 0 and line.kind in RETURNABLE]
        if not lines:
            return [head, Panel(Text(key="takeback.no_lines", role="body"), pad=40), *self._say_instead(origin)]
        return [head, *[self._line(origin, line) for line in lines], *self._say_instead(origin)]

    def _say_instead(self, origin: Origin) -> list[Widget]:
        """Nothing comes back: something is to be said about the purchase, or an answer to be read."""
        if not navigation.knows(SAY):
            return []
        go = partial(navigation.go, SAY, sale_id=origin.sale_id)
        return [Button("ticket.instead", icon="message", kind="quiet", action=go)]

    def _line(self, origin: Origin, line: SoldLine) -> Card:
        product = catalogue.find(self.device.db, line.gtin, self.device.currency)
        name = name_of(product) if product is not None else short_gtin(line.gtin)
        detail = detail_of(product) if product is not None else ""
        left = line.quantity - origin.gone.get(line.name, NOTHING_GONE).units
        each = Money(line.amount_minor // max(1, line.quantity), origin.currency)
        facts = (detail, tr.text("collect.line", n=line.quantity), tr.money(each, "receipt"))
        sub = "  ".join(part for part in facts if part)
        wish = self._wanted.get(line.name)
        words = Column(Text(name, role="body", bold=True), Text(sub, role="second", colour="ink2"), gap=4)
        mark = Icon("ok" if wish else "neutral", 52, colour="accent_line" if left else "ink3")
        picture = picture_of(self.device, product) if product is not None else ""
        parts: list[Widget] = [Row(mark, Picture(picture, seed=line.gtin, width_px=112, height_px=112), words, gap=24)]
        if not left:
            parts.append(Text(key="takeback.gone", role="second", colour="ink2"))
        if wish is not None:
            if left > 1:
                stepper = Stepper(wish.units, change=partial(self.count, line), least=1, most=left)
                parts.append(Row(Text(key="takeback.units", role="body", bold=True), stepper, gap=20))
            parts.append(Text(key="takeback.why", role="second", bold=True))
            chips = [
                Chip(key=f"return.reason_{one}", selected=one == wish.reason, action=partial(self.why, line, one))
                for one in REASONS
            ]
            parts.append(Flow(*chips, gap=24))
        return Card(
            *parts,
            pad=(28, 24),
            gap=20,
            selected=wish is not None,
            action=partial(self.pick, line) if left else None,
        )

    def _ticket(self) -> list[Widget]:
        units = sum(one.units for one in self._wanted.values())
        code = QrCode(self._code, size_px=QR)
        code.pos_hint = {"center_x": 0.5}
        return [
            Text(key="takeback.ready", role="display", bold=True),
            Text(tr.text("takeback.ready_more", n=units), role="body", colour="ink2"),
            Card(Column(code), Text(key="takeback.show", role="h2", bold=True, align="center"), pad=40, gap=20),
            Panel(Row(Icon("shield", 48, colour="ok"), Text(key="takeback.honest", role="body"), gap=24), pad=36),
        ]


def _steps() -> Panel:
    """What will happen, so that nobody is surprised."""
    rows = [
        Row(
            Text(str(number), role="h2", bold=True, colour="accent_line", hug=True),
            Text(key=f"takeback.step_{number}", role="body"),
            gap=28,
        )
        for number in (1, 2, 3)
    ]
    return Panel(*rows, gap=18, pad=44 if theme.text_scale < 1.5 else 32)
