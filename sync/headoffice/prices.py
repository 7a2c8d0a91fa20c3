"""Single changes of a price or of a counted stock, told to the store at once."""

from __future__ import annotations

from sync.clock import stamp
from sync.headoffice import allocations, products, stock, stores
from sync.headoffice.change import Change, Invalid
from sync.messages import PriceChanged


def change_price(change: Change, store: str, gtin: str, price_minor: int, currency: str = "") -> int:
    """Set a store's price of a product; gives the version that now stands.

    Raises:
        Unknown: store or product.
        Invalid: if the price is below zero, or in another currency than the store's.
    """
    shop = stores.get(change.db, store)
    products.require(change.db, store, gtin)
    if price_minor < 0:
        raise Invalid("price_minor", "a price is not below zero")
    if currency and currency != shop.currency:
        raise Invalid("currency", f"the store sells in {shop.currency}")
    version = change.version()
    change.db.execute(
        "UPDATE listing SET price_minor = ?, price_version = ? WHERE store = ? AND gtin = ?",
        (price_minor, version, store, gtin),
    )
    event = PriceChanged(gtin=gtin, price_minor=price_minor, currency=shop.currency, version=version, at=change.now)
    change.post(store, event)
    return version


def change_stock(change: Change, store: str, gtin: str, on_hand: int) -> int:
    """Set what a store has on hand, as counted now; gives the version that now stands.

    Movements that head office has not heard of yet are on top of it, on the devices as here.

    Raises:
        Unknown: store or product.
    """
    stores.get(change.db, store)
    products.require(change.db, store, gtin)
    version = change.version()
    change.db.execute(
        "INSERT OR REPLACE INTO stock VALUES (?, ?, ?, ?, ?)", (store, gtin, on_hand, version, stamp(change.now))
    )
    allocations.open_routing(change, store, gtin)
    stock.tell(change, store, gtin)
    stock.tell_near(change, store, gtin, stock.neighbours(change.db, store))
    return version
