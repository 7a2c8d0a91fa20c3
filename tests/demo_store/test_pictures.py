"""Every kind of product has a picture, always the same."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from scripts.demo_store import pictures, words
from scripts.demo_store.products import Product


@pytest.fixture(scope="module")
def one_of_each(range_: list[Product]) -> list[Product]:
    """Give one product of each shape."""
    kinds = words.kinds()
    found: dict[str, Product] = {}
    for product in range_:
        found.setdefault(kinds[product.kind].shape, product)
    return list(found.values())


def test_every_kind_has_a_shape_that_can_be_drawn() -> None:
    assert {kind.shape for kind in words.kinds().values()} <= set(pictures.SHAPES)
    assert len(pictures.SHAPES) >= 12


def test_every_shape_stands_out_from_its_backdrop(one_of_each: list[Product]) -> None:
    for product in one_of_each:
        drawn = pictures.draw(product)
        seen = np.asarray(drawn, dtype=np.int16)

        assert seen.shape == (800, 800, 3)
        corner = seen[:40, :40].mean(axis=(0, 1))
        assert (np.abs(seen[200:600, 250:550] - corner).max(axis=2) > 16).mean() > 0.08
        assert np.abs(seen[-30:] - seen[-30:, ::-1]).mean() < 6, "nothing is cut off at the foot"


def test_a_picture_is_the_same_every_time_and_another_for_another_product(range_: list[Product]) -> None:
    serum, other = range_[1], range_[40]

    assert pictures.webp(serum) == pictures.webp(serum)
    assert pictures.webp(serum) != pictures.webp(other)


def test_files_are_small_webp_or_png_of_the_size_asked_for(range_: list[Product]) -> None:
    small = Image.open(BytesIO(pictures.webp(range_[0], 320)))
    large = Image.open(BytesIO(pictures.png(range_[0])))

    assert (small.format, small.size) == ("WEBP", (320, 320))
    assert (large.format, large.size) == ("PNG", (800, 800))
    assert len(pictures.webp(range_[0])) < 60_000


def test_the_colours_of_a_style_differ_in_the_picture(range_: list[Product]) -> None:
    lipsticks = [product for product in range_ if product.kind == "lipstick" and product.style == 5]

    tops = {tuple(np.asarray(pictures.draw(product))[260, 400].tolist()) for product in lipsticks}

    assert len(lipsticks) == 8
    assert len(tops) == 8
