"""What must not be offered to whoever stands here."""

from __future__ import annotations

from kiosk.recommend import tables
from kiosk.recommend.model import Unwanted
from kiosk.store import Store


def unwanted(store: Store) -> Unwanted:
    """What they said no to: in this visit, and ever where it is known who they are."""
    session = store.session
    said = Unwanted(frozenset(session.refused), frozenset(session.refused_kinds), session.no_offers)
    if not session.member_id:
        return said
    return said.with_refusals(tables.refusals(store.db, store.vault, session.member_id))
