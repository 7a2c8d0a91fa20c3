"""What members do not want to be offered again: kept once at head office, and forgotten with them."""

from __future__ import annotations

from datetime import timedelta

from sync.headoffice import members
from sync.headoffice.office import Office
from sync.messages import OfferRefused
from tests.headoffice.offices import MILK, NOON, STORE
from tests.headoffice.test_effects import arrive


def kept(office: Office) -> list[tuple[str, str, str]]:
    """Every refusal at head office."""
    return office.read(
        lambda db: [tuple(row) for row in db.execute("SELECT member, scope, what FROM offer_refusal ORDER BY what")]
    )


def test_a_refusal_is_kept_once_and_forgotten_with_its_member(office: Office) -> None:
    office.change(lambda change: members.save(change, members.Member(member="M9", store=STORE, surname="林")))
    refused = OfferRefused(member="M9", scope="product", what=MILK, at=NOON)
    arrive(office, refused, 1)
    arrive(office, OfferRefused(member="M9", scope="product", what=MILK, at=NOON + timedelta(hours=1)), 2)
    assert kept(office) == [("M9", "product", MILK)]

    office.change(lambda change: members.remove(change, "M9"))

    assert kept(office) == []


def test_of_whoever_has_left_nothing_is_kept(office: Office) -> None:
    arrive(office, OfferRefused(member="nobody", scope="kind", what="milk", at=NOON))

    assert kept(office) == []
