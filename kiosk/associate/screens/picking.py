"""What a picker does about goods that are not to be found, or that go back: asked on sheets, done as steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.associate.widgets.short_sheet import Instead, InsteadSheet, ShortSheet
from kiosk.associate.widgets.walk import Item
from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.money import Money
from kiosk.pickup import actions
from kiosk.pickup.model import Order, OrderLine
from kiosk.stock import tables as stock
from kiosk.ui import navigation
from kiosk.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from kiosk.associate.screens.pick import PickScreen

MOST = 4
"""Products that are offered instead: more is no help to somebody who stands before a shelf."""

LOOKED_AT = 24


class Missing:
    """One line that is not as it should be, on the page of `screen`."""

    def __init__(self, screen: PickScreen, item: Item) -> None:
        self._screen = screen
        self._item = item
        self._name = item.view.name(screen.tr.language)

    def ask(self) -> None:
        """How many are missing, and why?"""
        ShortSheet(self._name, self._item.view.line.open, self.give_up).show()

    def give_up(self, units: int, reason: str) -> None:
        """The shelf is short of them: head office hears why."""
        screen, line = self._screen, self._item.view.line

        def done(order: Order) -> None:
            screen.verified, screen.wrong = "", ""
            screen.refresh()
            self.offer(order.line(line.line_id))

        screen.step(self._item, actions.give_up, line.line_id, reason=reason, units=units, done=done)

    def offer(self, line: OrderLine) -> None:
        """Something like it may come instead."""
        if not line.lacking:
            return
        found = [self._instead(product, line) for product in self.alike()]
        agreed = line.substitute or line.choice == "substitute"
        InsteadSheet(self._name, found, agreed, self.substitute, self.leave).show()

    def substitute(self, gtin: str) -> None:
        """This one comes instead; it is a line of the list from now on."""
        screen, line = self._screen, self._item.view.line

        def done(_order: Order) -> None:
            navigation.say("pick.instead_done", state="ok", name=screen.name_of(gtin))
            screen.refresh()

        screen.step(self._item, actions.substitute, line.line_id, gtin, consent=True, done=done)

    @staticmethod
    def leave() -> None:
        """The shopper says what they want, on their phone or at a kiosk."""
        navigation.say("pick.left_to_shopper", state="info")

    def alike(self) -> list[Product]:
        """What may stand in for it and is here: its other sizes and colours first, then the nearest in price."""
        screen, product = self._screen, self._item.view.product
        if product is None:
            return []
        db, currency = screen.store.db, screen.store.currency
        near = catalogue.most_sold(db, currency, LOOKED_AT, product.category)
        near.sort(key=lambda one: abs(one.price.minor - product.price.minor))
        found = {one.gtin: one for one in (*catalogue.variants(db, product, currency), *near)}
        found.pop(product.gtin, None)
        levels = stock.levels(db, found)
        there = [one for one in found.values() if one.gtin in levels and levels[one.gtin].available > 0]
        return there[:MOST]

    def ask_back(self) -> None:
        """A settled line was tapped: what is in the tray may go back; what was given up may have turned up."""
        screen, line = self._screen, self._item.view.line
        if line.picked:
            self._question("pick.back", lambda: self._put_back(line))
        elif line.lacking:
            self._question("pick.found", lambda: self._found(line))
        else:
            screen.refresh()

    def _put_back(self, line: OrderLine) -> None:
        screen = self._screen

        def done(_order: Order) -> None:
            screen.current, screen.verified = self._item.key, ""
            screen.refresh()

        screen.step(self._item, actions.unpick, line.gtin, done=done)

    def _found(self, line: OrderLine) -> None:
        screen = self._screen

        def done(_order: Order) -> None:
            screen.current, screen.verified = self._item.key, ""
            screen.refresh()

        screen.step(self._item, actions.find, line.line_id, units=line.lacking, done=done)

    def _question(self, key: str, yes_do: object) -> None:
        def yes() -> None:
            navigation.hide(dialog)
            yes_do()  # type: ignore[operator]  # an action

        dialog = Dialog(
            f"{key}_title",
            f"{key}_body",
            primary=(f"{key}_yes", yes),
            secondary=("ui.back", lambda: navigation.hide(dialog)),
            args={"name": self._name},
            icon="undo",
        )
        navigation.show(dialog)

    def _instead(self, product: Product, line: OrderLine) -> Instead:
        screen = self._screen
        tr = screen.tr
        price = min(line.price_minor, product.price.minor) if line.price_minor else product.price.minor
        picture = screen.store.image(product.image)
        level = stock.level(screen.store.db, product.gtin)
        return Instead(
            gtin=product.gtin,
            name=product.names.text(tr.language),
            detail=product.size or product.colour,
            picture=str(picture) if picture else "",
            price=tr.money(Money(price, screen.store.currency)),
            was=tr.money(product.price) if product.price.minor > price else "",
            place=product.location,
            stock=tr.text("pick.count", n=level.available) if level is not None else "",
        )
