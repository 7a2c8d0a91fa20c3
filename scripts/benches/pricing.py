"""Pricing: a million random baskets that must add up, and how long a hundred lines under two hundred rules take."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from msgspec import Struct

from kiosk.pricing.model import Book, Coupon, Item, Priced, Shopper, price
from kiosk.pricing.model.book import concerns, goods_of
from kiosk.pricing.model.kinds import off_each
from scripts.benches import random_pricing, whole_sales
from scripts.benches.report import Bench, Context, Goal, percentile
from sync.formats.price_book import PriceBook

BASKETS = 1_000_000
CHUNK = 10_000
PROCESSES = 2
A_BOOK_EVERY = 500
"""Baskets that share one random book."""

LINES, RULES, PRODUCTS = 100, 200, 2_000
LARGE = 300
"""Baskets of a hundred lines."""

TRIES = 3
"""The best of so many tries of each basket counts: what is measured is the program, not what else this machine does."""

Case = tuple[list[Item], Shopper, Sequence[Coupon]]


class Chunk(Struct, frozen=True):
    """What came of some random baskets."""

    baskets: int
    wrong: int
    """Baskets whose sums differ, or that hold an amount below nothing."""
    apart: int
    """Baskets whose sale, message and receipt do not all come to the same."""
    shuffled: int
    """Baskets that cost something else when scanned in another order."""
    proven: int
    """Baskets for which no better choice exists."""


def run(context: Context) -> Bench:
    """Sums over many small baskets on both cores, then the time of large ones against a single naive pass."""
    bench = Bench("pricing")
    baskets = 20_000 if context.quick else BASKETS
    begin = time.perf_counter()
    with ProcessPoolExecutor(PROCESSES) as workers:
        chunks = list(workers.map(check, range(baskets // CHUNK)))
    took = time.perf_counter() - begin
    wrong = sum(chunk.wrong for chunk in chunks)
    apart = sum(chunk.apart for chunk in chunks)
    shuffled = sum(chunk.shuffled for chunk in chunks)
    proven = sum(chunk.proven for chunk in chunks) / baskets
    bench.figures |= {
        "random baskets": baskets,
        "random baskets a second (both cores)": baskets / took,
        "baskets with a wrong sum": wrong,
        "baskets whose sale, message and receipt differ": apart,
        "baskets that depend on the order": shuffled,
        "share of small baskets proven best": proven,
    }
    bench.goals.append(Goal("baskets with a wrong or negative sum", "floor", wrong, "<=", 0))
    bench.goals.append(Goal("baskets whose sale, message and receipt differ", "floor", apart, "<=", 0))
    bench.goals.append(Goal("baskets that depend on the order of scanning", "floor", shuffled, "<=", 0))
    bench.goals.append(Goal("share of small baskets proven best", "target", proven, ">=", 0.98))
    _large(bench, 40 if context.quick else LARGE)
    return bench


def check(number: int) -> Chunk:
    """Price the baskets of one chunk; the same ones in every run."""
    chance = random.Random(number)
    wrong = apart = shuffled = proven = 0
    for at in range(CHUNK):
        if at % A_BOOK_EVERY == 0:
            products = random_pricing.Range(chance, 40)
            book = Book(random_pricing.book(chance, products, 10))
        items = random_pricing.basket(chance, products, chance.choice((1, 2, 3, 4, 6)))
        shopper, coupons = random_pricing.shopper(chance)
        found = price(book, items, shopper, random_pricing.OCCASION, coupons)
        wrong += not adds_up(items, found)
        apart += not whole_sales.agrees(items, found, chance)
        proven += found.gap_minor == 0
        if at % 10 == 0:
            other = price(book, chance.sample(items, len(items)), shopper, random_pricing.OCCASION, coupons)
            shuffled += other.total_minor != found.total_minor
    return Chunk(CHUNK, wrong, apart, shuffled, proven)


def adds_up(items: Sequence[Item], found: Priced) -> bool:
    """Whether lines, reductions and taxes sum up to the total, and nothing is below nothing."""
    lines = zip(items, found.lines, strict=True)
    return (
        found.total_minor == sum(line.amount_minor for line in found.lines)
        and found.total_minor == sum(one.net_minor + one.tax_minor for one in found.taxes)
        and all(
            line.amount_minor >= line.tax_minor >= 0
            and line.amount_minor
            == item.unit_minor * item.quantity
            - sum(one.amount_minor for one in line.reductions)
            + (line.tax_minor if found.tax_added else 0)
            for item, line in lines
        )
    )


def _large(bench: Bench, count: int) -> None:
    chance = random.Random(7)
    products = random_pricing.Range(chance, PRODUCTS)
    source = random_pricing.book(chance, products, RULES)
    book = Book(source)
    cases: list[Case] = [
        (random_pricing.basket(chance, products, LINES), *random_pricing.shopper(chance)) for _ in range(count)
    ]
    for items, shopper, coupons in cases[: count // 5]:
        price(book, items, shopper, random_pricing.OCCASION, coupons)
    ours: list[float] = []
    theirs: list[float] = []
    busy: list[float] = []
    saved = gaps = 0
    for items, shopper, coupons in cases:
        own, plain, work = [], [], []
        for _ in range(TRIES):
            idle = time.process_time()
            begin = time.perf_counter()
            found = price(book, items, shopper, random_pricing.OCCASION, coupons)
            between = time.perf_counter()
            work.append(time.process_time() - idle)
            naive(source, items)
            plain.append(time.perf_counter() - between)
            own.append(between - begin)
        ours.append(min(own))
        theirs.append(min(plain))
        busy.append(min(work))
        saved += sum(one.amount_minor for line in found.lines for one in line.reductions)
        gaps += found.gap_minor
    ratio = percentile(ours, 0.5) / percentile(theirs, 0.5)
    p95 = percentile(ours, 0.95) * 1e3
    bench.figures |= {
        "lines x rules": f"{LINES} x {RULES}",
        "p50 ms": percentile(ours, 0.5) * 1e3,
        "p95 ms": p95,
        "p95 ms of processor time": percentile(busy, 0.95) * 1e3,
        "naive pass p50 ms": percentile(theirs, 0.5) * 1e3,
        "ours / naive pass": ratio,
        "gap left open / saved": gaps / max(1, saved),
    }
    bench.goals.append(Goal(f"p95 of {LINES} lines under {RULES} rules, ms", "floor", p95, "<=", 10.0))
    bench.goals.append(Goal("our engine / one naive pass over lines and rules", "target", ratio, "<=", 1.0))


def naive(source: PriceBook, items: Sequence[Item]) -> int:
    """What a plain till does: each line asks each rule in turn, and takes the best single one. No groups, no choice."""
    total = 0
    for item in items:
        product = (item.gtin, item.category, item.brand)
        best = 0
        for rule in source.rules:
            if any(concerns(goods, product) for goods in goods_of(rule)):
                best = max(best, off_each(rule, item.unit_minor, item.quantity))
        total += (item.unit_minor - best) * item.quantity
    return total
