"""A shopper's kiosk for tests: a real device with search and card terminal, and its screens in a real window."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hardware.later import Later
from hardware.payment_terminal_simulated import SimulatedTerminal
from kiosk.catalogue.searcher import Searcher
from kiosk.customer import actions as customer
from kiosk.home import farewell, shopper
from kiosk.payment.desk import PaymentDesk
from kiosk.payment.terminals import Terminals
from kiosk.till import actions as till
from kiosk.till import tables as sales
from kiosk.till.model import Basket, Sale
from kiosk.till.paying import payment_desk
from kiosk.ui import navigation
from kiosk.ui.navigation import Navigator
from kiosk.ui.theme import theme
from sync import messages
from sync.formats import tokens
from sync.health import Health, LinkState
from tests.desks import Desk
from tests.devices import NOON, TestDevice
from tests.orders import KEY, KEY_ID, believe_head_office
from tests.ui import KIOSK, Ui

PATIENCE_S = 30.0
"""Far more than anything here takes; a busy machine may need it."""

REST_S = 0.005
"""Between two looks at a condition: whoever looks without a rest takes the time from those it waits for."""


@dataclass
class SteadyLink:
    """A link that stands as the test says."""

    state: LinkState = "linked"
    last_contact: datetime = NOON

    def health(self) -> Health:
        """How it stands."""
        return Health(self.state, self.last_contact, self.last_contact, None, (), (), 0)

    def sync_now(self) -> None:
        """Nobody is there to be asked."""

    def cut(self, cut: bool) -> None:
        """Pull the cable, or put it back."""
        self.state = "cut" if cut else "linked"


class Kiosk(Desk):
    """One kiosk with its window, and what its shoppers do."""

    def __init__(self, ui: Ui, device: TestDevice, navigator: Navigator, terminal: SimulatedTerminal) -> None:
        super().__init__(ui, device, navigator)
        self.terminal = terminal

    @property
    def name(self) -> str:
        """Name of the screen in front."""
        return self.navigator.name

    def until(self, condition: Callable[[], object]) -> None:
        """Let things happen until the condition holds: other threads have their part in it."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < end, f"never came true; on screen {self.name}: {self.words()}"
            time.sleep(REST_S)
            self.settle()

    def basket(self) -> Basket:
        """The bag of whoever stands here, as it is stored."""
        store = self.device.store
        return sales.load_basket(store.db, store.session.basket_id) or Basket("", store.currency)

    def units(self) -> list[tuple[str, int]]:
        """(gtin, units) of each line."""
        return [(line.gtin, line.quantity) for line in self.basket().lines]

    def sales(self) -> list[Sale]:
        """Every sale on disk, newest first."""
        db = self.device.db
        found = [sales.load_sale(db, sale_id) for sale_id in sales.recent_sales(db)]
        return [sale for sale in found if sale is not None]

    def put(self, *gtins: str) -> None:
        """Products that are in the bag already."""
        store = self.device.store
        for gtin in gtins:
            self.device.do(till.add_product, store.register, store.session.basket_id, gtin)
        self.settle()

    def tap_words(self, part: str) -> None:
        """Tap whatever shows these words."""
        from kiosk.ui.widgets.press import Pressable
        from kiosk.ui.widgets.text import Text

        for widget in self.ui.walk():
            if isinstance(widget, Text) and part in widget.whole:
                holder: Any = widget
                while holder is not None and not (isinstance(holder, Pressable) and holder.touchable):
                    holder = holder.parent if holder.parent is not holder else None
                if holder is not None:
                    self.ui.tap(holder)
                    self.settle()
                    return
        raise AssertionError(f"nothing to tap says {part!r}; there are {self.words()}")

    def knows(self, member_id: str = "member-1", surname: str = "林", usual: tuple[tuple[str, int], ...] = ()) -> None:
        """Head office has told of this member."""
        message = messages.MemberChanged(
            member=member_id,
            surname=surname,
            title="ms",
            tier="gold",
            points=2480,
            usual=usual,
            version=300,
            at=NOON - timedelta(minutes=20),
        )
        self.device.do(customer.on_member(self.device.store.vault), message)

    def badge(self) -> None:
        """A colleague's badge is held before the scanner."""
        self.scan(self.code("staff", "operator-1"), "QR")
        self.settle()

    def code(self, kind: tokens.Kind, subject: str, *, lifetime: timedelta | None = None, hours_ago: int = 1) -> str:
        """A code that head office signed some hours ago."""
        at = self.device.clock() - timedelta(hours=hours_ago)
        return tokens.sign(kind, KEY_ID, KEY, subject=subject, nonce="N1", now=at, lifetime=lifetime)


@contextmanager
def open_kiosk(ui: Ui, device: TestDevice, folder: Path) -> Iterator[Kiosk]:
    """Show the kiosk's first screen."""
    store = device.store

    def post(function: Callable[..., None], *args: object) -> None:
        device.calls.put((function, args))

    terminal = SimulatedTerminal(folder / "terminal.jsonl", delay_s=0.02)
    store.terminal = terminal
    searcher = Searcher(store.folder, store.currency, post)
    searcher.start()
    later = Later("payments")
    later.start()
    terminals: Terminals = {"card": terminal, "wallet": terminal, "qr": terminal}
    desk = payment_desk(store.worker, terminals, store.register, post, later, store.clock)
    desk.start(store.db)
    store.parts[Searcher], store.parts[PaymentDesk] = searcher, desk
    believe_head_office(device)

    def end_session() -> None:
        farewell.forget(store)
        theme.choose(motion=False)  # time stands still here, and what fades in would never be seen

    ui.resize(KIOSK)
    navigator = navigation.open_navigator(
        Navigator(shopper.screens(store), shopper.HOME, on_session_end=end_session, keypad=True)
    )
    ui.mount(navigator, KIOSK)
    kiosk = Kiosk(ui, device, navigator, terminal)
    # A picture without a GPU takes longer than the page did, and `shot` draws its own.
    ui.pump = ui.undrawn  # type: ignore[method-assign]
    try:
        navigator.home()
        kiosk.settle()
        yield kiosk
    finally:
        navigator.screen.leave()
        navigation.close_navigator()
        del ui.pump
        ui.unmount()
        searcher.close()
        terminal.close()
        later.close()
