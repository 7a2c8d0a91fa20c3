"""Offers that somebody said no to: for this visit, and for good where it is known who they are."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.home.why import WhySheet
from kiosk.recommend import actions as recommend
from kiosk.recommend.exposure import Exposure
from kiosk.recommend.tables import Recommendation
from kiosk.store import Store
from kiosk.ui import navigation


def open_why(store: Store, found: Recommendation, exposure: Exposure, again: Callable[[], object]) -> None:
    """Show why this is offered. `again` reads the page anew after somebody said no."""
    session, product = store.session, found.product

    def close() -> None:
        navigation.hide(sheet)

    def said(key: str) -> None:
        close()
        navigation.say(key, state="ok")
        again()

    def not_for_me() -> None:
        session.refused.add(product.gtin)
        exposure.refused(product.gtin)
        if session.member_id:
            store.worker.submit(recommend.refuse, store.vault, session.member_id, "product", product.gtin)
        said("why.done_product")

    def fewer() -> None:
        session.refused_kinds.add(product.category)
        exposure.refused(product.gtin, kind=True)
        if session.member_id:
            store.worker.submit(recommend.refuse, store.vault, session.member_id, "kind", product.category)
        said("why.done_kind")

    def off() -> None:
        session.no_offers = True
        exposure.refused(product.gtin, kind=True)
        said("why.done_off")

    sheet = WhySheet(
        store,
        found,
        member=bool(session.member_id),
        close=close,
        not_for_me=not_for_me,
        fewer=fewer,
        off=off,
    )
    navigation.show(sheet)
