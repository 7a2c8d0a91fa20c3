"""The bag in every state: moved prices, three ways home, handed over by its code, taken, kept for its member."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kiosk import codes
from kiosk.pricing import tables as books
from kiosk.stock import tables as stock
from kiosk.till import actions as till
from kiosk.till import tables as baskets
from kiosk.till.actions.handover import gone_to
from scripts.screenshots.scene import TABLET, Scene, Stage
from scripts.screenshots.shopper import CHOCOLATE, CREAM, GEL, LIPSTICK, SERUM, SHIRT, SUN, fill, offline, sign_in
from scripts.screenshots.world import NOW, price
from sync import messages
from sync.formats import price_book
from sync.formats.price_book import Goods, Guard, Loyalty, NForM, Percent, PriceBook, Tax
from sync.messages import Texts


def use_book(stage: Stage) -> None:
    """Two offers, a near miss, and points."""
    world = stage.world
    device = world.store.settings.device
    book = PriceBook(
        tenant=device.tenant,
        store=device.store,
        currency="CNY",
        version=7,
        valid_from=NOW - timedelta(days=1),
        tax=Tax(codes={"full": 1300}, default="full"),
        rules=(
            NForM(
                rule_id="two",
                name=Texts("第二件半价", "第二件半價", "Second one half price"),
                goods=Goods(gtins=(world.gtin(CHOCOLATE),)),
                units=2,
                percent_bp=5000,
            ),
            Percent(
                rule_id="day",
                name=Texts("水润日", "水潤日", "Hydra day"),
                goods=Goods(gtins=(world.gtin(SERUM),)),
                percent_bp=1000,
            ),
        ),
        loyalty=Loyalty(earn_points=1, earn_per_minor=100),
        guard=Guard(honour="ask"),
    )
    world.do(lambda tx: books.save_book(tx.db, book, price_book.document(book), "", tx.now))


def basket(stage: Stage) -> None:
    """Lines from three places under offers, one of them dearer by now."""
    use_book(stage)
    fill(stage, (SERUM, 1, "here"), (GEL, 2, "online"), (SUN, 1, "recommended"), (CHOCOLATE, 3, "here"))
    price(stage.world, stage.world.gtin(CHOCOLATE), 3200)
    stage.go("basket.show")
    rest(stage)


def basket_member(stage: Stage) -> None:
    """A member's bag: points, and that it waits for them."""
    use_book(stage)
    stage.go("member.sign_in")
    sign_in(stage)
    fill(stage, (SERUM, 1, "here"), (CHOCOLATE, 1, "here"))
    stage.go("basket.show")
    rest(stage)
    stage.navigator.screen._page.parent.scroll_y = 0  # noqa: SLF001 - as a finger would


def basket_ways(stage: Stage) -> None:
    """One thing is taken along, one fetched in another shop, one sent."""
    stage.go("member.sign_in")
    sign_in(stage)
    fill(stage, (CHOCOLATE, 1, "here"), (SERUM, 1, "here"), (SHIRT, 1, "here"))
    store = stage.world.store
    lines = {line.gtin: line.line_id for line in _basket(stage).lines}
    near = next(one for one in stock.near_levels(store.db, stage.world.gtin(SERUM)))
    for rank, how, shop, hours in ((SERUM, "pickup", near.store, 2.5), (SHIRT, "ship", "", 72.0)):
        line_id = lines[stage.world.gtin(rank)]
        until = NOW.replace(minute=0, second=0) + timedelta(hours=hours)
        stage.world.do(till.fulfil, store.register, store.session.basket_id, line_id, how, shop, until)
    stage.go("basket.show")
    rest(stage)


def basket_undo(stage: Stage) -> None:
    """A line was just taken out."""
    fill(stage, (SERUM, 1, "here"), (GEL, 2, "here"))
    stage.go("basket.show")
    stage.navigator.screen._remove(_basket(stage).lines[1])  # noqa: SLF001 - as a finger would
    stage.settle()


def basket_empty(stage: Stage) -> None:
    """Nothing in it."""
    stage.go("basket.show")


def basket_locked(stage: Stage) -> None:
    """A payment is open."""
    fill(stage, (SERUM, 1, "here"), (CREAM, 1, "here"))
    store = stage.world.store
    stage.world.do(till.open_tender, store.register, store.session.basket_id)
    stage.go("basket.show")


def fulfil(stage: Stage) -> None:
    """The serum in the bag: how does it get home?"""
    stage.go("member.sign_in")
    sign_in(stage)
    fill(stage, (SERUM, 1, "here"))
    stage.go("basket.fulfil", line_id=_basket(stage).lines[0].line_id)
    stage.navigator.screen._take_way("pickup")  # noqa: SLF001 - as a finger would
    stage.settle()


