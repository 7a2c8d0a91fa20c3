"""Head office's price books: refused as a whole or signed and sent; coupons used twice are flagged, offers overrun."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.pricing import guard
from sync import messages
from sync.formats import price_book, tokens
from sync.formats.price_book import BadBook
from sync.headoffice import commands, flags, price_books
from sync.headoffice.applying import Arrival
from sync.headoffice.change import Invalid, Unknown
from sync.headoffice.office import Office
from sync.messages import PriceBookPublished, PriceConflictNoticed, Reduction, Terms
from tests.headoffice import offices
from tests.headoffice.offices import MILK, NOON, STORE, TEA

RULE: dict[str, Any] = {
    "kind": "percent",
    "rule_id": "milk",
    "name": {"zh_hans": "牛奶节"},
    "goods": {"gtins": [MILK]},
    "percent_bp": 1000,
}


def book(*rules: dict[str, Any], **fields: Any) -> bytes:
    """A file as somebody writes it."""
    return json.dumps({"rules": rules or [RULE]} | fields).encode()


def publish(office: Office, text: bytes, **named: Any) -> price_book.PriceBook:
    """Send it to the store."""
    return office.change(lambda change: price_books.publish(change, office.keys, office.tenant, STORE, text, **named))


def test_a_book_is_signed_by_the_root_key_and_sent_to_its_store_alone(office: Office) -> None:
    made = publish(office, book())

    (event,) = offices.told(office, STORE, PriceBookPublished)
    assert isinstance(event, PriceBookPublished)
    assert offices.told(office, offices.OTHER, PriceBookPublished) == []
    opened = price_book.unseal(event.document, event.signature, office.keys.root.public_key())
    assert (opened, event.version, event.valid_from) == (made, made.version, NOON)
    assert (made.tenant, made.store, made.currency) == ("acme", STORE, "CNY")


def test_the_later_book_has_the_greater_version_and_its_own_moment(office: Office) -> None:
    first = publish(office, book())
    second = publish(office, book(), valid_from=datetime(2026, 12, 1, tzinfo=UTC))

    assert second.version > first.version
    assert [event.key for event in offices.told(office, STORE, PriceBookPublished)] == [
        f"price_book/{first.version}",
        f"price_book/{second.version}",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"{", "truncated"),
        (b"[]", "Expected `object`"),
        (book({**RULE, "moon": "full"}), "moon"),
        (book({**RULE, "kind": "magic"}), "magic"),
        (book({**RULE, "percent_bp": 10_001}), "rule milk: percent_bp"),
        (book({**RULE, "goods": {"gtins": ["09529000000151"]}}), "rule milk: goods: the store sells no"),
        (book({**RULE, "goods": {"categories": ["moon"]}}), "rule milk: goods: there is no category 'moon'"),
        (book(store=offices.OTHER), "store: '9521000000025' is not ours"),
        (book(currency="TWD"), "currency: 'TWD' is not ours"),
    ],
)
def test_a_bad_book_is_refused_as_a_whole_and_nothing_is_sent(office: Office, text: bytes, told: str) -> None:
    with pytest.raises(BadBook, match=told):
        publish(office, text)

    assert offices.told(office, STORE, PriceBookPublished) == []
    assert office.read(lambda db: db.execute("SELECT count(*) FROM price_book").fetchone()[0]) == 0


def test_a_store_that_is_not_ours_gets_no_book(office: Office) -> None:
    with pytest.raises(Unknown):
        office.change(lambda change: price_books.publish(change, office.keys, office.tenant, "9529999999999", book()))


@pytest.mark.parametrize("text", ["tomorrow", "2026-12-01T00:00"])
def test_a_moment_of_the_command_line_needs_its_offset(text: str) -> None:
    with pytest.raises(Invalid):
        price_books.parse_moment(text)


def run(office: Office, *words: str) -> int:
    """One command, as the command line gives it."""
    parser = argparse.ArgumentParser()
    commands.add(parser.add_subparsers(dest="command"))
    return commands.run(office, parser.parse_args(words))


def test_the_command_says_what_it_sent_and_what_is_wrong(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(book())
    bad.write_bytes(book({**RULE, "percent_bp": 0}))

    assert run(office, "prices", str(good), "--store", STORE, "--from", "2026-12-01T00:00+08:00") == 0
    assert "1 rules, from 2026-11-30T16:00:00.000Z" in capsys.readouterr().out
    assert run(office, "prices", str(bad), "--store", STORE) == 1
    assert "prices: rule milk: percent_bp: 0" in capsys.readouterr().err


def test_coupons_and_labels_are_minted_as_devices_read_them(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(office, "mint-coupon", "SPRING", "--uses", "3") == 0
    coupon = tokens.parse(capsys.readouterr().out.strip())
    assert run(office, "mint-label", MILK, "--store", STORE) == 0
    label = tokens.parse(capsys.readouterr().out.strip())

    assert coupon is not None
    assert (coupon.kind, coupon.subject, coupon.body.detail) == ("coupon", "SPRING", ("3",))
    assert label is not None
    claim = guard.of_label(label, NOON)
    assert claim is not None
    assert (claim.gtin, claim.price_minor, claim.currency) == (MILK, 1290, "CNY")


# ---------------------------------------------------------------- what comes back


def arrive(office: Office, message: messages.Message, seq: int, device: str = "till-1") -> None:
    """A device's fact takes effect."""
    from sync.headoffice.effects import Effects

    effects = Effects(office.tenant, office.keys, clock=office.clock, new_id=office.new_id)
    event = offices.event(message, seq, device=device)
    arrival = Arrival(event=event, message=message, store=STORE, device=device, repeated=False)
    office.database.call(lambda db: effects.apply(db, [arrival]))


