"""A colleague's time, booked on a phone: the store's tablet knows it, nobody has it twice, and who was late is told."""

from __future__ import annotations

from datetime import timedelta

from kiosk.appointment import tables
from scripts.chromium import Chromium
from sync.headoffice import appointments
from sync.messages import Texts
from tests.browsers import Shopper, somebody
from tests.flows.shops import Shop, ShopDevice
from tests.headoffice.offices import STORE

BOOKED = "document.querySelector('[data-key=number]')?.innerText"


def offer(shop: Shop, opens: str = "", closes: str = "") -> str:
    """Head office offers something in this store."""
    names, skin = Texts("肤质咨询", "膚質諮詢", "Skin advice"), Texts("您的肤质？", "您的膚質？", "Your skin type?")
    return shop.head_office.office.change(
        lambda change: appointments.offer(
            change, STORE, names, 30, ["Yue"], questions=[skin], opens=opens, closes=closes
        )
    )


def known(tablet: ShopDevice) -> list[tuple[str, str, str, str]]:
    """Number, name, state and needs of all bookings on the tablet."""
    now = tablet.store.clock()
    found = tables.appointments(tablet.store.db, tablet.store.vault, now, now + timedelta(days=15))
    return [(one.number, one.name, one.state, str(one.needs)) for one in found]


def chooses(shopper: Shopper, name: str, day: int = 2) -> None:
    """They want the first free hour of a day, and say who they are."""
    shopper.comes()
    shopper.page.tap('[data-key="time"]')
    shopper.picks(f".days > :nth-child({day})")
    shopper.picks(".hours > :nth-child(1)")
    shopper.page.tap('[data-key="book-name"]')
    shopper.page.type(name)


def lose_the_answer(shopper: Shopper) -> None:
    """The booking gets there, and its answer is lost on the way back."""
    shopper.page.js(
        "window.fetch = (real => async (path, options) => { const answer = await real(path, options);"
        " if (String(path).endsWith('/bookings')) { window.fetch = real; throw new TypeError('lost'); }"
        " return answer; })(window.fetch)"
    )


def test_two_taps_and_a_lost_answer_are_one_booking_that_the_tablet_knows_and_the_shopper_takes_back(
    shop: Shop, shopper: Shopper
) -> None:
    tablet = shop.stocked("tablet-1", "associate")
    offer(shop)
    chooses(shopper, "林")
    shopper.page.tap('[data-key="book-q0"]')
    shopper.page.type("<b onclick=x>干性")
    lose_the_answer(shopper)

    shopper.page.tap('[data-key="book-now"]', times=2)
    shopper.page.until(BOOKED)
    number = shopper.page.js(BOOKED)
    tablet.until(lambda: known(tablet), "the booking on the tablet")
    [(told, name, state, needs)] = known(tablet)
    assert (told, name, state) == (number, "林", "booked")
    assert "您的肤质？" in needs
    assert "<b onclick=x>干性" in needs

    shopper.comes()
    shopper.page.tap_words(number, "a")
    shopper.reads("Yue")
    shopper.page.tap('[data-key="drop"]')
    shopper.page.tap('[data-key="drop-yes"]')
    shopper.reads("预约已取消")
    tablet.until(lambda: known(tablet)[0][2] == "cancelled", "that it was taken back")
    assert shopper.complaints() == []


def test_of_two_who_want_the_last_hour_one_is_told_and_nothing_is_booked_while_head_office_is_away(
    shop: Shop, shopper: Shopper, chromium: Chromium
) -> None:
    offer(shop, "15:00", "15:30")
    with somebody(chromium, shop, "en") as late:
        chooses(shopper, "林")
        chooses(late, "Wang")
        late.page.offline(True)
        late.page.tap('[data-key="book-now"]')
        late.reads("nothing is booked yet")
        shopper.page.tap('[data-key="book-now"]')
        shopper.page.until(BOOKED)

        late.page.offline(False)

        late.reads("this time has just been taken")
        late.page.until("document.querySelector('.days > :nth-child(2)').disabled")
        late.picks(".days > :nth-child(3)")
        late.picks(".hours > :nth-child(1)")
        late.page.tap('[data-key="book-now"]')
        late.page.until(BOOKED)
        assert late.page.js(BOOKED) != shopper.page.js(BOOKED)


def test_booking_fits_a_small_phone_with_text_half_as_large_again(shop: Shop, chromium: Chromium) -> None:
    offer(shop)
    found = []
    for language in ("zh-TW", "en"):
        with somebody(chromium, shop, language) as shopper:
            shopper.page.size(360, 640)
            chooses(shopper, "林", 14)
            shopper.page.until("document.querySelector('.days').scrollLeft > 0")
            shopper.page.js("document.documentElement.style.fontSize = '150%'")
            found += shopper.too_wide()
            shopper.page.tap('[data-key="book-now"]')
            shopper.page.until(BOOKED)
            found += shopper.too_wide()
            shopper.page.tap('[data-key="drop"]')
            found += shopper.too_wide()

    assert found == []
