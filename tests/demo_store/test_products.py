"""Products have numbers that are right and names that can be shown."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from scripts.demo_store import gtins, members, products, stores, words
from scripts.demo_store.members import Member
from scripts.demo_store.products import Product
from scripts.demo_store.stores import Store


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def test_every_number_is_valid_and_nobodys(range_: list[Product]) -> None:
    for product in range_:
        assert len(product.gtin) == 14
        assert gtins.valid(product.gtin)
        assert product.gtin.startswith("021" if product.weighed else "0952")


def test_a_scale_label_carries_the_weight_of_its_article(range_: list[Product]) -> None:
    apples = next(product for product in range_ if product.weighed)

    label = gtins.with_weight(apples.gtin, 482)

    assert gtins.valid(label)
    assert label[:8] == apples.gtin[:8]
    assert label[8:13] == "00482"


def test_nothing_is_there_twice(range_: list[Product]) -> None:
    assert len({product.gtin for product in range_}) == len(range_)
    assert len({product.sku for product in range_}) == len(range_)
    said = Counter((product.brand, product.name, product.size, product.colour) for product in range_)
    assert [what for what, count in said.items() if count > 1] == []


def test_a_hundred_thousand_numbers_are_all_different() -> None:
    seen = {product.gtin for product in products.generate(100_000)}

    assert len(seen) == 100_000


def test_a_longer_run_begins_with_the_shorter_one(range_: list[Product]) -> None:
    assert list(islice(products.generate(50_000), 3_000)) == range_


def test_another_seed_is_another_store(range_: list[Product]) -> None:
    other = list(products.generate(seed=2))

    assert len({product.gtin for product in other} & {product.gtin for product in range_}) < 30


@pytest.mark.parametrize("count", [0, -1, 1_000_001])
def test_a_store_of_no_size_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="1,000,000"):
        next(products.generate(count))


def test_every_character_can_be_shown(range_: list[Product], shops: tuple[Store, ...], people: list[Member]) -> None:
    texts = [product.brand + "".join(_all(product.name)) + "".join(_all(product.claim)) for product in range_]
    texts += ["".join(_all(category.name)) for category in words.categories().values()]
    texts += ["".join(_all(label.name)) for label in words.labels().values()]
    texts += ["".join(_all(shop.name)) + shop.address for shop in shops]
    texts += [member.surname for member in people]

    unseen = {
        character
        for character in set("".join(texts))
        if not (_encodes(character, "gbk") or _encodes(character, "big5") or _encodes(character, "latin-1"))
    }

    assert unseen == set()


def test_each_language_keeps_to_its_own_characters() -> None:
    mainland, taiwan, english, brands = set[str](), set[str](), set[str](), set[str]()
    for product in products.generate(40_000):
        mainland |= set(product.name.zh_hans + product.claim.zh_hans)
        taiwan |= set(product.name.zh_hant + product.claim.zh_hant)
        english |= set(product.name.en + product.claim.en + product.size + product.colour)
        brands |= set(product.brand)

    # GB 2312 has simplified characters only, Big5 traditional ones only; these four are in daily use all the same.
    assert {c for c in mainland if not _encodes(c, "gb2312")} <= set("啫焗")
    assert {c for c in taiwan if not _encodes(c, "big5")} <= set("肽擀")
    assert {c for c in english if not _encodes(c, "latin-1")} == set()
    assert {c for c in brands if not (_encodes(c, "gb2312") and _encodes(c, "big5"))} == set()


def test_taiwan_has_its_own_words(range_: list[Product]) -> None:
    nouns = {key: kind.noun for key, kind in words.kinds().items()}

    assert (nouns["shampoo"].zh_hans, nouns["shampoo"].zh_hant) == ("洗发水", "洗髮精")
    assert (nouns["chips"].zh_hans, nouns["chips"].zh_hant) == ("薯片", "洋芋片")
    assert (nouns["kiwi"].zh_hans, nouns["kiwi"].zh_hant) == ("猕猴桃", "奇異果")


def test_the_sizes_and_colours_of_a_style_name_one_another(range_: list[Product]) -> None:
    families: dict[str, list[Product]] = {}
    for product in range_:
        if product.variant_of:
            families.setdefault(product.variant_of, []).append(product)

    assert len(families) > 500
    for first, family in families.items():
        assert family[0].gtin == first
        assert len({product.style for product in family}) == 1
        assert len({(product.size, product.colour) for product in family}) == len(family)
    shirts = next(family for family in families.values() if family[0].kind == "tee")
    assert len({product.size for product in shirts}) == 4
    assert len({product.colour for product in shirts}) >= 3


def test_prices_are_such_as_a_shop_would_write(range_: list[Product]) -> None:
    for product in range_:
        assert 100 <= product.price_minor <= 150_000
        assert product.price_minor % 10 == 0


def test_words_that_are_keys_have_their_languages(range_: list[Product]) -> None:
    known = words.labels()
    for product in range_:
        assert not product.colour or ("colour", product.colour) in known
        assert ("origin", product.origin) in known
        assert all(("allergen", key) in known for key in product.allergens.split(";") if key)
        assert all(("care", key) in known for key in product.care.split(";") if key)
        assert product.category in words.categories()


def test_the_stores_are_places_near_one_another(shops: tuple[Store, ...]) -> None:
    assert len(shops) == 5
    for shop in shops:
        assert len(shop.gln) == 13
        assert gtins.valid(shop.gln)
        around = stores.near(shop, shops)
        assert len(around) == 4
        assert all(1_000 < distance < 15_000 for _, distance in around)


def test_stores_differ_in_what_they_carry_and_where_it_stands(range_: list[Product], shops: tuple[Store, ...]) -> None:
    first, second = shops[0], shops[1]
    carried = [sum(stores.carries(shop, product) for product in range_) for shop in shops]

    assert carried[0] == len(range_)
    assert all(2_400 < count < 3_000 for count in carried[1:])
    assert stores.location(first, range_[0]).startswith("A3 ")
    assert stores.location(second, range_[0]) != stores.location(first, range_[0])
    out = sum(stores.on_hand(first, product) == 0 for product in range_)
    assert 30 < out < 200


def test_members_are_opaque_and_the_first_is_the_one_of_the_tour(people: list[Member]) -> None:
    assert len({member.member_id for member in people}) == len(people) == 2_000
    assert (people[0].surname, people[0].title, people[0].tier, people[0].points) == ("林", "ms", "gold", 2480)
    assert {member.title for member in people} == {"ms", "mr"}
    assert {member.language for member in people} == {"zh-CN", "zh-TW", "en"}
    assert list(members.generate(100)) == people[:100]


def _all(text: words.Text) -> tuple[str, str, str]:
    return text.zh_hans, text.zh_hant, text.en
