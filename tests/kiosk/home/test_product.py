"""The product page: what it says and why, and what can be done from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from kiosk.catalogue import actions as catalogue
from kiosk.customer import tables as members
from kiosk.home import favourites
from kiosk.home.to_phone import LONGEST, PhoneSheet, words_of
from kiosk.home.why import WhySheet
from kiosk.pricing import actions as pricing
from kiosk.pricing import tables as books
from kiosk.recommend import tables as recommend
from kiosk.stock import actions as stock
from kiosk.ui import navigation
from kiosk.ui.widgets.button import RoundButton
from sync import messages
from sync.formats import price_book
from sync.formats.price_book import Goods, Loyalty, Needs, NForM, Percent, PriceBook, Rule, Tax, When
from sync.messages import Texts
from tests.devices import NOON, SERUM, TEA, WATER
from tests.kiosks import Kiosk

MEMBER = "member-1"


def use_book(kiosk: Kiosk, *rules: Rule, needs: tuple[Needs, ...] = (), points: bool = False) -> None:
    """Head office's price book has these rules."""
    device = kiosk.device.store.settings.device
    book = PriceBook(
        tenant=device.tenant,
        store=device.store,
        currency="CNY",
        version=9,
        valid_from=NOON - timedelta(days=1),
        tax=Tax(codes={"full": 1300}, default="full"),
        rules=rules,  # type: ignore[arg-type]  # of the kinds that a book holds
        needs=needs,
        loyalty=Loyalty(earn_points=1, earn_per_minor=100) if points else Loyalty(),
    )
    kiosk.device.do(lambda tx: books.save_book(tx.db, book, price_book.document(book), "", tx.now))


def on_hand(kiosk: Kiosk, gtin: str, units: int) -> None:
    """Head office counts so many here."""
    message = messages.StockLevelChanged(gtin=gtin, on_hand=units, version=900, watermarks=(), at=NOON)
    kiosk.device.do(stock.level_changed, message)


def sign_in(kiosk: Kiosk) -> None:
    """The member holds out their code."""
    kiosk.scan(kiosk.code("loyalty", MEMBER), "QR")
    kiosk.until(lambda: kiosk.device.store.session.member_id == MEMBER)
    kiosk.settle()


def off(rule_id: str, gtin: str, when: When | None = None) -> Percent:
    """A tenth off one product."""
    name = Texts("水润日", "水潤日", "Hydra day")
    return Percent(rule_id=rule_id, name=name, goods=Goods(gtins=(gtin,)), percent_bp=1000, when=when or When())


def test_a_reduced_price_says_by_which_rule_and_until_when(kiosk: Kiosk) -> None:
    use_book(kiosk, off("day", SERUM, When(until=NOON + timedelta(hours=9))))

    kiosk.scan_product(SERUM)

    assert kiosk.says("¥205.20")
    assert kiosk.says("¥228")
    assert kiosk.says("水润日，−¥22.80，至 21:00")


def test_a_guest_is_told_what_members_pay_and_signs_in_from_there(kiosk: Kiosk) -> None:
    use_book(kiosk, off("gold", SERUM, When(members=True, tiers=("gold",))), points=True)

    kiosk.scan_product(SERUM)

    assert kiosk.says("黄金会员价 ¥205.20")
    assert kiosk.says("会员购买得 228 积分")
    kiosk.tap_words("黄金会员价")
    assert kiosk.name == "member.sign_in"


def test_a_member_pays_the_members_price_and_is_told_so(kiosk: Kiosk) -> None:
    use_book(kiosk, off("gold", SERUM, When(members=True, tiers=("gold",))), points=True)
    kiosk.knows(MEMBER)
    kiosk.go("member.sign_in")
    sign_in(kiosk)

    kiosk.scan_product(SERUM)

    assert kiosk.says("¥205.20")
    assert kiosk.says("水润日，−¥22.80")
    assert kiosk.says("购买得 205 积分")


