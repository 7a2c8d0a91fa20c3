"""One demo store for all of these tests."""

from __future__ import annotations

import pytest

from scripts.demo_store import history, members, products, stores
from scripts.demo_store.history import Basket
from scripts.demo_store.members import Member
from scripts.demo_store.products import Product
from scripts.demo_store.stores import Store


@pytest.fixture(scope="package")
def range_() -> list[Product]:
    """Give the 3,000 products."""
    return list(products.generate())


@pytest.fixture(scope="package")
def shops() -> tuple[Store, ...]:
    """Give the five stores."""
    return stores.generate()


@pytest.fixture(scope="package")
def people() -> list[Member]:
    """Give the 2,000 members."""
    return list(members.generate())


@pytest.fixture(scope="package")
def sales(range_: list[Product], shops: tuple[Store, ...], people: list[Member]) -> list[Basket]:
    """Give the year of sales."""
    return list(history.generate(range_, shops, people))
