"""A colleague looks into the bag before it is paid: the shopper waits in good company, then comes the sheet."""

from __future__ import annotations

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk import codes
from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import name_of, short_gtin
from kiosk.staff.model import Operator
from kiosk.till import actions, spot_check
from kiosk.till.calling import Colleagues
from kiosk.till.model import Basket
from kiosk.till.model.spot_check import Rescan, sample
from kiosk.till.screens.pay import PayScreen, ages_wanted
from kiosk.till.tables import spot_checks
from kiosk.till.widgets import badge
from kiosk.till.widgets.check_sheet import ages_card, extras_card, kind_words, sample_card
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.call_bar import CallBar
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

PATIENCE_S = 300
"""A colleague may need minutes to come, and some to look. After so many the usual question is asked again: a sheet that
they walked away from is nobody else's."""


class CheckScreen(PayScreen):
    """Waits for a colleague's badge; then shows what they are to scan again, and what they found."""

    topics = frozenset({"basket", "member", "store", "spot_check", "service"})

    def content(self) -> Widget:
        """A bar that is seen from afar, and the page."""
        self.bar = CallBar("check.called")
        self._operator: Operator | None = None
        self._rescan: Rescan | None = None
        self._waited = 0
        self._page = Column(gap=28, pad=(56, 24, 56, 40))
        self._clock = Clock.schedule_interval(self._second, 1.0)
        self._clock.cancel()
        return Column(self.bar, Scroll(self._page), grow=True)

    def buttons(self) -> tuple[Button, ...]:
        """They change with who is here."""
        self.back = Button("pay.back", icon="back", action=lambda: navigation.go("basket.show"))
        self.skip = Button("check.skip", action=self._waive)
        self.leave_it = Button("check.leave", action=lambda: self._finish(put_right=False))
        self.finish = Button("check.finish", kind="primary", icon="tick", action=self._finish)
        return (self.back,)

    def arrived(self) -> None:
        """Somebody is called, once a basket."""
        super().arrived()
        self._operator, self._rescan, self._waited = None, None, 0
        self.finish.busy = False
        basket_id = self.device.session.basket_id
        self.submit(actions.look_into, self.device.register, basket_id, done=lambda _: self._call())
        self._clock()

    def left(self) -> None:
        """Nobody is waited for, and no colleague answers for anything here."""
        super().left()
        self._clock.cancel()
        self._operator = None

    def refresh(self) -> None:
        """Wait, or show the sheet; go on as soon as nothing keeps the shopper."""
        self.show_who()
        basket = self.basket()
        due, ages = self._due(basket), ages_wanted(self, basket)
        if not due and not ages:
            if self._operator is not None:
                navigation.go("pay.choose")
                navigation.say("check.thanks", state="ok")
            return
        self.idle = "question" if self._waited >= PATIENCE_S else "never"
        if self._operator is None:
            self._show_waiting(due=due)
        else:
            self._show_sheet(basket, self._operator, ages, due=due)

    def on_staff(self, code: codes.OwnCode) -> None:
        """A colleague is here."""

        def here(operator: Operator) -> None:
            self._operator, self._waited = operator, 0
            colleagues = self._colleagues()
            if colleagues is not None:
                self.submit(colleagues.over, self.device.register)
            if self.shown:
                self.refresh()

        badge.prove(self, code, here)

    def on_product(self, code: codes.ProductCode) -> None:
        """In the colleague's hands a scan counts as found; before, the shopper simply goes on shopping."""
        if self._operator is None or self._rescan is None:
            super().on_product(code)
            return
        before, self._rescan = self._rescan, self._rescan.scan(code.gtin)
        play(
            "ok" if len(self._rescan.extras) == len(before.extras) and not self._rescan.extra > before.extra else "warn"
        )
        self.refresh()

    def on_weighed(self, pack: codes.WeighedCode) -> None:
        """In the colleague's hands a pack counts as its article."""
        if self._operator is None or self._rescan is None:
            super().on_weighed(pack)
        else:
            self.on_product(codes.ProductCode(pack.gtin))

    # Calling.

    def _colleagues(self) -> Colleagues | None:
        found = self.device.parts.get(Colleagues)
        return found if isinstance(found, Colleagues) else None

    def _call(self) -> None:
        """Ask for a colleague, if there is a way to; the badge opens the sheet in any case."""
        basket, colleagues = self.basket(), self._colleagues()
        due, ages = self._due(basket), ages_wanted(self, basket)
        if not self.shown:
            return
        if not due and not ages:
            navigation.go("pay.choose")
        elif colleagues is not None:
            self.submit(colleagues.call, self.device.register, "check")

    def _second(self, _dt: float) -> None:
        self._waited += 1
        if self._waited == PATIENCE_S:
            self.refresh()

    def _due(self, basket: Basket) -> bool:
        found = spot_checks.load(self.device.db, basket.basket_id)
        return found is not None and found.due

    # The shopper's side.

    def _show_waiting(self, *, due: bool) -> None:
        colleagues = self._colleagues()
        coming = colleagues.coming(self.device.db) if colleagues is not None else None
        if coming is None:
            self.bar.say("check.called", "bell_ring", "called")
        elif coming:
            self.bar.say("check.coming_name", "hand", "here", name=coming)
        else:
            self.bar.say("check.coming", "hand", "here")
        mark = Icon("hand", 220, colour="accent_line", pos_hint={"center_x": 0.5})
        words = [
            Text(key="check.title" if due else "check.title_age", role="display", bold=True, align="center"),
            Text(key="check.more" if due else "check.more_age", role="body", colour="ink2", align="center"),
        ]
        why = kind_words("check.why", "check.why_more") if due else kind_words("check.why_age", "check.why_age_more")
        staff = Row(Icon("qr_scan", 48, colour="ink2"), Text(key="check.badge", role="second", colour="ink2"), gap=20)
        self._page.replace(Card(Column(mark), *words, pad=(56, 72), gap=20, radius="panel", swell=1600), why, staff)
        self.bottom.hold(self.back)

    # The colleague's side.

    def _show_sheet(self, basket: Basket, operator: Operator, ages: dict[str, int], *, due: bool) -> None:
        self.bar.say("check.here", "checked_list", "here")
        tr = self.tr
        units = sum(
            line.quantity for line in basket.lines if line.kind == "product" and not line.particulars.fulfilment
        )
        parts: list[Widget] = [
            Text(key="check.sheet", role="h1", bold=True),
            Row(
                *([Pill(operator.name, "accent", icon="person")] if operator.name else []),
                *([Pill(tr.text("check.in_the_bag", n=units), "neutral", icon="bag")] if due else []),
                Gap(),
                gap=12,
            ),
        ]
        if ages:
            gtins = {basket.line(line_id).gtin: years for line_id, years in ages.items()}
            parts.append(ages_card(tr, gtins, self._name, lambda: self._prove_age(ages)))
        if due:
            rescan = self._sampled(basket)
            hint = Text(key="check.how", role="body", colour="ink2")
            parts += [
                Row(Icon("scan", 48, colour="accent_line"), hint, gap=20),
                sample_card(tr, rescan, self._name, self._count),
            ]
            if rescan.extras:
                parts.append(extras_card(rescan, self._name, self._count))
            self._show_ends(rescan)
        else:
            self.bottom.hold(self.back)
        self._page.replace(*parts)

    def _show_ends(self, rescan: Rescan) -> None:
        self.finish.disabled = not rescan.complete
        left = sum(1 for one in rescan.lines if one.counted is None)
        self.finish.reason = "" if rescan.complete else self.tr.text("check.left", n=left)
        self.finish.label.say_key("check.put_right" if rescan.complete and rescan.differs else "check.finish")
        second = self.leave_it if rescan.complete and rescan.differs else self.skip
        self.bottom.hold(second, self.finish)

    def _sampled(self, basket: Basket) -> Rescan:
        register = self.device.register
        chosen = sample(basket, register.self_checkout.lines, spot_check.seed_of(self.device.db, register))
        wanted = {line.line_id for line in chosen}
        if self._rescan is None or {one.line_id for one in self._rescan.lines} != wanted:
            self._rescan = Rescan.of(basket, chosen)
        return self._rescan

    def _count(self, key: str, units: int) -> None:
        if self._rescan is not None:
            self._rescan = self._rescan.count(key, units)
            self.refresh()

    def _name(self, gtin: str) -> str:
        product = catalogue.find(self.device.db, gtin, self.device.currency)
        return name_of(product) if product is not None else short_gtin(gtin)

    def _finish(self, put_right: bool = True) -> None:
        if self._rescan is None or self._operator is None:
            return
        self.finish.busy = True

        def failed(error: Exception) -> None:
            self.finish.busy = False
            self.explain(error)

        self.device.worker.submit(
            actions.looked,
            self.device.register,
            self.device.session.basket_id,
            self._operator.operator_id,
            self._rescan,
            put_right=put_right,
            done=lambda _: self._over(),
            failed=failed,
        )

    def _waive(self) -> None:
        if self._operator is not None:
            basket_id = self.device.session.basket_id
            self.submit(actions.waive, basket_id, self._operator.operator_id, done=lambda _: self._over())

    def _prove_age(self, ages: dict[str, int]) -> None:
        if self._operator is not None:
            store = self.device
            basket_id = store.session.basket_id
            self.submit(actions.prove_age, store.register, basket_id, self._operator.operator_id, ages)

    def _over(self) -> None:
        self.finish.busy = False
        if self.shown:
            self.refresh()
