"""What was shown and what came of it goes to head office, so that recommendations can be measured."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.recommend.model import Offer
from kiosk.worker import Transaction
from sync import messages


def shown(tx: Transaction, exposure_id: str, place: str, offers: Sequence[Offer]) -> None:
    """These offers were on screen."""
    _post(tx, exposure_id, place, offers, "shown", "")


def added(tx: Transaction, exposure_id: str, place: str, offers: Sequence[Offer], gtin: str) -> None:
    """One of the offers went into the basket."""
    _post(tx, exposure_id, place, offers, "added", gtin)


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
