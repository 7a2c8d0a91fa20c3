"""What sells how often, and what is bought along with what."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scripts.demo_store import words
from scripts.demo_store.products import Product, mix

CHANCES = (0.30, 0.18, 0.12)
"""How often a shopper who takes a product also takes its first, second, third companion."""

_Ints = npt.NDArray[np.int64]


def popularity(products: Sequence[Product]) -> npt.NDArray[np.float64]:
    """How often each product is bought on the spur of the moment: Zipf, and more of what is used up fast."""
    kinds = words.kinds()
    rank = np.array([product.rank for product in products], dtype=np.float64)
    speed = np.array([(60 / (kinds[product.kind].repeat_days or 240)) ** 0.6 for product in products])
    return np.asarray(speed / (rank + 40) ** 0.85)


def companions(products: Sequence[Product]) -> list[tuple[int, ...]]:
    """For each product the places in `products` of up to three that go with it, the closest first.

    One product for each kind that goes with its own (`words/pairs.txt`): one of the same brand and line if there is
    one, else one of those that sell best, always the same.
    """
    by_kind: dict[str, list[int]] = {}
    for place, product in enumerate(products):
        by_kind.setdefault(product.kind, []).append(place)
    found: list[tuple[int, ...]] = []
    for product in products:
        chosen: list[int] = []
        for other in words.pairs().get(product.kind, ())[:3]:
            pool = by_kind.get(other, [])
            kin = [place for place in pool if products[place].brand == product.brand] or pool
            if kin:
                near = kin[: max(1, min(len(kin), 12))]
                chosen.append(near[mix(product.style, len(chosen) + 5) % len(near)])
        found.append(tuple(chosen))
    return found


def pairs(products: Sequence[Product]) -> list[tuple[str, str]]:
    """The planted pairs (what is bought, what goes with it), GTIN and GTIN, for a test of the learner to find again."""
    return [
        (product.gtin, products[other].gtin)
        for product, others in zip(products, companions(products), strict=True)
        for other in others
    ]


def bought_along(products: Sequence[Product], lines: _Ints, rng: np.random.Generator) -> _Ints:
    """Lines (basket, product) that come on top of the given ones because they go with them."""
    chosen = companions(products)
    table = np.full((len(products), len(CHANCES)), -1, dtype=np.int64)
    for place, others in enumerate(chosen):
        table[place, : len(others)] = others
    with_each = table[lines[:, 1]]
    taken = (rng.random(with_each.shape) < np.array(CHANCES)) & (with_each >= 0)
    which, nth = np.nonzero(taken)
    return np.column_stack([lines[which, 0], with_each[which, nth]])