def fulfil_delivery(stage: Stage) -> None:
    """This store brings it, while head office is away: a request."""
    stage.go("member.sign_in")
    sign_in(stage)
    fill(stage, (SERUM, 1, "here"))
    offline(stage)
    stage.go("basket.fulfil", line_id=_basket(stage).lines[0].line_id)
    stage.navigator.screen._take_way("delivery")  # noqa: SLF001 - as a finger would
    stage.settle()


def fulfil_guest(stage: Stage) -> None:
    """A guest, offline, and a product that is not in the bag yet."""
    offline(stage)
    stage.go("basket.fulfil", gtin=stage.world.gtin(LIPSTICK))


def fulfil_few(stage: Stage) -> None:
    """More than any shop has."""
    fill(stage, (SERUM, 99, "here"))
    stage.go("basket.fulfil", line_id=_basket(stage).lines[0].line_id)


def hold(stage: Stage) -> None:
    """The code of a bag."""
    fill(stage, (SERUM, 1, "here"), (GEL, 2, "here"), (CHOCOLATE, 3, "here"))
    stage.go("basket.hold")
    stage.until(lambda: stage.navigator.screen._codes)  # noqa: SLF001 - it is made on another thread
    stage.settle()


def hold_taken(stage: Stage) -> None:
    """A till has it."""
    hold(stage)
    store, world = stage.world.store, stage.world
    held = baskets.load_basket(store.db, store.session.held)
    assert held is not None
    moved = gone_to(held, "basket-2")
    told = messages.BasketChanged(
        basket_id=moved.basket_id,
        device="till-1",
        state="dropped",
        revision=moved.revision + 1,
        lines=(),
        terms=moved.terms,
        at=NOW,
    )
    world.do(till.apply_basket, store.register, told)
    stage.settle()
    stage.navigator.screen._end.cancel()  # noqa: SLF001 - the picture is of the news


def receive_refused(stage: Stage) -> None:
    """A code that another device was quicker with."""
    hold_taken(stage)
    store = stage.world.store
    held = baskets.load_basket(store.db, store.session.held)
    assert held is not None
    text = stage.navigator.screen._codes[0]  # noqa: SLF001 - what the screen showed
    stage.go("basket.receive", code=codes.classify(text))
    stage.settle()


def kept(stage: Stage) -> None:
    """A member comes back, and their bag waited."""
    stage.go("member.sign_in")
    sign_in(stage)
    fill(stage, (SERUM, 1, "here"), (GEL, 2, "here"))
    store = stage.world.store
    stage.world.do(till.leave_basket, store.register, store.session.basket_id)
    store.end_session()
    stage.world.clock.now = NOW + timedelta(minutes=40)
    stage.go("member.sign_in")
    sign_in(stage)


def tablet_empty(stage: Stage) -> None:
    """The tablet waits for a code."""
    stage.go("basket.receive")


def tablet_basket(stage: Stage) -> None:
    """A shopper's bag on the tablet."""
    use_book(stage)
    store = stage.world.store
    fill(stage, (SERUM, 1, "here"), (GEL, 2, "here"), (CHOCOLATE, 3, "here"))
    found: Any = stage.world.do(till.hold_basket, store.register, store.session.basket_id, store.basket_code)
    store.session.basket_id = store.new_id()
    stage.go("basket.receive", code=codes.classify(found.codes[0]))
    stage.settle()


def rest(stage: Stage) -> None:
    """A moment without a finger: what is looked for then is there."""
    screen = stage.navigator.screen
    screen._look_for_nudge(0.0)  # noqa: SLF001 - no time passes on a stage
    stage.until(lambda: screen.lines.whole)
    stage.settle()


def _basket(stage: Stage) -> Any:  # kiosk.till.model.Basket
    store = stage.world.store
    found = baskets.load_basket(store.db, store.session.basket_id)
    assert found is not None
    return found


SCENES = [
    Scene("basket", basket, key=True),
    Scene("basket_member", basket_member),
    Scene("basket_ways", basket_ways),
    Scene("basket_undo", basket_undo),
    Scene("basket_empty", basket_empty),
    Scene("basket_locked", basket_locked),
    Scene("fulfil", fulfil, key=True),
    Scene("fulfil_delivery", fulfil_delivery),
    Scene("fulfil_guest", fulfil_guest),
    Scene("fulfil_few", fulfil_few),
    Scene("hold", hold, key=True),
    Scene("hold_taken", hold_taken),
    Scene("receive_refused", receive_refused, key=True),
    Scene("kept", kept),
    Scene("tablet_bag_empty", tablet_empty, role="associate", size=TABLET),
    Scene("tablet_bag", tablet_basket, role="associate", size=TABLET, key=True),
    Scene("low_basket", basket, low=True),
    Scene("low_fulfil", fulfil, low=True),
    Scene("low_hold", hold, low=True),
]
