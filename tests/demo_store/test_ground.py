"""What stands beside the demo store's products: opinions that fit them, floors on which each of them is found."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from scripts.demo_store import campaigns, floor, opinions, stores, words
from scripts.demo_store.floor import Shelf
from scripts.demo_store.products import Product
from scripts.demo_store.stores import Store
from sync.headoffice.campaign_file import MOST_TEXT


def test_every_product_stands_on_a_shelf_of_every_stores_plan(range_: list[Product], shops: tuple[Store, ...]) -> None:
    for shop in shops:
        drawn = {shelf.aisle: shelf for shelf in floor.shelves(shop)}
        wanted = {stores.location(shop, product).partition(" ")[0] for product in range_}
        bays = {int(stores.location(shop, product).partition(" ")[2][:2]) for product in range_}

        assert wanted <= set(drawn)
        assert bays <= set(range(1, floor.BAYS + 1))


def test_no_two_shelves_overlap_and_whoever_enters_finds_till_and_kiosk(shops: tuple[Store, ...]) -> None:
    def apart(one: Shelf, other: Shelf) -> bool:
        beside = one.x + one.w <= other.x or other.x + other.w <= one.x
        return beside or one.y + one.h <= other.y or other.y + other.h <= one.y

    for shop in shops:
        shelves, places = floor.shelves(shop), floor.places(shop)
        assert all(apart(one, other) for one, other in combinations(shelves, 2))
        assert {place.kind for place in places} == {"entrance", "till", "pickup", "kiosk"}
        for place in places:
            assert 0 <= place.x <= floor.WIDTH
            assert not any(s.x < place.x < s.x + s.w and s.y < place.y < s.y + s.h for s in shelves)


def test_opinions_are_mostly_good_and_what_sells_more_has_more_of_them(range_: list[Product]) -> None:
    found = [opinions.rating(product) for product in range_]
    counts = [one.count if one is not None else 0 for one in found]

    assert all(35 <= one.tenths <= 50 for one in found if one is not None)
    assert sum(counts[:100]) > 3 * sum(counts[1000:1100])
    assert min(counts) >= 0


def test_reviews_fit_their_products_and_no_page_says_one_sentence_twice(range_: list[Product]) -> None:
    spoken = Counter(row[3] for row in words.rows("reviews"))
    assert max(spoken.values()) == 1
    for product in range_[: opinions.REVIEWED]:
        said = opinions.reviews(product)
        assert {one.language for one in said} == {"zh_CN", "zh_TW", "en"}
        assert len({one.text for one in said}) == len(said)
        assert [one.stars for one in said] == sorted((one.stars for one in said), reverse=True)
    assert opinions.reviews(range_[opinions.REVIEWED]) == []


def test_campaigns_say_one_short_sentence_in_each_language() -> None:
    for campaign in campaigns.CAMPAIGNS:
        for text in (campaign.title, campaign.more):
            assert all(0 < len(one) <= MOST_TEXT for one in (text.zh_hans, text.zh_hant, text.en))
    assert any(campaign.dark for campaign in campaigns.CAMPAIGNS)


@pytest.mark.parametrize("campaign", campaigns.CAMPAIGNS, ids=lambda one: one.name)
def test_a_campaigns_picture_is_always_the_same_and_as_light_or_dark_as_it_says(
    range_: list[Product], campaign: campaigns.Campaign
) -> None:
    cast = campaigns.possible(range_)[campaign.name]

    once, again = campaigns.draw(campaign, cast), campaigns.draw(campaign, cast)

    assert once.tobytes() == again.tobytes()
    assert once.size == (campaigns.WIDTH, campaigns.HEIGHT)
    top = np.asarray(once.convert("L"))[: campaigns.HEIGHT // 8]
    assert (top.mean() < 60) if campaign.dark else (top.mean() > 190), "words of the top bar lie over it"