def test_one_more_is_worth_a_word_and_the_one_that_completes_it_says_so(kiosk: Kiosk) -> None:
    name = Texts("第二件半价", "第二件半價", "Second one half price")
    use_book(kiosk, NForM(rule_id="two", name=name, goods=Goods(gtins=(SERUM,)), units=2, percent_bp=5000))

    kiosk.scan_product(SERUM)
    assert kiosk.says("再买 1 件享第二件半价")

    kiosk.tap("product.add")
    kiosk.settle()
    assert kiosk.says("加上购物袋里的 1 件：第二件半价，−¥114")


def test_what_is_not_here_leads_to_the_other_ways_and_can_be_bought_by_who_holds_it(kiosk: Kiosk) -> None:
    on_hand(kiosk, SERUM, 0)

    kiosk.scan_product(SERUM)
    assert kiosk.says("本店暂时缺货")
    assert kiosk.says("南京西路店")
    kiosk.tap("product.have_one")
    kiosk.settle()
    assert kiosk.units() == [(SERUM, 1)]

    kiosk.tap("product.ways")
    assert kiosk.name == "basket.fulfil"


def test_an_age_and_a_deposit_are_told_before_the_goods_are_in_the_bag(kiosk: Kiosk) -> None:
    need = Needs(goods=Goods(gtins=(TEA,)), age=18, deposit_minor=100, deposit_gtin=WATER)
    use_book(kiosk, needs=(need,))

    kiosk.scan_product(TEA)

    assert kiosk.says("需年满 18 岁")
    assert kiosk.says("另收押金 ¥1")


def test_what_was_taken_off_sale_is_called_so_by_its_name(kiosk: Kiosk) -> None:
    message = messages.ProductChanged(
        gtin=TEA, sku="tea", name=Texts("乌龙茶"), price_minor=1, currency="CNY", removed=True, version=900, at=NOON
    )
    kiosk.device.do(catalogue.product_changed, message)

    kiosk.scan_product(TEA)

    assert kiosk.says("这件商品已停售")
    assert kiosk.says("乌龙茶")


def test_an_offer_tells_why_and_is_not_shown_again_after_a_no(kiosk: Kiosk) -> None:
    kiosk.scan_product(SERUM)
    offered = [one.product.gtin for one in kiosk.screen.exposure.shown]
    assert offered[0] == TEA
    kiosk.tap_words("常一起买")
    sheet = kiosk.ui.find(WhySheet)
    assert kiosk.says("为什么推荐这件")
    assert sheet is not None

    kiosk.tap("why.not_for_me")
    kiosk.settle()

    assert TEA not in [one.product.gtin for one in kiosk.screen.exposure.shown]
    rows = kiosk.device.db.execute("SELECT body FROM journal WHERE lane = 'telemetry' ORDER BY seq").fetchall()
    assert any('"outcome":"refused"' in bytes(row[0]).decode() for row in rows)
    navigation.end_session()
    kiosk.settle()
    kiosk.scan_product(SERUM)
    assert TEA in [one.product.gtin for one in kiosk.screen.exposure.shown]


def test_a_members_no_is_remembered_on_this_device_and_told_to_the_others(kiosk: Kiosk) -> None:
    kiosk.knows(MEMBER)
    kiosk.go("member.sign_in")
    sign_in(kiosk)
    kiosk.scan_product(SERUM)
    kiosk.tap_words("常一起买")

    kiosk.tap("why.not_for_me")
    kiosk.settle()

    device = kiosk.device
    refused = recommend.refusals(device.db, device.store.vault, MEMBER)
    assert [(one.scope, one.what) for one in refused] == [("product", TEA)]
    navigation.end_session()
    kiosk.settle()
    kiosk.go("member.sign_in")
    sign_in(kiosk)
    kiosk.scan_product(SERUM)
    assert TEA not in [one.product.gtin for one in kiosk.screen.exposure.shown]


def test_offers_can_be_turned_off_and_on_again(kiosk: Kiosk) -> None:
    kiosk.scan_product(SERUM)
    kiosk.tap_words("常一起买")
    kiosk.tap("why.off")
    kiosk.settle()
    assert kiosk.says("推荐已关闭")

    kiosk.tap("why.on_again")
    kiosk.settle()

    assert kiosk.screen.exposure.shown


