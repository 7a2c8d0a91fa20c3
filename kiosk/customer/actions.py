"""Members come and change; a held-out code says which of them is here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from kiosk import trust
from kiosk.codes import OwnCode
from kiosk.customer import tables
from kiosk.customer.model import Favourite, Member
from kiosk.errors import Refused
from kiosk.worker import Transaction
from sync import messages
from sync.security import Vault


def identify(tx: Transaction, vault: Vault, code: OwnCode) -> Member:
    """Believe a loyalty code with no network, and say whose it is.

    Raises:
        Refused: ``code.*`` if the code may not be believed, ``customer.unknown`` if the store does not know the member.
    """
    trust.check(tx, code.token)
    member = tables.load(tx.db, vault, code.token.subject)
    if member is None:
        raise Refused("customer.unknown")
    return member


def set_favourite(tx: Transaction, vault: Vault, member_id: str, gtin: str, on: bool) -> None:
    """The member wants to find a product again, or no more; works without a network. What is so already stays so.

    Raises:
        Refused: ``customer.unknown`` if the store does not know the member.
    """
    if tables.load(tx.db, vault, member_id) is None:
        raise Refused("customer.unknown")
    before = next((one for one in tables.favourite_words(tx.db, vault, member_id) if one.gtin == gtin), None)
    if on == (before is not None and before.on):
        return
    # To the millisecond, which is what head office keeps: else it would take its own word for an older one.
    now = tx.now.replace(microsecond=tx.now.microsecond // 1000 * 1000)
    # Whoever takes a word back has seen it: a clock that is behind the other device's must not lose against it.
    at = now if before is None else max(now, before.at + timedelta(milliseconds=1))
    tables.merge_favourite_words(tx.db, vault, member_id, [Favourite(gtin, on, at)])
    tx.post(messages.FavouriteChanged(member=member_id, gtin=gtin, on=on, at=at))
    tx.touch("favourite")


def on_favourite(vault: Vault) -> Callable[[Transaction, messages.FavouriteChanged], None]:
    """The handler of what a member said at another device of the store, given this device's vault."""

    def favourite_changed(tx: Transaction, message: messages.FavouriteChanged) -> None:
        if tables.load(tx.db, vault, message.member) is None:
            return
        word = Favourite(message.gtin, message.on, message.at)
        if tables.merge_favourite_words(tx.db, vault, message.member, [word]):
            tx.touch("favourite")

    return favourite_changed


def on_member(vault: Vault) -> Callable[[Transaction, messages.MemberChanged], None]:
    """The handler of a member's change, given the device's vault."""

    def member_changed(tx: Transaction, message: messages.MemberChanged) -> None:
        if tables.save(tx.db, vault, message):
            tx.touch("member", "favourite")

    return member_changed


def on_business(vault: Vault) -> Callable[[Transaction, messages.BusinessChanged], None]:
    """The handler of a business customer's change, given the device's vault."""

    def business_changed(tx: Transaction, message: messages.BusinessChanged) -> None:
        if tables.save_business(tx.db, vault, message):
            tx.touch("business")

    return business_changed


def on_online_basket(vault: Vault) -> Callable[[Transaction, messages.OnlineBasketChanged], None]:
    """The handler of an online basket, given the device's vault."""

    def online_basket_changed(tx: Transaction, message: messages.OnlineBasketChanged) -> None:
        if tables.save_online_basket(tx.db, vault, message):
            tx.touch("online_basket")

    return online_basket_changed
