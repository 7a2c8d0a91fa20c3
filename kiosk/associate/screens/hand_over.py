"""The hand-over: the code, each unit scanned out of its bag, what has to be checked, and the proof that is kept."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget
from msgspec.structs import replace

from kiosk.associate.screens.order_acts import OrderActs
from kiosk.associate.widgets import hand_checks, hand_view, order_view
from kiosk.associate.widgets.arrival_words import person_of
from kiosk.associate.widgets.bench import camera_or_hint
from kiosk.associate.widgets.digits_sheet import DigitsSheet
from kiosk.associate.widgets.hand_checks import Checks
from kiosk.catalogue import tables as catalogue
from kiosk.codes import OwnCode, PickupCode, ProductCode, UnknownCode
from kiosk.errors import Refused
from kiosk.pickup import actions, proofs
from kiosk.pickup import tables as pickup
from kiosk.pickup.actions.handing import FETCHED
from kiosk.pickup.model import Order
from kiosk.till import actions as till
from kiosk.ui import navigation
from kiosk.ui.camera import Camera
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.signature_pad import SignaturePad
from kiosk.ui.widgets.text import Text

MOST_WAITING = 30


class HandOverScreen(OrderActs):
    """Takes pickup codes and digits. `args`: code, if one was scanned elsewhere; order_id, if one was chosen there."""

    topics: ClassVar[frozenset[str]] = frozenset({"orders", "catalogue", "pictures", "scanner"})
    place = "pickup.collect"

    code: PickupCode | None = None
    digits = ""
    order_id = ""
    """The order that lies on the counter; empty while none does."""
    refused: Refused | None = None
    """Why the last code opens nothing."""
    handed: dict[str, int] | None = None
    """What left just now: line -> units."""
    wrong = ""
    """GTIN of the last scan if it does not belong to the order."""
    paying: tuple[str, PickupCode | None, str, Checks] | None = None
    """What was checked of an order whose shopper pays at this till, to go on with afterwards."""

    def content(self) -> Widget:
        """The goods at the left; who waits, or what is to be checked, at the right."""
        self.checks = Checks()
        self.out_of_bag: dict[str, int] = {}
        self.by_eye = 0
        self.camera, self.view = camera_or_hint(self.store)
        self.eye = Camera(self.store, view=self.camera)
        self.sign = SignaturePad(tall=150)
        self.stage = Card(pad=24, gap=12, grow=True)
        self.side = Column(gap=10)
        self._side_title = Text(key="hand.waiting", role="h2", bold=True)
        right = Card(self._side_title, Scroll(self.side), pad=22, gap=8, grow=True, size_hint=(0.66, 1))
        return Row(self.stage, right, gap=24, align="stretch", grow=True)

    def arrived(self) -> None:
        """A code may have been scanned on the way here, or an order chosen."""
        self.forget()
        code, order_id = self.args.pop("code", None), str(self.args.pop("order_id", ""))
        if isinstance(code, PickupCode):
            self.on_pickup(code)
        elif order_id:
            self.order_id = order_id
        elif self.paying is not None:
            self.order_id, self.code, self.digits, self.checks = self.paying
            self.paying = None

    def left(self) -> None:
        """Names do not stay on a screen that nobody looks at."""
        self.eye.stop()
        self.forget()
        self.side.replace()
        self.stage.replace()

    def forget(self) -> None:
        """Back to the beginning."""
        self.code, self.digits, self.order_id, self.refused = None, "", "", None
        self.handed, self.wrong, self.by_eye = None, "", 0
        self.checks, self.out_of_bag = Checks(), {}
        self.sign.clear()

    def order(self) -> Order | None:
        """The order on the counter, as it stands."""
        return pickup.load(self.store.db, self.store.vault, self.order_id) if self.order_id else None

    # Whose it is.

    def on_pickup(self, code: OwnCode) -> None:
        """Whose order is it, and how far is it?"""
        assert isinstance(code, PickupCode)

        def done(order: Order) -> None:
            play("ok" if order.ready else "no")
            if order.order_id != self.order_id:
                self.forget()
            self.order_id, self.code, self.refused = order.order_id, code, None
            self.checks = replace(self.checks, code=True)
            self.refresh()

        self.handed = None
        self.store.worker.submit(actions.look_up, self.store.vault, code, done=done, failed=self._refuse)

    def ask_digits(self) -> None:
        """The shopper says six digits instead of showing the code."""
        DigitsSheet("hand.digits", "hand.digits_more", 6, self.find).show()

    def find(self, digits: str) -> None:
        """Whose order are these digits?"""

        def done(order: Order | None) -> None:
            if order is None or (self.order_id and order.order_id != self.order_id):
                self._refuse(Refused("pickup.wrong_digits"))
                return
            play("ok" if order.ready else "no")
            self.order_id, self.digits, self.refused = order.order_id, digits, None
            self.checks = replace(self.checks, code=True)
            self.refresh()

        self.store.worker.submit(actions.find_by_digits, self.store.vault, digits, done=done, failed=self._refuse)

    def choose(self, order_id: str) -> None:
        """Somebody who waits: their goods are fetched while they look for their code."""
        self.forget()
        self.order_id = order_id
        self.refresh()

    def on_unknown(self, code: UnknownCode) -> None:
        """A bag's label has the order's number: whoever brings it to a door has no shopper's code."""
        order = pickup.find_number(self.store.db, self.store.vault, code.text.strip().upper())
        if order is None or order.ended:
            super().on_unknown(code)
        elif order.method in FETCHED:
            self.choose(order.order_id)
        elif order.ready:
            play("ok")
            navigation.go("order.send", order_id=order.order_id)
        else:
            self.refuse(
                "refused.pickup.not_now", state=order_view.state_words(self.tr, order.state), number=order.number
            )

    # What goes out.

    def on_product(self, code: ProductCode) -> None:
        """A unit is taken out of its bag; without an order on the counter its place and stock are shown."""
        order = self.order()
        if order is None or self.handed is not None or not order.ready:
            navigation.go("stock.lookup", gtin=code.gtin)
            return
        lines = [line for line in order.lines if line.gtin == code.gtin]
        line = next((one for one in lines if one.in_store > self.out_of_bag.get(one.line_id, 0)), None)
        if line is not None:
            play("ok")
            self.wrong = ""
            self.out_of_bag[line.line_id] = self.out_of_bag.get(line.line_id, 0) + 1
        else:
            play("no")
            self.wrong = code.gtin
        self.refresh()

    def count_by_eye(self, line_id: str) -> None:
        """A unit whose bars cannot be read was looked at; the proof says so."""
        self.out_of_bag[line_id] = self.out_of_bag.get(line_id, 0) + 1
        self.by_eye += 1
        self.wrong = ""
        self.refresh()

    def age_seen(self) -> None:
        """The shopper showed that they are old enough."""
        self.checks = replace(self.checks, age=True)
        self.refresh()

    def person_seen(self) -> None:
        """Whoever else fetches it said the digits or showed an id, of which four characters are kept."""

        def seen(digits: str) -> None:
            self.checks = replace(self.checks, person=True, id_last4=digits)
            self.refresh()

        DigitsSheet("hand.person", "hand.person_more", hand_checks.LAST_DIGITS, seen).show()

    def contactless(self) -> None:
        """The goods go into the car or a locker."""
        self.checks = replace(self.checks, contactless=not self.checks.contactless)
        self.refresh()

    def pay(self) -> None:
        """The money is taken at this till, in a sale of its own; afterwards the hand-over goes on."""
        order = self.order()
        if order is None:
            return

        def done() -> None:
            self.paying = (self.order_id, self.code, self.digits, self.checks)
            navigation.go("till.pay")

        self.charge(order, done)

    def hand_over(self) -> None:
        """What was scanned leaves the store; the code is used up, and the proof is kept."""
        order = self.order()
        if order is None:
            return
        lines = {line_id: units for line_id, units in self.out_of_bag.items() if units}

        def done(_order: Order) -> None:
            play("ok")
            self.handed = lines
            self.refresh()

        named: dict[str, Any] = {"lines": lines, "proof": self._proof(order), "operator": self.operator()}
        store = self.store
        if self.code is not None:
            act, args = actions.hand_over, (self.code,)
        else:
            act, args = actions.hand_over_by_digits, (order.order_id, self.digits)  # type: ignore[assignment]  # one of both
        store.worker.submit(act, store.vault, store.device, *args, done=done, failed=self._refuse, **named)

    def _proof(self, order: Order) -> dict[str, str]:
        signature = ""
        if not self.sign.empty and not self.checks.contactless:
            png, _ = self.sign.picture()
            signature = proofs.keep(self.store.folder, self.store.vault, order.order_id, png, self.sign.strokes)
        return hand_checks.proof_of(self.checks, order, by_eye=self.by_eye, signature=signature)

    def again(self) -> None:
        """The next shopper."""
        self.forget()
        self.refresh()

    # How it looks.

    def refresh(self) -> None:
        """Read, and show."""
        self.eye.start()
        tr = self.tr
        self.header.title.say_key("hand.title")
        self.header.sub.say_key("hand.sub")
        order = self.order()
        if self.refused is not None:
            key, details = self.refused.key, dict(self.refused.details)
            if "state" in details:
                details["state"] = order_view.state_words(tr, str(details["state"]))
            note = tr.text(f"refused.{key}", **details)
            self.stage.replace(*hand_view.answer("err", "hand.refused", note, self._next_button()))
            self._show_waiting()
        elif order is None:
            self.stage.replace(*hand_view.ask(self.view if self.camera is not None else None, self.ask_digits))
            self._show_waiting()
        elif self.handed is not None:
            self._show_done(order)
        elif order.state == "collected":
            note = tr.text("refused.pickup.used", number=order.number)
            self.stage.replace(*hand_view.answer("err", "hand.refused", note, self._next_button()))
            self._show_waiting()
        else:
            self._show_order(order)

    def _show_order(self, order: Order) -> None:
        tr = self.tr
        views = order_view.lines_of(self.store, order)
        parts = hand_view.order_parts(tr, order, views, self.out_of_bag, self.count_by_eye)
        back = Button("hand.again", size="action", action=self.again)
        if not order.ready:
            note = tr.text("hand.not_ready", state=order_view.state_words(tr, order.state))
            self.stage.replace(*parts, hand_view.note(note), back)
            self._show_waiting()
            return
        if self.wrong:
            product = catalogue.find(self.store.db, self.wrong, self.store.currency)
            name = product.names.text(tr.language) if product is not None else self.wrong.lstrip("0")
            parts.append(hand_view.wrong(name))
        parts.append(Actions(back, self._give_button(order), gap=12))
        self.stage.replace(*parts)
        self._show_checks(order)

    def _give_button(self, order: Order) -> Button:
        out, there = sum(self.out_of_bag.values()), order.in_store
        missing = self.checks.missing(order)
        if missing:
            give = Button(missing, icon="lock", kind="accent", size="action")
            give.disabled = True
        elif not out:
            give = Button("hand.scan_out", icon="barcode", kind="accent", size="action")
            give.disabled = True
        elif out < there:
            words = self.tr.text("hand.give_part", n=out, all=there)
            give = Button(text=words, icon="tick", kind="primary", size="action", action=self.hand_over)
        else:
            give = Button("hand.give", icon="tick", kind="accent", size="action", action=self.hand_over)
        return give

    def _show_checks(self, order: Order) -> None:
        self._side_title.say_key("hand.checks")
        can_pay = navigation.knows("till.pay")
        parts = hand_checks.steps(
            self.tr,
            order,
            self.checks,
            keys=self.ask_digits,
            age=self.age_seen,
            person=self.person_seen,
            pay=self.pay if can_pay else None,
        )
        parts += hand_checks.add_on(self.tr, self.store, order, self._offer)
        parts += hand_checks.signature(self.sign, self.checks, order, self.contactless)
        if self.sign.parent is not None:
            self.sign.parent.remove_widget(self.sign)
        self.side.replace(*parts)

    def _show_done(self, order: Order) -> None:
        tr = self.tr
        gone = sum((self.handed or {}).values())
        left = order.in_store
        note = tr.text("hand.done_part" if left else "hand.done_more", number=order.number, n=left or gone)
        proof = Button(
            "hand.print_proof", icon="printer", size="action", action=partial(self.print_history, order.order_id)
        )
        buttons = [proof, self._next_button()]
        if navigation.knows("return.start"):
            back = Button("hand.return", icon="undo", size="action", action=partial(navigation.go, "return.start"))
            buttons.insert(0, back)
        self.stage.replace(*hand_view.answer("ok", "hand.done", note, *buttons))
        self._show_waiting()

    def _show_waiting(self) -> None:
        self._side_title.say_key("hand.waiting")
        entries = [one for one in pickup.queue(self.store.db) if one.state in ("ready", "arrived", "partly_collected")]
        entries.sort(key=lambda one: (one.state != "arrived", one.state_at or self.store.clock()))
        name = partial(person_of, self.store, self.tr)
        self.side.replace(*hand_view.waiting_rows(self.tr, entries[:MOST_WAITING], name, self.choose))

    def _next_button(self) -> Button:
        return Button("hand.again", icon="qr_scan", kind="primary", size="action", action=self.again)

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, Refused):
            play("no")
            self.refused = error
            self.refresh()
        else:
            self.explain(error)

    def _offer(self, gtin: str) -> None:
        """What goes with the order, large; a till puts it into the basket. Nothing that was checked is lost by it."""
        store = self.store

        def add() -> None:
            sheet.close()
            said = partial(navigation.say, "hand.added", state="ok")
            self.submit(till.add_product, store.register, store.session.basket_id, gtin, done=lambda _: said())

        sells = navigation.knows("till.sell")
        sheet = hand_checks.offer_sheet(self.tr, store, gtin, add if sells else None)
        sheet.show()
