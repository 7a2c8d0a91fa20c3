"""Members come and change; a held-out code says which of them is here."""

from __future__ import annotations

from collections.abc import Callable

from kiosk import trust
from kiosk.codes import OwnCode
from kiosk.customer import tables
from kiosk.customer.model import Member
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


def on_member(vault: Vault) -> Callable[[Transaction, messages.MemberChanged], None]:
    """The handler of a member's change, given the device's vault."""

    def member_changed(tx: Transaction, message: messages.MemberChanged) -> None:
        if tables.save(tx.db, vault, message):
            tx.touch("member")

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
