"""The cards of an answer: what is known of each, what is still asked for, and its price for whoever stands here."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from kiosk.catalogue.model import Product
from kiosk.catalogue.searcher import Searcher
from kiosk.catalogue.widgets import detail_of, name_of, picture_of
from kiosk.customer.model import Member
from kiosk.home.product_parts import stock_pill
from kiosk.register import Register
from kiosk.search import answering
from kiosk.search.model import Found, Hit
from kiosk.store import Store
from kiosk.till import priced
from kiosk.till.priced import Tag
from kiosk.ui.tr import tr
from kiosk.ui.widgets.endless_grid import EndlessGrid
from kiosk.ui.widgets.pill import State
from kiosk.ui.widgets.product_grid import ProductView


class Results:
    """An `EndlessGrid` and what lies on it. All that takes time is done on the search thread.

    Args:
        kind: tells the questions of one page from those of another.
    """

    def __init__(self, store: Store, kind: str, open_product: Callable[[str], object]) -> None:
        self._store = store
        self._kind = kind
        self.grid = EndlessGrid(open_product, self._wanted)
        self._found: Found | None = None
        self._hits: dict[int, Hit] = {}
        self._tags: dict[str, Tag] = {}
        self._sight = (0, 0)
        self.member: Member | None = None
        """Whose prices are shown; the page sets it."""

    @property
    def place(self) -> answering.Place:
        """Where questions are answered, now."""
        return answering.Place(self._store.currency, self._store.register, self._store.clock())

    def show(self, found: Found, *, stay: bool = False) -> None:
        """Show an answer, from the top or where the page stands."""
        self._found = found
        self._hits = dict(enumerate(found.hits))
        count = max(len(found.ids), len(found.hits))
        self.grid.show(count, {place: self._view(hit) for place, hit in self._hits.items()}, stay=stay)
        self._ask_prices()

    def reprice(self) -> None:
        """Prices may have changed, or somebody else stands here."""
        self._tags.clear()

    def redraw(self) -> None:
        """Pictures came, or the language is another."""
        self.grid.fill({place: self._view(hit) for place, hit in self._hits.items()})

    def forget(self) -> None:
        """Nobody stands here any more."""
        self._found = None
        self._hits.clear()
        self._tags.clear()
        self.grid.show(0, {})

    def _wanted(self, first: int, last: int) -> None:
        """These places came into sight."""
        self._sight = (first, last)
        found = self._found
        if found is None:
            return
        missing = [place for place in range(first, last) if place not in self._hits]
        if missing:
            # A screenful before and behind, too: whoever scrolls goes on.
            ahead = last - first
            places = range(max(0, missing[0] - ahead), min(len(found.ids), missing[-1] + 1 + ahead))
            places_left = [place for place in places if place not in self._hits]
            ids = [found.ids[place] for place in places_left]
            job = partial(_look, ids, self.place)
            self._store.part(Searcher).ask(f"{self._kind}.page", job, partial(self._came, found, places_left))
        else:
            self._ask_prices()

    def _came(self, found: Found, places: Sequence[int], hits: Sequence[Hit]) -> None:
        """The products of these places; one that was taken off sale since leaves its card grey."""
        if found is not self._found:
            return
        by_id = {hit.product.id: hit for hit in hits}
        fresh = {place: by_id[found.ids[place]] for place in places if found.ids[place] in by_id}
        self._hits.update(fresh)
        self.grid.fill({place: self._view(hit) for place, hit in fresh.items()})
        self._wanted(*self._sight)

    def _ask_prices(self) -> None:
        """What the price book says of the cards in sight; the shelf price stands there meanwhile."""
        first, last = self._sight
        products = [
            hit.product
            for place in range(first, last)
            if (hit := self._hits.get(place)) is not None and hit.product.gtin not in self._tags
        ]
        if products:
            member = self.member
            who = (member.member_id, member.tier) if member is not None else ("", "")
            job = partial(_tags, products, self._store.register, self._store.clock(), who)
            self._store.part(Searcher).ask(f"{self._kind}.prices", job, self._priced)

    def _priced(self, tags: dict[str, Tag]) -> None:
        self._tags.update(tags)
        first, last = self._sight
        changed = {
            place: self._view(hit)
            for place in range(first, last)
            if (hit := self._hits.get(place)) is not None and hit.product.gtin in tags
        }
        self.grid.fill(changed)

    def _view(self, hit: Hit) -> ProductView:
        product = hit.product
        words, state = _where(hit, self._store.clock())
        tag = self._tags.get(product.gtin)
        lower = tag is not None and tag.amount < tag.listed
        return ProductView(
            gtin=product.gtin,
            name=name_of(product),
            detail=detail_of(product),
            price=tr.money(product.price if tag is None else tag.amount),
            old_price=tr.money(tag.listed) if tag is not None and lower else "",
            state=state,
            stock=words,
            picture=picture_of(self._store, product),
        )


def _where(hit: Hit, now: datetime) -> tuple[str, State]:
    """Here, or else in the nearest store that has it."""
    if hit.near is not None:
        return tr.text("search.near_store", store=hit.near.names.text(tr.language), n=hit.near.on_hand), "info"
    return stock_pill(hit.level, now)


def _look(ids: Sequence[int], place: answering.Place, db: sqlite3.Connection) -> list[Hit]:
    return answering.look(db, ids, place)


def _tags(
    products: Sequence[Product], register: Register, now: datetime, who: tuple[str, str], db: sqlite3.Connection
) -> dict[str, Tag]:
    return {product.gtin: priced.tag(db, now, register, product, *who) for product in products}


def count_text(found: Found) -> tuple[int, bool]:
    """(how many were found, whether there may be more)."""
    return max(len(found.ids), len(found.hits)), found.more