def sold(sale_id: str, sequence: int, version: int, *, coupon: str = "", units: int = 1) -> messages.SaleCompleted:
    """A sale in which the rule gave something."""
    sale = offices.sale(sale_id, sequence, [(MILK, units, 1161)], book_version=version)
    reduced = msgspec.structs.replace(
        sale.lines[0], reductions=(Reduction(rule="milk", kind="percent", amount_minor=129, units=units),)
    )
    terms = Terms(coupons=(coupon,)) if coupon else Terms()
    return msgspec.structs.replace(sale, lines=(reduced,), terms=terms)


def told_flags(office: Office, kind: str) -> list[tuple[str, str]]:
    """(subject, detail) of the flags of one kind, oldest first."""
    return [(one.subject, one.detail) for one in reversed(office.read(flags.newest)) if one.kind == kind]


def test_a_coupon_that_two_devices_took_in_apart_is_flagged(office: Office) -> None:
    version = publish(office, book({**RULE, "when": {"coupon": "SPRING"}})).version

    arrive(office, sold("s1", 1, version, coupon="SPRING#N1"), 1)
    arrive(office, sold("s2", 2, version, coupon="SPRING#N2"), 2)
    assert told_flags(office, "coupon_used_twice") == []
    arrive(office, sold("s3", 1, version, coupon="SPRING#N1"), 1, device="till-2")

    assert told_flags(office, "coupon_used_twice") == [("s3", "SPRING#N1: used 2 times, 1 allowed")]


def test_a_coupon_for_three_times_is_flagged_at_the_fourth(office: Office) -> None:
    version = publish(office, book({**RULE, "when": {"coupon": "SPRING"}})).version

    for number in range(1, 5):
        arrive(office, sold(f"s{number}", number, version, coupon="SPRING#N1/3"), number)

    assert told_flags(office, "coupon_used_twice") == [("s4", "SPRING#N1: used 4 times, 3 allowed")]


def test_an_offer_for_the_first_n_that_went_too_far_is_flagged(office: Office) -> None:
    version = publish(office, book({**RULE, "quota": 5})).version

    arrive(office, sold("s1", 1, version, units=3), 1)
    assert told_flags(office, "quota_overrun") == []
    arrive(office, sold("s2", 1, version, units=4), 1, device="till-2")

    assert told_flags(office, "quota_overrun") == [("milk", "7 units, 5 were meant")]


def voided(sale: messages.SaleCompleted, sequence: int) -> messages.SaleCompleted:
    """All of it with the other sign, as a till writes it."""
    line = sale.lines[0]
    reductions = tuple(msgspec.structs.replace(one, amount_minor=-one.amount_minor) for one in line.reductions)
    mirrored = msgspec.structs.replace(line, quantity=-line.quantity, reductions=reductions)
    return msgspec.structs.replace(
        sale,
        sale_id=f"void-of-{sale.sale_id}",
        sequence=sequence,
        kind="void",
        voids=sale.sale_id,
        lines=(mirrored,),
        terms=Terms(voids=sale.sale_id),
    )


def test_a_void_gives_back_what_its_sale_used(office: Office) -> None:
    version = publish(office, book({**RULE, "when": {"coupon": "SPRING"}, "quota": 5})).version
    first = sold("s1", 1, version, coupon="SPRING#N1", units=3)

    arrive(office, first, 1)
    arrive(office, voided(first, 2), 2)
    arrive(office, sold("s2", 3, version, coupon="SPRING#N1", units=5), 3)

    assert told_flags(office, "coupon_used_twice") == told_flags(office, "quota_overrun") == []
    arrive(office, sold("s3", 4, version, coupon="SPRING#N1", units=1), 4)
    assert told_flags(office, "coupon_used_twice") == [("s3", "SPRING#N1: used 2 times, 1 allowed")]
    assert told_flags(office, "quota_overrun") == [("milk", "6 units, 5 were meant")]


def test_a_conflict_is_kept_once_and_listed(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    fact = PriceConflictNoticed(
        conflict_id="c1",
        basket_id="b1",
        line_id="l1",
        gtin=TEA,
        source="label",
        reference="A3-02",
        claimed_minor=900,
        ours_minor=1000,
        units=2,
        decision="asked",
        reason="pricing.claim.unsigned",
        book_version=3,
        at=NOON,
    )
    arrive(office, fact, 1)
    arrive(office, fact, 2)

    assert run(office, "price-conflicts", "--store", STORE) == 0

    told = capsys.readouterr().out
    assert f"{TEA} x2: label A3-02 said 900, ours 1000: asked (pricing.claim.unsigned)" in told
    assert told.endswith("1 conflicts\n")
