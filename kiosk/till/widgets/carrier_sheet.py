"""The sheet that asks where an electronic invoice goes: a carrier, scanned or typed, or a donation code."""

from __future__ import annotations

from functools import partial

from kiosk.codes import CarrierCode
from kiosk.store import Store
from kiosk.till import actions
from kiosk.till.fiscal import NO_FISCAL, Fiscal, Invoicing, masked
from kiosk.till.model import Basket
from kiosk.ui import navigation
from kiosk.ui.screen import StoreScreen
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.dialog import Layer
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad

LONGEST = 8
SIGNS = "/+-."


def takes_carrier(store: Store) -> bool:
    """Whether shoppers are asked for a carrier here."""
    return fiscal_of(store).takes_carrier


def fiscal_of(store: Store) -> Fiscal:
    """What the country asks of this device."""
    found = store.parts.get(Invoicing)
    return found.fiscal if isinstance(found, Invoicing) else NO_FISCAL


def save_carrier(screen: StoreScreen, text: str) -> None:
    """Put a carrier or a donation code to the session's basket; nothing takes it back. `on_carrier` of a screen."""
    store = screen.store

    def done(basket: Basket) -> None:
        play("ok")
        if basket.terms.carrier:
            navigation.say("business.carrier_set", state="ok", carrier=masked(basket.terms.carrier))

    fiscal = fiscal_of(store)
    screen.submit(actions.set_carrier, store.register, fiscal, store.session.basket_id, text, done=done)


class CarrierSheet(Layer):
    """A scanned carrier is taken at once; typed ones wait for the button."""

    def __init__(self, screen: StoreScreen) -> None:
        super().__init__(outside=self.close)
        self._screen = screen
        self.field = Field("business.carrier_hint", clear=self.clear, icon="receipt")
        signs = Actions(*[Button(text=sign, size="small", action=partial(self.type, sign)) for sign in SIGNS], gap=10)
        pad = TouchPad(
            self.type,
            self.erase,
            self.hand_in,
            pages=("letters", "digits"),
            enter_key="business.save",
            enter_icon="tick",
            key_tall=56,
            space=False,
        )
        self._card = Card(
            Row(
                Icon("barcode", 40, colour="accent_line"),
                Text(key="business.carrier_title", role="h1", bold=True),
                Button("business.carrier_none", size="small", hug=True, action=self.none),
                gap=16,
            ),
            Text(key="business.carrier_more", role="second", colour="ink2"),
            self.field,
            signs,
            pad,
            radius="panel",
            shadow="e2",
            pad=28,
            gap=14,
            size_hint=(None, None),
        )
        self.add_widget(self._card)
        self.bind(size=self._place)
        self._card.bind(height=self._place)

    def show(self) -> None:
        """Lay it over the screen."""
        navigation.show(self)

    def close(self) -> None:
        """Go away; nothing changes."""
        navigation.hide(self)

    def on_carrier(self, code: CarrierCode) -> None:
        """It was scanned."""
        self._take(code.text)

    def none(self) -> None:
        """Neither: a paper receipt alone."""
        self._take("")

    def hand_in(self) -> None:
        """It was typed."""
        self._take(self.field.text)

    def type(self, letter: str) -> None:
        """A key of the pad."""
        if len(self.field.text) < LONGEST:
            self.field.text += letter

    def erase(self) -> None:
        """The pad's eraser."""
        self.field.text = self.field.text[:-1]

    def clear(self) -> None:
        """The field's cross."""
        self.field.text = ""

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        self._place()

    def _take(self, text: str) -> None:
        self.close()
        save_carrier(self._screen, text)

    def _place(self, *_: object) -> None:
        if not hasattr(self, "_card"):
            return
        self._card.width = min(self.width - 2 * theme.margin, theme.px(760))
        self._card.center_x, self._card.center_y = round(self.middle_x), round(self.middle_y)
