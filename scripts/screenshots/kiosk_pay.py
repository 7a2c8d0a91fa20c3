"""The shopper's scenes of money: every way to pay, every answer to it, a colleague's look into the bag, the receipt."""

from __future__ import annotations

from typing import Any

import msgspec

from hardware.payment_terminal import PaymentKind
from hardware.payment_terminal_simulated import Fault, SimulatedTerminal
from kiosk import codes
from kiosk.payment.desk import PaymentDesk
from kiosk.pricing import tables as books
from kiosk.stored_value import actions as stored_value
from kiosk.till import actions as till
from kiosk.worker import Transaction
from scripts.screenshots.scene import Scene, Stage
from scripts.screenshots.shopper import GEL, SERUM, fill, offline, sign_in
from scripts.screenshots.world import NOW
from sync import messages
from sync.formats import price_book
from sync.formats.price_book import Goods, Loyalty, Needs, Percent, PriceBook, Tax
from sync.messages import Texts

CARD = "9521000000000019"
POINTS = 2480


def terminal(stage: Stage, kind: PaymentKind = "card") -> SimulatedTerminal:
    """Whoever is asked for this kind of payment."""
    found: Any = stage.world.store.part(PaymentDesk)._parts.terminals[kind]  # noqa: SLF001 - the scene plays its part
    assert isinstance(found, SimulatedTerminal)
    return found


def waits(stage: Stage, kind: PaymentKind) -> None:
    """Nobody holds out a card or scans a code while the picture is taken."""
    terminal(stage, kind)._delay_s = 3600  # noqa: SLF001 - the same


def bag(stage: Stage) -> None:
    """Two products, three units."""
    fill(stage, (SERUM, 1, "here"), (GEL, 2, "here"))


def book(stage: Stage, age_of: int = 0) -> None:
    """Head office's prices: one product is cheaper today, points pay; the product of a rank may need a proof of age."""
    world = stage.world
    found = PriceBook(
        tenant="demo",
        store=world.store.settings.device.store,
        currency="CNY",
        version=7,
        valid_from=NOW,
        tax=Tax(codes={"full": 1300}, default="full"),
        rules=(
            Percent(
                rule_id="day",
                name=Texts("水润日", "水潤日", "Hydra day"),
                goods=Goods(gtins=(world.gtin(SERUM),)),
                percent_bp=1500,
            ),
        ),
        needs=(Needs(goods=Goods(gtins=(world.gtin(age_of),)), age=18),) if age_of else (),
        loyalty=Loyalty(earn_points=1, earn_per_minor=100, point_worth_minor=1, least_points=100),
    )

    def write(tx: Transaction) -> None:
        books.save_book(tx.db, found, price_book.document(found), "", tx.now)

    world.do(write)


def points(stage: Stage) -> None:
    """Head office lends this kiosk the member's points."""
    member = stage.world.store.session.member_id
    grant = messages.Grant(device=stage.world.store.device, epoch=_epoch(stage), granted=POINTS, standing=0)
    message = messages.LeaseGranted(
        kind="points", account=member, balance=POINTS, grants=(grant,), version=stage.world.next_version(), at=NOW
    )
    stage.world.hear(stored_value.on_granted(stage.world.store.device), message)


def _epoch(stage: Stage) -> str:
    from sync import journal

    found = journal.current_epoch(stage.world.store.db)
    assert found is not None
    return found.epoch


# ---------------------------------------------------------------- choosing


def pay(stage: Stage) -> None:
    """All ways, with what was saved."""
    book(stage)
    bag(stage)
    stage.go("pay.choose")


def pay_member(stage: Stage) -> None:
    """A member has points."""
    book(stage)
    stage.go("member.sign_in")
    sign_in(stage)
    points(stage)
    bag(stage)
    stage.go("pay.choose")


def pay_express(stage: Stage) -> None:
    """A kiosk without cash."""
    settings = stage.world.store.settings
    shop = msgspec.structs.replace(settings.shop, express=True)
    stage.world.store.settings = msgspec.structs.replace(settings, shop=shop)
    bag(stage)
    stage.go("pay.choose")


def pay_offline(stage: Stage) -> None:
    """The link is away, and the shop takes cards and cash then."""
    settings = stage.world.store.settings
    payment = msgspec.structs.replace(settings.payment, offline="card")
    stage.world.store.settings = msgspec.structs.replace(settings, payment=payment)
    offline(stage)
    bag(stage)
    stage.go("pay.choose")


