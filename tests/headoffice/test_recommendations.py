"""What goes with what, what sells, and what a member buys again and again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sync.clock import stamp
from sync.headoffice import recommendations
from sync.headoffice.office import Office
from tests.headoffice.offices import MILK, NOON, OAT, OTHER, SOAP, STORE, TEA

Row = tuple[str, str, str, int, str, str]


def bought(office: Office, baskets: Sequence[tuple[str, ...]], *, days_ago: float = 1, store: str = STORE) -> None:
    """Put baskets into the history."""
    at = stamp(NOON - timedelta(days=days_ago))
    start = office.read(lambda db: db.execute("SELECT count(*) FROM history").fetchone()[0])
    rows: list[Row] = [
        (store, f"b{start}-{number}", gtin, 1, "", at) for number, basket in enumerate(baskets) for gtin in basket
    ]
    office.change(lambda change: recommendations.import_rows(change.db, rows))


ELSE = "00000000000017"
"""Bought by the others: without them everything would go with everything."""


def scores(office: Office) -> dict[tuple[str, str], float]:
    """The scores of all pairs."""
    purchases = office.read(lambda db: recommendations.load(db, NOON))
    return {(one, other): score for one, other, score in recommendations.related(purchases)}


def test_what_is_bought_together_scores_above_what_is_merely_popular(office: Office) -> None:
    bought(office, [(MILK, SOAP)] * 20 + [(OAT, TEA)] * 30 + [(MILK,)] * 200 + [(OAT, MILK)] * 10 + [(ELSE,)] * 300)

    found = scores(office)

    assert found[OAT, TEA] > found.get((OAT, MILK), 0)
    assert found[SOAP, MILK] > 0
    assert all(0 < score <= 1 for score in found.values())
    assert (MILK, MILK) not in found


def test_a_pair_seen_once_scores_next_to_nothing(office: Office) -> None:
    bought(office, [(MILK, SOAP)] * 40 + [(OAT, TEA)] + [(ELSE,)] * 100)

    found = scores(office)

    assert found[OAT, TEA] < 0.1 * found[MILK, SOAP]


def test_what_meets_by_chance_does_not_go_together(office: Office) -> None:
    bought(office, [(MILK, SOAP)] * 25 + [(MILK,)] * 25 + [(SOAP,)] * 25 + [(ELSE,)] * 25)

    assert scores(office) == {}


def test_old_pairs_fade(office: Office) -> None:
    bought(office, [(MILK, SOAP)] * 30 + [(ELSE,)] * 100, days_ago=5)
    bought(office, [(OAT, TEA)] * 30 + [(ELSE,)] * 100, days_ago=900)

    found = scores(office)

    assert found[OAT, TEA] < found[MILK, SOAP]


def test_a_product_has_a_bounded_list_in_order(office: Office) -> None:
    others = [f"{number:014}" for number in range(1, 31)]
    bought(office, [(MILK, other) for place, other in enumerate(others) for _ in range(place + 1)] + [(ELSE,)] * 900)

    purchases = office.read(lambda db: recommendations.load(db, NOON))
    mine = [(other, score) for one, other, score in recommendations.related(purchases) if one == MILK]

    assert len(mine) == recommendations.MOST_RELATED
    assert mine[0][0] == others[-1]
    assert [score for _, score in mine] == sorted((score for _, score in mine), reverse=True)


def test_a_huge_basket_and_an_empty_history_are_no_trouble(office: Office) -> None:
    assert scores(office) == {}
    bought(office, [tuple(f"{number:014}" for number in range(200))])
    assert scores(office) == {}


def test_a_new_store_begins_with_what_sells_in_the_chain(office: Office) -> None:
    bought(office, [(MILK,)] * 50 + [(TEA,)] * 10, store=OTHER)
    bought(office, [(OAT,)] * 3, store=STORE)

    ranked = office.read(lambda db: recommendations.popularity(db, NOON))

    assert [gtin for gtin, _ in ranked.of(OTHER)][:2] == [MILK, TEA]
    assert next(gtin for gtin, _ in ranked.of(STORE)) == MILK
    bought(office, [(OAT,)] * 300, store=STORE)
    ranked = office.read(lambda db: recommendations.popularity(db, NOON))
    assert next(gtin for gtin, _ in ranked.of(STORE)) == OAT


def test_a_habit_is_what_was_bought_more_than_once_within_a_year(office: Office) -> None:
    def visit(number: int, gtin: str, days_ago: int) -> Row:
        return (STORE, f"v{number}", gtin, 2, "M1", stamp(NOON - timedelta(days=days_ago)))

    rows = [visit(number, MILK, number * 30) for number in range(1, 6)]
    rows += [visit(number, TEA, number * 30) for number in range(10, 20)]  # from 300 to 570 days ago
    rows += [visit(50, SOAP, 3)]
    office.change(lambda change: recommendations.import_rows(change.db, rows))

    assert office.read(lambda db: recommendations.usual(db, "M1", NOON)) == ((MILK, 5), (TEA, 3))
    assert office.read(lambda db: recommendations.usual(db, "", NOON)) == ()
