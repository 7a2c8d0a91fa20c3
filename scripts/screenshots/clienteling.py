"""Scenes of the customer's card, the lists on it, and the client book."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kiosk import codes
from kiosk.clienteling import actions
from kiosk.clienteling.model import Look
from kiosk.customer import actions as customer
from kiosk.till import actions as till
from scripts.demo_store import members
from scripts.screenshots.people import hire, sign_in
from scripts.screenshots.scene import TABLET, Scene, Stage
from scripts.screenshots.world import member
from sync import messages

NOTES = (
    ("op-2", "换季时容易泛红，只用无香的；送妈妈的礼盒喜欢素色包装。", True),
    ("op-2", "下周出差回来，想看新到的眼霜。", False),
)


def _do(stage: Stage, action: Any, *args: Any, **named: Any) -> Any:  # any action, and what it gives
    store = stage.world.store
    return stage.world.do(action, store.vault, store.register, *args, **named)


def _known(stage: Stage) -> str:
    """Ms Lin, what she bought here and elsewhere, and what she wants to find again."""
    world = stage.world
    now = world.clock.now
    told = member(world)
    recent = (
        messages.Bought(at=now - timedelta(days=9), gtin=world.gtin(18), quantity=1, channel="web"),
        messages.Bought(at=now - timedelta(days=23), gtin=world.gtin(40), quantity=2, channel="store",
                        store=world.store.register.store_gln),
        messages.Bought(at=now - timedelta(days=23), gtin=world.gtin(55), quantity=-1, channel="store",
                        store=world.store.register.store_gln),
        messages.Bought(at=now - timedelta(days=41), gtin=world.gtin(61), quantity=1, channel="store",
                        store="9521000000025"),
    )  # fmt: skip
    told = messages.MemberChanged(**{name: getattr(told, name) for name in told.__struct_fields__} | {"recent": recent})
    world.hear(customer.on_member(world.store.vault), told)
    basket_id = world.store.new_id()
    world.clock.now = now - timedelta(days=3)
    for rank in (3, 12):
        world.do(till.add_product, world.store.register, basket_id, world.gtin(rank))
    world.do(till.attach_customer, world.store.register, world.store.vault, basket_id, told.member)
    world.do(till.pay_cash, world.store.register, basket_id, 10**7)
    world.clock.now = now
    for rank in (23, 37):
        world.do(customer.set_favourite, world.store.vault, told.member, world.gtin(rank), True)
    return told.member


def _opened(stage: Stage, operator: str = "op-2") -> str:
    """Their code was scanned by whoever is signed in."""
    sign_in(stage, operator)
    who = _known(stage)
    stage.go("client.card")
    stage.navigator.screen.scanned(codes.classify(stage.world.code("loyalty", who), "QR"))
    stage.settle()
    return who


def _full(stage: Stage) -> str:
    """A card that colleagues have kept for a while."""
    who = _opened(stage)
    world = stage.world
    now = world.clock.now
    for _, text, shared in NOTES:
        _do(stage, actions.add_note, who, text, shared=shared)
    _do(stage, actions.join_book, who)
    _do(stage, actions.allow_writing, who, True)
    _do(stage, actions.put_on_look, who, [world.gtin(rank) for rank in (18, 23, 61)])
    _do(stage, actions.write_to, who, "林女士，您好！您问过的眼霜到货了，给您留了一支。")
    world.clock.now = now
    stage.settle()
    return who


def _ask(stage: Stage) -> None:
    sign_in(stage, "op-2")
    stage.go("client.card")


def _card(stage: Stage) -> None:
    _full(stage)


def _card_below(stage: Stage) -> None:
    _full(stage)
    for scroll in _scrolls(stage):
        scroll.scroll_y = 0
    stage.settle()


def _cashier(stage: Stage) -> None:
    _opened(stage, "op-1")


def _look(stage: Stage) -> None:
    who = _full(stage)
    stage.go("client.look", look_id=_list(stage, who).look_id)


def _look_code(stage: Stage) -> None:
    _look(stage)
    stage.navigator.screen.hand()
    stage.settle()


def _named(stage: Stage) -> str:
    """A look with a name, put together by Ms Lin's adviser."""
    who = _full(stage)
    world = stage.world
    gtins = tuple(world.gtin(rank) for rank in (3, 12, 18, 23, 61, 40))
    found = _do(stage, actions.begin_look, who, "look", title="周末旅行", gtins=gtins)
    assert isinstance(found, Look)
    return found.look_id


def _look_named(stage: Stage) -> None:
    stage.go("client.look", look_id=_named(stage))


def _look_shown(stage: Stage) -> None:
    stage.go("client.show", look_id=_named(stage))
    stage.navigator.screen.turn(stage.world.gtin(12))
    stage.settle()


def _look_naming(stage: Stage) -> None:
    _full(stage)
    stage.navigator.screen.begin_look("look")
    stage.settle()


def _look_choosing(stage: Stage) -> None:
    _named(stage)
    stage.go("stock.lookup", gtin=stage.world.gtin(37))
    stage.navigator.screen.put_into(stage.world.gtin(37))
    stage.settle()


def _list(stage: Stage, who: str) -> Look:
    found = _do(stage, actions.put_on_look, who, [stage.world.gtin(18)])
    assert isinstance(found, Look)
    return found


def _book(stage: Stage) -> None:
    hire(stage)
    sign_in(stage, "op-2")
    world = stage.world
    today = world.store.register.business_date(world.clock.now)
    lin = member(world).member
    for one in list(members.generate(6)):
        told = messages.MemberChanged(
            member=one.member_id,
            surname=one.surname,
            title=one.title,
            tier=one.tier,
            points=one.points,
            version=world.next_version(),
            at=world.clock(),
        )
        world.hear(customer.on_member(world.store.vault), told)
        code = codes.classify(world.code("loyalty", one.member_id), "QR")
        _do(stage, actions.open_card, code)
        _do(stage, actions.join_book, one.member_id)
        if one.member_id == lin:
            _do(stage, actions.set_dates, lin, birthday=f"{today + timedelta(days=4):%m-%d}", next_contact=today)
            _do(stage, actions.reassign, lin, comes="op-3")
            _do(stage, actions.allow_writing, lin, True)
        elif one.points % 2:
            _do(stage, actions.set_dates, one.member_id, next_contact=today + timedelta(days=12))
    _do(stage, actions.close_card)
    stage.go("client.book", member=lin)


def _book_handing(stage: Stage) -> None:
    _book(stage)
    stage.navigator.screen._show(_handing=True)  # noqa: SLF001  as its button does
    stage.settle()


def _scrolls(stage: Stage) -> list[Any]:  # Kivy's widgets have no types
    from kiosk.ui.widgets.scroll import Scroll

    return [one for one in stage.navigator.screen.walk() if isinstance(one, Scroll)]


SCENES = (
    Scene("client_ask", _ask, "associate", TABLET, key=True),
    Scene("client_card", _card, "associate", TABLET, key=True),
    Scene("client_card_below", _card_below, "associate", TABLET),
    Scene("client_cashier", _cashier, "associate", TABLET),
    Scene("client_look", _look, "associate", TABLET),
    Scene("client_look_named", _look_named, "associate", TABLET),
    Scene("client_look_naming", _look_naming, "associate", TABLET),
    Scene("client_look_choosing", _look_choosing, "associate", TABLET),
    Scene("client_show", _look_shown, "associate", TABLET, key=True),
    Scene("client_look_code", _look_code, "associate", TABLET, key=True),
    Scene("client_book", _book, "associate", TABLET, key=True),
    Scene("client_book_handing", _book_handing, "associate", TABLET),
)