def pay_part(stage: Stage) -> None:
    """A part was paid with a gift card."""
    bag(stage)
    world, register = stage.world, stage.world.store.register
    world.do(stored_value.activate, register, CARD, 10_000)
    world.do(till.tender_value, register, world.store.session.basket_id, "gift_card", CARD, 10_000)
    stage.go("pay.choose")


def pay_number(stage: Stage) -> None:
    """The number of a gift card is typed."""
    bag(stage)
    stage.go("pay.balance", kind="gift_card")
    for digit in "952100":
        stage.navigator.screen._type(digit)  # noqa: SLF001 - as a finger would


def pay_gift_card(stage: Stage) -> None:
    """A gift card is held out."""
    bag(stage)
    stage.world.do(stored_value.activate, stage.world.store.register, CARD, 8_800)
    stage.go("pay.balance", kind="gift_card", account=CARD)
    stage.settle()


def pay_points(stage: Stage) -> None:
    """A member pays with points."""
    book(stage)
    stage.go("member.sign_in")
    sign_in(stage)
    points(stage)
    bag(stage)
    stage.go("pay.balance", kind="points", account=stage.world.store.session.member_id)
    stage.settle()


# ---------------------------------------------------------------- waiting for an answer


def _step(stage: Stage, step: str) -> None:
    stage.until(lambda: stage.navigator.screen.payment.step == step)
    stage.settle()


def pay_card(stage: Stage) -> None:
    """The terminal waits for the card."""
    waits(stage, "card")
    bag(stage)
    stage.go("pay.card")
    _step(stage, "waiting")


def pay_qr(stage: Stage) -> None:
    """The shopper is to scan our code."""
    waits(stage, "qr")
    bag(stage)
    stage.go("pay.card", kind="qr")
    _step(stage, "pending")


def pay_wallet(stage: Stage) -> None:
    """The shopper is to confirm on the phone."""
    waits(stage, "wallet")
    bag(stage)
    stage.go("pay.card", kind="wallet", code=codes.PayerCode("wechat_pay", "134567890123456789"))
    _step(stage, "waiting")


def pay_cancel(stage: Stage) -> None:
    """Whether the payment is really to be cancelled."""
    pay_card(stage)
    stage.navigator.screen._ask_cancel()  # noqa: SLF001 - as a finger would


def _fails(stage: Stage, fault: Fault, step: str) -> None:
    terminal(stage).plan.append(fault)
    bag(stage)
    stage.go("pay.card")
    _step(stage, step)
    stage.navigator.screen._ask.cancel()  # noqa: SLF001 - the picture is of this moment


def pay_declined(stage: Stage) -> None:
    """The bank said no."""
    _fails(stage, "decline", "declined")


def pay_unreachable(stage: Stage) -> None:
    """The bank cannot be reached."""
    _fails(stage, "offline", "declined")


def pay_unknown(stage: Stage) -> None:
    """The terminal does not know."""
    _fails(stage, "unknown", "unknown")


def pay_unknown_long(stage: Stage) -> None:
    """It does not know for half a minute."""
    pay_unknown(stage)
    for _ in range(10):
        stage.navigator.screen._wait_on()  # noqa: SLF001 - as the clock would


def pay_cash(stage: Stage) -> None:
    """More was given than is due."""
    fill(stage, (SERUM, 1, "here"), (GEL, 1, "here"))
    stage.go("pay.cash")
    for minor in (10000, 10000, 10000, 5000):
        stage.navigator.screen.give(minor)


SCENES = [
    Scene("pay", pay, key=True),
    Scene("pay_member", pay_member),
    Scene("pay_express", pay_express),
    Scene("pay_offline", pay_offline),
    Scene("pay_part", pay_part),
    Scene("pay_number", pay_number),
    Scene("pay_gift_card", pay_gift_card, key=True),
    Scene("pay_points", pay_points),
    Scene("pay_card", pay_card, key=True),
    Scene("pay_qr", pay_qr, key=True),
    Scene("pay_wallet", pay_wallet),
    Scene("pay_cancel", pay_cancel),
    Scene("pay_declined", pay_declined),
    Scene("pay_unreachable", pay_unreachable),
    Scene("pay_unknown", pay_unknown),
    Scene("pay_unknown_long", pay_unknown_long),
    Scene("pay_cash", pay_cash, key=True),
    Scene("low_pay", pay, low=True),
    Scene("low_pay_qr", pay_qr, low=True),
]
