"""A shopper's order on a kiosk: how far it is, where it waits, who comes; and what the shopper may say about it."""

from __future__ import annotations

from kivy.uix.widget import Widget

from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.pickup import actions, tables
from kiosk.pickup.model import Order
from kiosk.pickup.widgets import choices, parts
from kiosk.pickup.widgets.delegate_sheet import DelegateSheet
from kiosk.pickup.widgets.words import STEPS, step_of
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.ring import Steps
from kiosk.ui.widgets.scroll import Scroll


class ShowScreen(ShopperScreen):
    """Shows the order `self.args["order_id"]`, which a code or its digits have opened; forgets it when it is left."""

    topics = frozenset({"orders", "catalogue", "store", "pictures"})

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=24, pad=(56, 8, 56, 40))
        self._order_id = ""
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Somebody else fetches it; I am here."""
        self.other = Button("collect.other", action=self.someone_else)
        self.here = Button("collect.here", kind="primary", icon="bell", action=self.i_am_here)
        self.call = Button("collect.call", icon="bell", action=self.ask_colleague)
        self.done = Button("collect.done", kind="primary", icon="tick", action=navigation.end_session)
        return (self.call, self.done)

    def arrived(self) -> None:
        """Somebody's order was opened."""
        super().arrived()
        self._order_id = str(self.args.pop("order_id", ""))

    def left(self) -> None:
        """Whose order it was is forgotten."""
        super().left()
        self._order_id = ""
        self._page.replace()

    def refresh(self) -> None:
        """Show the order as its steps leave it."""
        self.show_who()
        order = self._order()
        if order is None:
            navigation.go("pickup.find")
            return
        step = step_of(order)
        page: list[Widget] = [parts.head(order)]
        if step is not None:
            page.append(Steps(list(STEPS), at=step))
        page += parts.places(self.device, order, self.device.clock())
        if order.waiting:
            page.append(choices.ask(self.device, order, self.choose))
        page.append(parts.lines(self.device, order))
        page.append(parts.take_away(self.device, order))
        self._page.replace(*page)
        self.here.busy = False
        self.bottom.hold(*self._buttons_for(order))

    def _buttons_for(self, order: Order) -> tuple[Button, ...]:
        if order.state in ("ready", "partly_collected"):
            return (self.other, self.here)
        if order.ended or order.here:
            return (self.call, self.done)
        return (self.other, self.done)

    # What the shopper says.

    def i_am_here(self) -> None:
        """The shopper stands at this kiosk: whoever hands over hears of it on every tablet."""

        def done(_order: Order) -> None:
            play("ok")
            navigation.say("collect.told", state="ok")

        self.here.busy = True
        self._act(actions.arrive, "kiosk", more={"place": self.device.device}, done=done)

    def someone_else(self) -> None:
        """Somebody else fetches it: what the counter can check of them is written down, and no name."""

        def chosen(text: str) -> None:
            self._act(actions.delegate, text, done=lambda _: navigation.say("collect.delegate_done", state="ok"))

        navigation.show(DelegateSheet(chosen))

    def choose(self, line_id: str, choice: str) -> None:
        """What shall become of what could not be found; without head office it is a request."""

        def done(_order: Order) -> None:
            play("ok")
            navigation.say("collect.chosen_offline" if self.offline else "collect.chosen", state="ok")

        self._act(actions.choose, line_id, choice, done=done)

    @staticmethod
    def ask_colleague() -> None:
        """A colleague is wanted because of this order."""
        navigation.go("service.call", about="pickup")

    def _act(self, action: object, *args: object, done: object, **named: object) -> None:
        device = self.device

        def failed(error: Exception) -> None:
            self.here.busy = False
            self.explain(error)

        device.worker.submit(
            action,  # type: ignore[arg-type]  # one of the actions
            device.vault,
            device.device,
            self._order_id,
            *args,
            done=done,  # type: ignore[arg-type]  # takes the order
            failed=failed,
            **named,
        )

    def _order(self) -> Order | None:
        device = self.device
        return tables.load(device.db, device.vault, self._order_id) if self._order_id else None
