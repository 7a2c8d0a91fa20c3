"""Bought on a phone, fetched in the store: what the shopper sees, and what the store sees of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk import codes
from kiosk.errors import Refused
from kiosk.pickup import actions
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import Order
from scripts.chromium import Chromium
from sync.clock import stamp, utc_now
from sync.headoffice import orders
from tests.browsers import Shopper, quoted, somebody
from tests.flows.shops import Shop, ShopDevice
from tests.headoffice.offices import MILK, OAT, SOAP, STORE, TEA


def order_on(device: ShopDevice, order_id: str) -> Order:
    """The order as this device knows it."""
    device.until(lambda: pickup.load(device.store.db, device.store.vault, order_id), "the order")
    found = pickup.load(device.store.db, device.store.vault, order_id)
    assert found is not None
    return found


def do(tablet: ShopDevice, action: Any, order_id: str, *args: Any, **more: Any) -> Order:  # actions differ
    """An associate does something with the order."""
    done: Order = tablet.do(action, tablet.store.vault, tablet.name, order_id, *args, **more)
    return done


def prepared(tablet: ShopDevice, order_id: str, *gtins: str, slot: str = "B-07") -> None:
    """An associate fetches it and puts it into its bay."""
    tablet.until(lambda: order_on(tablet, order_id).state == "accepted", "the order, accepted")
    for gtin in gtins:
        do(tablet, actions.pick, order_id, gtin)
    do(tablet, actions.stage, order_id, slot)


def count_orders(shop: Shop) -> int:
    """How many orders head office has."""
    found: int = shop.head_office.query("SELECT count(*) FROM pickup_order")[0][0]
    return found


def place(shop: Shop, *wanted: tuple[str, int], **more: Any) -> str:  # each field has its own type
    """An order that came from somewhere; gives its id."""
    lines = tuple(orders.Wanted(gtin=gtin, quantity=units) for gtin, units in wanted)
    made = shop.head_office.office.change(lambda change: orders.place(change, STORE, lines, surname="林", **more))
    return made.order_id


def test_bought_on_a_phone_prepared_on_the_tablet_and_handed_over_against_the_phone(
    shop: Shop, shopper: Shopper, tmp_path: Path
) -> None:
    tablet = shop.stocked("tablet-1", "associate")

    order_id = shopper.orders(MILK, SOAP)
    assert shopper.headline() == "订单已收到"
    prepared(tablet, order_id, MILK, SOAP)
    shopper.reads("您的订单已备好")
    shopper.reads("B-07")

    shopper.page.tap('[data-key="arrive"]')
    shopper.page.tap('dialog [value="car"]')
    shopper.page.tap('dialog [value="blue"]')
    shopper.page.tap('dialog [name="spot"]')
    shopper.page.type("B2-14")
    shopper.page.tap("dialog [type=submit]")
    tablet.until(lambda: order_on(tablet, order_id).here == "car", "that the shopper is there")
    assert order_on(tablet, order_id).here_more == {"colour": "blue", "spot": "B2-14"}

    code = codes.classify(shopper.holds_up(tmp_path), "QR")
    assert isinstance(code, codes.PickupCode)
    do(tablet, actions.pay, order_id, "sale-1")
    tablet.do(actions.hand_over, tablet.store.vault, tablet.name, code)
    shopper.reads("已取走，谢谢光临")
    assert not shopper.page.js("document.querySelector('.fetch img')")

    shopper.page.tap('[data-key="say"]')
    shopper.page.tap("dialog textarea")
    shopper.page.type("很快，谢谢")
    shopper.page.tap("dialog [type=submit]")
    shopper.reads("已收到，编号")
    assert shop.head_office.get(f"/v1/tickets?store={STORE}")["tickets"][0]["text"] == "很快，谢谢"
    assert shopper.complaints() == []


def test_two_taps_and_a_lost_answer_are_one_order(shop: Shop, shopper: Shopper) -> None:
    shopper.orders(SOAP, taps=2)
    assert count_orders(shop) == 1

    shopper.comes()
    shopper.takes(OAT)
    shopper.goes_to_pay()
    address, office = shop.head_office.address, shop.head_office
    # The order gets there, and its answer is lost on the way back.
    shopper.page.js(
        "window.fetch = (real => async (path, options) => { const answer = await real(path, options);"
        " if (String(path).endsWith('/orders')) { window.fetch = real; throw new TypeError('lost'); } return answer; })"
        "(window.fetch)"
    )
    shopper.page.tap('[data-key="place"]')
    shopper.has_ordered()

    assert count_orders(shop) == 2
    assert (office.address, shopper.page.js("location.origin")) == (address, address)


def test_without_a_net_the_order_waits_on_the_phone_and_is_sent_when_there_is_one(shop: Shop, shopper: Shopper) -> None:
    shopper.comes()
    shopper.takes(SOAP)
    shopper.goes_to_pay()
    shopper.page.offline(True)

    shopper.page.tap('[data-key="place"]')
    shopper.reads("订单已记在这台手机上")
    assert count_orders(shop) == 0
    shopper.page.offline(False)

    shopper.has_ordered()
    assert count_orders(shop) == 1


def test_while_head_office_is_away_the_page_says_of_when_it_is_and_then_goes_on(
    shop: Shop, shopper: Shopper, tmp_path: Path
) -> None:
    tablet = shop.stocked("tablet-1", "associate")
    order_id = shopper.orders(SOAP)
    shopper.page.until("navigator.serviceWorker.controller || navigator.serviceWorker.ready.then(() => true)")
    text = shopper.holds_up(tmp_path)
    shopper.looks_at(order_id)

    shop.head_office.close()
    shopper.reads("现在连不上网络。以下是")
    assert shopper.holds_up(tmp_path) == text
    # Even who closes the page in the car park and opens it again has the code.
    shopper.page.js("location.reload()")
    shopper.reads("现在连不上网络。以下是")
    assert shopper.holds_up(tmp_path) == text
    prepared(tablet, order_id, SOAP)
    shop.head_office.open()

    shopper.reads("您的订单已备好")
    shopper.page.until("!document.body.innerText.includes('现在连不上网络')")


def test_a_store_that_cannot_be_reached_is_told_with_how_long_already(shop: Shop, shopper: Shopper) -> None:
    tablet = shop.stocked("tablet-1", "associate")
    order_id = place(shop, (SOAP, 1))
    tablet.until(lambda: order_on(tablet, order_id).state == "accepted", "the order")
    shopper.looks_at(order_id)
    assert "起连不上" not in shopper.page.words()

    tablet.close()
    sql = "SELECT state FROM device WHERE device = 'tablet-1'"
    shopper.page.until("true")
    ends = utc_now() + timedelta(seconds=15)
    while shop.head_office.query(sql) != [("offline",)]:
        assert utc_now() < ends
        shopper.page.js("new Promise(done => setTimeout(done, 30))")
    shopper.looks_at(order_id)

    assert "门店自刚刚起连不上" in shopper.page.words()


def test_who_cancels_while_it_is_picked_has_cancelled_and_the_store_puts_it_back(shop: Shop, shopper: Shopper) -> None:
    tablet = shop.stocked("tablet-1", "associate")
    order_id = shopper.orders(SOAP)
    tablet.until(lambda: order_on(tablet, order_id).state == "accepted", "the order")
    shop.broker.kill()
    do(tablet, actions.pick, order_id, SOAP)

    shopper.page.tap('[data-key="cancel"]')
    shopper.page.tap("dialog [type=submit]")
    shopper.reads("订单已取消")
    shop.broker.start()

    tablet.until(lambda: order_on(tablet, order_id).state == "cancelled", "the cancellation")
    assert order_on(tablet, order_id).put_back
    with pytest.raises(Refused):
        do(tablet, actions.stage, order_id, "B-01")


def test_what_is_not_found_is_the_shoppers_to_decide(shop: Shop, shopper: Shopper) -> None:
    tablet = shop.stocked("tablet-1", "associate")
    order_id = shopper.orders(MILK, SOAP)
    tablet.until(lambda: order_on(tablet, order_id).state == "accepted", "the order")
    do(tablet, actions.pick, order_id, SOAP)
    milk = next(line for line in order_on(tablet, order_id).lines if line.gtin == MILK)

    do(tablet, actions.give_up, order_id, milk.line_id)
    shopper.reads("有商品没找到，请您决定")
    words = shopper.page.words()
    assert "到徐汇店取" in words
    assert "少付 ¥12.90" in words
    shopper.page.tap(f"[data-key={quoted(f'choice-{milk.line_id}-refund')}]")
    shopper.page.tap(f"[data-key={quoted(f'choose-{milk.line_id}')}]:not([aria-disabled])")

    tablet.until(lambda: order_on(tablet, order_id).line(milk.line_id).choice == "refund", "the choice")
    shopper.reads("您选择不要了")
    do(tablet, actions.stage, order_id, "B-02")
    shopper.reads("¥8.90")


def test_somebody_else_fetches_it_and_sees_no_prices(shop: Shop, shopper: Shopper, chromium: Chromium) -> None:
    tablet = shop.stocked("tablet-1", "associate")
    order_id = shopper.orders(SOAP)

    shopper.page.tap('[data-key="delegate"]')
    shopper.page.tap('dialog [name="name"]')
    shopper.page.type("王先生")
    link = shopper.page.js("document.querySelector('dialog .link').value")
    shopper.page.tap("dialog [type=submit]")
    tablet.until(lambda: order_on(tablet, order_id).delegate == "王先生", "who comes")

    with somebody(chromium, shop, "en") as friend:
        friend.page.open(f"{link}?lang=en")
        friend.reads("You are collecting for a friend")
        assert friend.page.js("document.querySelector('.digits').innerText") == shopper.page.js(
            "document.querySelector('.digits').innerText"
        )
        assert "¥" not in friend.page.words()
        assert friend.page.js("[...document.querySelectorAll('[data-key]')].map(e => e.dataset.key)") == [
            "look",
            "language",
            "arrive",
        ]
        refused = friend.page.js(
            "fetch(location.pathname + '/cancel', {method: 'POST', headers: {'content-type': 'application/json'},"
            " body: '{}'}).then(answer => answer.status)"
        )
    assert refused == 409


def test_an_order_that_is_about_to_go_back_is_kept_longer(shop: Shop, shopper: Shopper) -> None:
    tablet = shop.stocked("tablet-1", "associate")
    soon = utc_now() + timedelta(hours=5)
    order_id = place(shop, (SOAP, 1), expires_at=soon)
    prepared(tablet, order_id, SOAP)
    shopper.looks_at(order_id)

    shopper.page.tap('[data-key="extend"]')

    later = stamp(soon + timedelta(days=3))
    tablet.until(lambda: stamp(order_on(tablet, order_id).expires_at or soon) == later, "more time")
    shopper.page.until("!document.querySelector('[data-key=extend]')")


def test_a_price_that_changes_before_the_order_is_shown_and_asked_about(shop: Shop, shopper: Shopper) -> None:
    shopper.comes()
    shopper.takes(SOAP)
    shopper.goes_to_pay()

    shop.head_office.post("/v1/prices", "p1", store=STORE, gtin=SOAP, price_minor=990)
    shopper.page.tap('[data-key="place"]')

    shopper.reads("价格刚刚变了")
    shopper.reads("价格已从 ¥8.90 变为 ¥9.90")
    assert count_orders(shop) == 0
    shopper.page.tap('[data-key="place"]')
    order_id = shopper.has_ordered()
    assert shop.head_office.get(f"/v1/orders/{order_id}")["total_minor"] == 990


def test_all_of_it_goes_by_keyboard_alone(shop: Shop, shopper: Shopper) -> None:
    page = shopper.page
    page.size(1280, 800, touch=False)
    shopper.comes()

    def tab_to(key: str) -> None:
        for _ in range(60):
            if page.js("document.activeElement?.dataset.key ?? ''") == key:
                return
            page.press("Tab")
        raise AssertionError(f"no way to {key}")

    tab_to(f"add-{SOAP}")
    assert page.js("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.press("Enter")
    page.until("document.querySelector('[data-key=bag]')")
    tab_to("bag")
    page.press("Enter")
    page.until("document.querySelector('[data-key=place]:not([aria-disabled])')")
    tab_to("field-name")
    page.type("林")
    page.press("Enter")
    order_id = shopper.has_ordered()

    tab_to("cancel")
    page.press("Enter")
    page.until("document.querySelector('dialog[open]')")
    page.press("Escape")
    page.until("!document.querySelector('dialog')")
    assert page.js("document.activeElement?.dataset.key") == "cancel"
    page.press("Enter")
    page.until("document.querySelector('dialog[open]')")
    page.press("Tab")
    page.press("Enter")
    shopper.reads("订单已取消")
    assert shop.head_office.get(f"/v1/orders/{order_id}")["state"] == "cancelled"


def test_everything_fits_a_small_phone_with_text_half_as_large_again(shop: Shop, chromium: Chromium) -> None:
    found = []
    for language in ("zh-CN", "zh-TW", "en"):
        with somebody(chromium, shop, language) as shopper:
            larger = "document.documentElement.style.fontSize = '150%'"
            shopper.page.size(360, 640)
            shopper.comes()
            shopper.page.js(larger)
            found += shopper.too_wide()
            shopper.takes(SOAP)
            shopper.page.js(f"location.hash = '#/p/{SOAP}'")
            shopper.page.until("document.querySelector('.goods h1')")
            found += shopper.too_wide()
            shopper.goes_to_pay()
            found += shopper.too_wide()
            shopper.page.tap('[data-key="place"]')
            shopper.has_ordered()
            shopper.page.js(larger)
            found += shopper.too_wide()
            shopper.page.tap('[data-key="arrive"]')
            shopper.page.tap('dialog [value="car"]')
            found += shopper.too_wide()

    assert found == []


def test_the_page_asks_nobody_but_head_office_and_writes_no_html(shop: Shop, shopper: Shopper) -> None:
    mean = "<img src=x onerror=document.title=1>"
    sql = "UPDATE product SET name_zh_hans = ? WHERE gtin IN (?, ?)"
    shop.head_office.office.change(lambda change: change.db.execute(sql, (mean, TEA, SOAP)).rowcount)
    shopper.orders(SOAP, name="<b onclick=x>林")
    shopper.reads(mean)

    assert shopper.page.js("document.querySelectorAll('main img[onerror], b[onclick]').length") == 0
    assert {one for one in shopper.page.asked if not one.startswith(shop.head_office.address)} <= {"about:blank"}
    assert shopper.page.js("document.cookie") == ""
    assert shopper.complaints() == []


def test_the_page_looks_as_the_phone_wishes_until_somebody_chooses(shopper: Shopper) -> None:
    look = "document.documentElement.dataset.look"
    shopper.page.prefers(prefers_color_scheme="dark")
    shopper.comes()
    assert shopper.page.js(look) == "dark"

    shopper.page.prefers(prefers_color_scheme="light", prefers_contrast="more")
    shopper.page.until(f"{look} === 'contrast'")
    shopper.page.tap('[data-key="look"]')
    shopper.page.until(f"{look} === 'light'")

    shopper.comes()
    assert shopper.page.js(look) == "light"


def test_an_address_that_was_guessed_shows_nothing(shop: Shop, shopper: Shopper) -> None:
    shopper.page.open(f"{shop.head_office.address}/order/{'A' * 44}?lang=zh-CN")

    shopper.reads("找不到这个订单")