def test_a_guests_heart_waits_for_their_code_and_is_kept_then(kiosk: Kiosk) -> None:
    kiosk.knows(MEMBER)
    kiosk.scan_product(SERUM)
    kiosk.ui.tap(kiosk.ui.find(RoundButton, name_key="product.favour"))
    kiosk.settle()
    assert kiosk.name == "member.sign_in"

    sign_in(kiosk)

    store = kiosk.device.store
    kiosk.until(lambda: members.favourites(store.db, store.vault, MEMBER) == (SERUM,))
    kiosk.settle()
    assert kiosk.says("我的收藏")
    kiosk.scan_product(SERUM)
    assert favourites.is_favourite(store, SERUM)
    kiosk.ui.tap(kiosk.ui.find(RoundButton, name_key="product.unfavour"))
    kiosk.until(lambda: not favourites.is_favourite(store, SERUM))


def test_two_products_stand_side_by_side_after_two_taps(kiosk: Kiosk) -> None:
    kiosk.scan_product(SERUM)
    kiosk.ui.tap(kiosk.ui.find(RoundButton, name_key="product.compare"))
    kiosk.settle()
    assert kiosk.name == "product.page"

    kiosk.scan_product(TEA)
    assert kiosk.name == "product.page"
    kiosk.ui.tap(kiosk.ui.find(RoundButton, name_key="product.compare"))
    kiosk.settle()

    assert kiosk.name == "product.compare"
    assert kiosk.says("水润玻尿酸保湿精华液")
    assert kiosk.says("乌龙茶")


def test_a_phone_reads_the_product_as_plain_words(kiosk: Kiosk) -> None:
    kiosk.scan_product(SERUM)
    kiosk.tap("product.to_phone")
    kiosk.settle()

    text = kiosk.ui.find(PhoneSheet).code.text

    assert "水润玻尿酸保湿精华液" in text
    assert "¥228" in text
    assert len(text.encode()) <= LONGEST


@pytest.mark.parametrize("link", ["", "https://shop.example/p/{code}"])
def test_the_web_shops_address_is_in_the_code_where_one_is_set(kiosk: Kiosk, link: str) -> None:
    kiosk.scan_product(SERUM)

    text = words_of(kiosk.screen.product, "¥228", "AURELLE", link)

    assert ("https://" in text) == bool(link)
    assert "{code}" not in text


def test_a_page_that_is_read_again_makes_only_what_changed(kiosk: Kiosk) -> None:
    kiosk.scan_product(SERUM)
    kiosk.settle()
    screen = kiosk.screen
    built = screen.sections.built

    screen.refresh()
    kiosk.settle()
    assert screen.sections.built == built

    on_hand(kiosk, SERUM, 3)
    kiosk.settle()
    assert 1 <= screen.sections.built - built <= 3
    assert kiosk.says("3 件")


def test_sizes_and_what_goes_with_it_cost_what_the_rules_make_of_them_too(kiosk: Kiosk) -> None:
    use_book(kiosk, off("serum", SERUM), off("tea", TEA, When(members=True)))
    kiosk.scan_product(SERUM)
    assert kiosk.says("¥18")
    assert not kiosk.says("¥16.20")

    kiosk.knows(MEMBER)
    kiosk.go("member.sign_in")
    sign_in(kiosk)
    kiosk.scan_product(SERUM)

    assert kiosk.says("¥16.20")


def test_a_guest_is_told_the_points_that_go_with_the_members_price(kiosk: Kiosk) -> None:
    use_book(kiosk, off("members", SERUM, When(members=True)), points=True)

    kiosk.scan_product(SERUM)

    assert kiosk.says("会员价 ¥205.20")
    assert kiosk.says("会员购买得 205 积分")


def test_an_offer_for_the_first_ten_is_gone_when_another_device_sold_the_last(kiosk: Kiosk) -> None:
    use_book(kiosk, replace(off("first", SERUM), quota=10))
    kiosk.scan_product(SERUM)
    assert kiosk.says("¥205.20")

    used = messages.PromotionsUsed(device="till-1", quotas=(("first", 10),), coupons=(), at=NOON)
    kiosk.device.do(pricing.on_used("kiosk-1"), used)
    kiosk.settle()

    assert kiosk.says("¥228")
    assert not kiosk.says("¥205.20")
