"""What was shown and what came of it goes to head office, so that recommendations can be measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.recommend import tables
from kiosk.recommend.model import Offer, Refusal, Scope
from kiosk.worker import Transaction
from sync import messages
from sync.security import Vault

TOPIC = "offer"


def shown(tx: Transaction, exposure_id: str, place: str, offers: Sequence[Offer]) -> None:
    """These offers were on screen."""
    _post(tx, exposure_id, place, offers, "shown", "")


def added(tx: Transaction, exposure_id: str, place: str, offers: Sequence[Offer], gtin: str) -> None:
    """One of the offers went into the basket."""
    _post(tx, exposure_id, place, offers, "added", gtin)


def refused(
    tx: Transaction, exposure_id: str, place: str, offers: Sequence[Offer], gtin: str, *, kind: bool = False
) -> None:
    """One of the offers is not wanted: not this product, or nothing of its kind."""
    _post(tx, exposure_id, place, offers, "refused_kind" if kind else "refused", gtin)


def refuse(tx: Transaction, vault: Vault, member_id: str, scope: Scope, what: str) -> None:
    """The member does not want to be offered this again; every device of the store remembers it, network or none."""
    if tables.add_refusals(tx.db, vault, member_id, [Refusal(scope, what, tx.now)]):
        tx.post(messages.OfferRefused(member=member_id, scope=scope, what=what, at=tx.now))
        tx.touch(TOPIC)


def on_refused(vault: Vault) -> Callable[[Transaction, messages.OfferRefused], None]:
    """The handler of what a member refused at another device of the store, given this device's vault."""

    def heard(tx: Transaction, message: messages.OfferRefused) -> None:
        refusal = Refusal("kind" if message.scope == "kind" else "product", message.what, message.at)
        if tables.add_refusals(tx.db, vault, message.member, [refusal]):
            tx.touch(TOPIC)

    return heard


def member_changed(tx: Transaction, message: messages.MemberChanged) -> None:
    """Who has left is forgotten."""
    if message.removed:
        tables.forget(tx.db, message.member)


def _post(tx: Transaction, exposure_id: str, place: str, offers: Sequence[Offer], outcome: str, gtin: str) -> None:
    tx.post(
        messages.OfferShown(
            exposure_id=exposure_id,
            place=place,
            gtins=tuple(offer.gtin for offer in offers),
            reasons=tuple(offer.reason for offer in offers),
            outcome=outcome,
            outcome_gtin=gtin,
            at=tx.now,
        )
    )
