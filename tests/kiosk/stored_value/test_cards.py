"""Gift cards and vouchers: read from a code or typed, spent here, refused in words that help."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk import codes
from kiosk.codes import GiftCardCode, OwnCode, VoucherCode
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.stored_value import actions, tables
from kiosk.stored_value.model import VoucherTerms
from sync.formats import tokens
from sync.headoffice import stored_value
from tests.headoffice.offices import OTHER, STORE
from tests.kiosk.stored_value.partitions import Chain, PartedDevice

CARD = "9000000000000001"


def scanned(text: str) -> OwnCode:
    """The code as a scanner gives it."""
    code = codes.classify(text, "QR")
    assert isinstance(code, OwnCode)
    return code


def voucher(chain: Chain, number: str, amount: int, *, bearer: bool = True, currency: str = "CNY") -> OwnCode:
    """A voucher that head office gave out."""
    chain.change(lambda change: stored_value.issue(change, "voucher", number, amount, currency=currency, bearer=bearer))
    detail = (str(amount), currency, "bearer" if bearer else "leased")
    return scanned(chain.keys.mint("voucher", number, chain.now, detail=detail))


def take(device: PartedDevice, code: OwnCode) -> VoucherTerms:
    """Hold a voucher before the scanner."""
    terms: VoucherTerms = device.do(actions.take_voucher, device.register, code)
    return terms


def refusal(*details: object) -> pytest.RaisesExc[Refused]:
    """The shop says no with this key."""
    return pytest.raises(Refused, match=rf"^stored_value\.{details[0]}\b")


def test_the_codes_of_cards_and_vouchers_are_told_apart(chain: Chain) -> None:
    assert isinstance(scanned(chain.keys.mint("gift_card", CARD, chain.now)), GiftCardCode)
    assert isinstance(voucher(chain, "V1", 500), VoucherCode)


def test_a_card_issued_by_head_office_is_spent_at_its_home_store(chain: Chain) -> None:
    device = chain.believed(chain.device("till-1"))
    chain.change(lambda change: stored_value.issue(change, "gift_card", CARD, 10_000, currency="CNY", store=STORE))
    chain.heal(2)

    number = device.do(actions.read_card, scanned(chain.keys.mint("gift_card", CARD, chain.now)))

    assert number == CARD
    found = tables.spendable(device.db, "gift_card", number)
    assert found is not None
    assert (found.available, found.balance, found.elsewhere, found.as_of) == (1_000, 10_000, 9_000, chain.now)
    with pytest.raises(Refused) as no:
        device.pay("gift_card", number, 1_001)
    assert no.value.key == "stored_value.beyond_lease"
    assert no.value.details == {"available": Money(1_000, "CNY"), "balance": Money(10_000, "CNY")}
    device.pay("gift_card", number, 1_000)
    found = tables.spendable(device.db, "gift_card", number)
    assert found is not None
    assert (found.available, found.balance) == (0, 9_000)


def test_a_typed_number_with_a_wrong_digit_is_no_card(chain: Chain) -> None:
    device = chain.device("till-1")

    assert actions.read_number("9000 0000 0000 0001") == CARD
    with refusal("bad_number"):
        actions.read_number("9000 0000 0000 0002")
    with refusal("bad_number"):
        device.do(actions.activate, device.register, "9000000000000002", 100)


def test_a_card_that_nobody_knows_is_asked_for_and_then_known_to_be_none(chain: Chain) -> None:
    device = chain.device("till-1")
    with refusal("not_known_here"):
        device.pay("gift_card", CARD, 1)

    device.do(actions.wanted, "gift_card", CARD)
    chain.up(device)
    chain.down(device)

    with refusal("unknown"):
        device.pay("gift_card", CARD, 1)
    device.load(CARD, 500)
    device.pay("gift_card", CARD, 500)
    chain.heal()
    assert chain.balance("gift_card", CARD) == 0
    assert chain.flags() == []


@pytest.mark.parametrize("amount", [0, -1, -(10**12)])
def test_an_amount_that_is_none_is_refused(chain: Chain, amount: int) -> None:
    device = chain.device("till-1")
    device.load(CARD, 500)

    for act in (actions.spend, actions.give_back, actions.credit):
        with refusal("bad_amount"):
            device.do(act, device.register, "gift_card", CARD, amount)
    assert device.available("gift_card", CARD) == 500


def test_money_of_another_currency_is_refused(chain: Chain) -> None:
    device = chain.device("till-1")
    chain.change(lambda change: stored_value.issue(change, "gift_card", CARD, 9_000, currency="TWD", store=STORE))
    chain.heal(2)

    with refusal("other_currency"):
        device.pay("gift_card", CARD, 1)
    with refusal("other_currency"):
        device.load(CARD, 1)


def test_a_gift_card_that_is_brought_back_gives_up_its_money(chain: Chain) -> None:
    device = chain.device("till-1")
    device.load(CARD, 500)
    device.pay("gift_card", CARD, 100)
    with refusal("too_little"):
        device.unload(CARD, 500)
    device.refund("gift_card", CARD, 100)

    device.unload(CARD, 500)

    with refusal("too_little"):
        device.pay("gift_card", CARD, 1)
    chain.heal()
    assert chain.balance("gift_card", CARD) == 0
    assert chain.flags() == []


def test_a_tender_that_is_taken_off_again_leaves_no_trace(chain: Chain) -> None:
    device = chain.device("till-1")
    chain.heal(2)
    for _ in range(3):
        device.do(actions.spend, device.register, "points", "M1", 200)
        device.do(actions.give_back, device.register, "points", "M1", 200)

    found = tables.spendable(device.db, "points", "M1")
    assert found is not None
    assert (found.available, found.balance) == (248, 2480)
    chain.heal()
    assert stored_value.held(chain.db, "points", "M1") == 248


# ---------------------------------------------------------------- vouchers


def test_a_voucher_is_taken_with_no_network_and_only_once(chain: Chain) -> None:
    device = chain.believed(chain.device("till-1"))
    code = voucher(chain, "V1", 500)

    assert take(device, code) == VoucherTerms("V1", 500, "CNY", bearer=True)
    take(device, code)  # held before the scanner twice
    assert device.available("voucher", "V1") == 500
    with refusal("voucher_whole"):
        device.pay("voucher", "V1", 501)
    device.pay("voucher", "V1", 300)

    assert device.available("voucher", "V1") == 0
    with refusal("voucher_used"):
        take(device, code)
    with refusal("voucher_not_here"):
        device.pay("voucher", "V1", 200)
    chain.heal()
    assert chain.balance("voucher", "V1") == 0
    assert chain.flags() == []


def test_a_voucher_that_is_taken_off_the_basket_can_be_used_for_another(chain: Chain) -> None:
    device = chain.believed(chain.device("till-1"))
    code = voucher(chain, "V1", 500)
    take(device, code)
    device.do(actions.spend, device.register, "voucher", "V1", 300)
    device.do(actions.give_back, device.register, "voucher", "V1", 300)

    take(device, code)
    device.pay("voucher", "V1", 500)
    chain.heal()
    assert chain.balance("voucher", "V1") == 0


def test_a_voucher_used_at_two_parted_devices_is_found_out_and_flagged(chain: Chain) -> None:
    one, other = (chain.believed(chain.device(name)) for name in ("till-1", "till-2"))
    code = voucher(chain, "VOUCHER1", 500)
    for device in (one, other):
        take(device, code)
        device.pay("voucher", "VOUCHER1", 500)

    chain.heal()

    assert chain.balance("voucher", "VOUCHER1") == -500
    assert chain.flags() == [("overdrawn", "voucher ···HER1: -500")]
    for device in (one, other):
        with refusal("voucher_used"):
            take(device, code)


def test_a_leased_voucher_can_be_at_one_device_only(chain: Chain) -> None:
    one, other = (chain.believed(chain.device(name)) for name in ("till-1", "till-2"))
    code = voucher(chain, "V1", 500, bearer=False)
    for device in (one, other):
        take(device, code)
        with refusal("voucher_not_here"):
            device.pay("voucher", "V1", 500)
        chain.up(device)
    for device in (one, other):
        chain.down(device)

    assert [device.available("voucher", "V1") for device in (one, other)] == [500, 0]
    one.pay("voucher", "V1", 400)
    chain.heal()
    assert chain.balance("voucher", "V1") == 0
    with refusal("voucher_used"):
        take(other, code)
    assert chain.flags() == []


def test_a_voucher_that_head_office_saw_spent_elsewhere_is_refused(chain: Chain) -> None:
    one = chain.believed(chain.device("till-1"))
    far = chain.believed(chain.device("till-2", store=OTHER))
    code = voucher(chain, "V1", 500)
    take(far, code)
    far.pay("voucher", "V1", 500)
    chain.up(far)

    one.do(actions.wanted, "voucher", "V1")
    chain.up(one)
    chain.down(one)

    with refusal("voucher_used"):
        take(one, code)


def test_forged_expired_and_strange_vouchers_are_refused(chain: Chain) -> None:
    device = chain.believed(chain.device("till-1"))
    good = voucher(chain, "V1", 500)
    forged = good.text.rpartition(".")[0] + "." + "A" * 103
    odd = chain.keys.mint("voucher", "V2", chain.now, detail=("-5", "CNY", "bearer"))
    dear = chain.keys.mint("voucher", "V3", chain.now, detail=("5", "TWD", "bearer"))

    with pytest.raises(Refused, match=r"code\.forged"):
        take(device, scanned(forged))
    with refusal("bad_voucher"):
        take(device, scanned(odd))
    with refusal("other_currency"):
        take(device, scanned(dear))
    device.now += timedelta(days=400)
    with pytest.raises(Refused, match=r"code\.expired"):
        take(device, good)
    assert device.available("voucher", "V1") == 0


def test_a_voucher_taken_by_a_former_life_of_the_disk_is_not_taken_again(chain: Chain) -> None:
    device = chain.believed(chain.device("till-1"))
    code = voucher(chain, "V1", 500)
    take(device, code)
    device.pay("voucher", "V1", 500)
    device.back_up()

    device.restore()

    with refusal("voucher_used"):
        take(device, code)


def test_no_number_stands_in_what_a_refusal_says(chain: Chain) -> None:
    device = chain.believed(chain.device("till-1"))
    device.load(CARD, 500)

    for act in (
        lambda: device.pay("gift_card", CARD, 501),
        lambda: device.pay("gift_card", "9000000000000019", 1),
        lambda: take(device, scanned(chain.keys.mint("voucher", CARD, chain.now, detail=("x", "", "")))),
    ):
        with pytest.raises(Refused) as no:
            act()
        assert CARD not in str(no.value)


def test_every_kind_of_code_has_its_rule() -> None:
    assert {tokens.GRAMMAR["gift_card"].prefix, tokens.GRAMMAR["voucher"].prefix} == {"KXG", "KXV"}
    assert tokens.GRAMMAR["voucher"].single_use
