"""Scenes of the service desk: what a shopper says with two taps, and what colleagues do about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kiosk.ticket import actions
from kiosk.ticket.model import Ticket, Wanted
from kiosk.till import actions as till
from kiosk.till.model import Sale
from scripts.screenshots.scene import TABLET, Scene, Stage
from scripts.screenshots.shopper import SERUM, SUN

SAYS = {
    "zh": ("泵头按不出来，才买了两周。", "结账时多算了一件防晒霜。", "小票上的积分没有到账。"),
}


def _do(stage: Stage, action: Any, *args: Any) -> Any:  # any action, and what it gives
    store = stage.world.store
    return stage.world.do(action, store.vault, store.register, *args)


def _sold(stage: Stage) -> Sale:
    world = stage.world
    basket_id = world.store.new_id()
    for rank in (SERUM, SUN):
        world.do(till.add_product, world.store.register, basket_id, world.gtin(rank))
    sale = world.do(till.pay_cash, world.store.register, basket_id, 10**7)
    assert isinstance(sale, Sale)
    return sale


def _desk(stage: Stage) -> dict[str, Ticket]:
    """An afternoon at the desk."""
    from kiosk.associate.widgets.counts import TabletCounts
    from kiosk.ui.desk import Counts

    world = stage.world
    world.store.parts[Counts] = TabletCounts(world.store)
    sale = _sold(stage)
    short, now = sale.number.short, world.clock.now
    texts = SAYS["zh"]
    until = (now + timedelta(days=351)).date().isoformat()
    made: dict[str, Ticket] = {}
    world.clock.now = now - timedelta(hours=6)
    bill = Wanted("bill", texts[1], sale_id=sale.sale_id, sale_number=short, name="陈先生", contact="138 0013 0042")
    made["bill"] = _do(stage, actions.open_ticket, bill)
    _do(stage, actions.answer, made["bill"].ticket_id, "您说得对，多收的一件已退回原支付方式。很抱歉给您添了麻烦。")
    world.clock.now = now - timedelta(hours=5)
    made["complaint"] = _do(stage, actions.open_ticket, Wanted("complaint", topic="waiting", face="bad", language="en"))
    world.clock.now = now - timedelta(minutes=40)
    repair = Wanted(
        "repair",
        texts[0],
        gtin=world.gtin(SERUM),
        sale_id=sale.sale_id,
        sale_number=short,
        covered_until=until,
        name="林女士",
        contact="lin@example.com",
    )
    made["repair"] = _do(stage, actions.open_ticket, repair)
    _do(stage, actions.write, made["repair"].ticket_id, "已检查：泵头卡住，换新泵头即可。")
    world.clock.now = now - timedelta(minutes=12)
    made["fair"] = _do(stage, actions.open_ticket, Wanted("feedback", topic="kiosk", face="fair"))
    world.clock.now = now
    return made


def _list(stage: Stage) -> None:
    made = _desk(stage)
    stage.go("associate.tickets", ticket_id=made["repair"].ticket_id)


def _answered(stage: Stage) -> None:
    made = _desk(stage)
    stage.go("associate.tickets", ticket_id=made["bill"].ticket_id)


def _writing(stage: Stage) -> None:
    made = _desk(stage)
    stage.go("associate.tickets", ticket_id=made["repair"].ticket_id)
    screen = stage.navigator.screen
    screen.answer(made["repair"])
    stage.settle()
    for key in "bengtou":
        screen._sheet.write(screen._sheet._entry.press(key))  # noqa: SLF001  as fingers would


def _new(stage: Stage) -> None:
    from kiosk import codes

    sale = _sold(stage)
    stage.go("ticket.new")
    screen = stage.navigator.screen
    code = codes.classify(stage.world.store.receipt_code(sale.sale_id, str(sale.number), sale.at), "QR")
    screen.scanned(code)
    stage.settle()
    screen.choose("warranty")
    screen.pick(stage.world.gtin(SERUM))
    screen.words["text"] = SAYS["zh"][0]
    screen.refresh()
    stage.settle()


def _nobody(stage: Stage) -> None:
    stage.go("associate.tickets")


def _faces(stage: Stage) -> None:
    stage.go("ticket.say")


def _what(stage: Stage) -> None:
    stage.go("ticket.say", face="fair")


def _thanks(stage: Stage) -> None:
    sale = _sold(stage)
    stage.go("ticket.say", face="bad", sale_id=sale.sale_id)
    stage.navigator.screen.choose("waiting")
    stage.settle()


def _read(stage: Stage) -> None:
    """The receipt was scanned again, and the answer is there."""
    world = stage.world
    sale = _sold(stage)
    wanted = Wanted("complaint", topic="product", face="bad", sale_id=sale.sale_id)
    ticket = _do(stage, actions.open_ticket, wanted)
    _do(stage, actions.answer, ticket.ticket_id, "很抱歉。请带上商品和收据到服务台，我们当场为您换新。")
    from kiosk import codes

    world_code = codes.classify(world.store.receipt_code(sale.sale_id, str(sale.number), sale.at), "QR")
    stage.go("ticket.say", code=world_code)


SCENES = (
    Scene("tickets", _list, "associate", TABLET, key=True),
    Scene("tickets_answered", _answered, "associate", TABLET),
    Scene("tickets_writing", _writing, "associate", TABLET),
    Scene("tickets_new", _new, "associate", TABLET, key=True),
    Scene("tickets_nobody", _nobody, "associate", TABLET),
    Scene("say_faces", _faces, key=True),
    Scene("say_what", _what, key=True),
    Scene("say_thanks", _thanks),
    Scene("say_answer", _read),
)
