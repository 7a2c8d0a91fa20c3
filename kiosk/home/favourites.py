"""The heart: a member's is kept at once, network or none; a guest's waits until it is known who they are."""

from __future__ import annotations

from kiosk.customer import actions as customer
from kiosk.customer import tables
from kiosk.store import Store
from kiosk.ui import navigation
from kiosk.ui.sounds import play


def is_favourite(store: Store, gtin: str) -> bool:
    """Whether whoever stands here wants to find it again."""
    session = store.session
    if not session.member_id:
        return session.heart == gtin
    return gtin in tables.favourites(store.db, store.vault, session.member_id)


def favour(store: Store, gtin: str, on: bool) -> None:
    """Keep it, or no more. Of a guest it is asked who they are first."""
    session = store.session
    if session.member_id:
        _keep(store, gtin, on)
    elif on:
        session.heart = gtin
        navigation.go("member.sign_in")
    else:
        session.heart = ""


def keep_waiting(store: Store) -> None:
    """It is known who they are: what waited for it is kept."""
    session = store.session
    if session.heart and session.member_id:
        gtin, session.heart = session.heart, ""
        _keep(store, gtin, on=True)


def _keep(store: Store, gtin: str, on: bool) -> None:
    def done(_: object) -> None:
        play("ok")
        navigation.say("favourite.kept" if on else "favourite.gone", state="ok")

    store.worker.submit(customer.set_favourite, store.vault, store.session.member_id, gtin, on, done=done)
