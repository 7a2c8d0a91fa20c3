"""Five devices spend points and cards with and without a network: never more than there is, and none is lost."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kiosk.errors import Refused
from kiosk.stored_value import actions
from sync.headoffice import leases, stored_value
from tests.headoffice.offices import OTHER, STORE
from tests.kiosk.stored_value.partitions import Chain

CARD = "9000000000000001"
POINTS, GIFT, CREDIT = ("points", "M1"), ("gift_card", CARD), ("store_credit", "C1")
ACCOUNTS = (POINTS, GIFT, CREDIT)


def story_machine(templates: Path) -> type[RuleBasedStateMachine]:
    """The stories that hypothesis tries."""
    places = st.integers(0, 4)
    accounts = st.sampled_from(ACCOUNTS)
    amounts = st.integers(1, 900)

    class Story(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.folder = Path(tempfile.mkdtemp(prefix="leases-", dir=templates))
            self.chain = Chain(templates, self.folder)
            self.devices = [self.chain.device(f"till-{n}", store=STORE if n < 3 else OTHER) for n in range(5)]
            self.left = {POINTS: 2480, GIFT: 0, CREDIT: 700}
            """What is truly there: everything that any device or head office ever did, known to others or not."""
            self.paid: list[tuple[tuple[str, str], int]] = []
            self.disks_fail = False
            self.restored = False
            self.chain.change(
                lambda change: stored_value.issue(change, "store_credit", "C1", 700, currency="CNY", store=STORE)
            )
            self.chain.heal(2)

        @initialize(fail=st.booleans())
        def begin(self, fail: bool) -> None:
            self.disks_fail = fail
            for device in self.devices:
                device.back_up()

        @rule(place=places, account=accounts, amount=amounts)
        def pay(self, place: int, account: tuple[str, str], amount: int) -> None:
            try:
                self.devices[place].pay(*account, amount)
            except Refused:
                return
            self.left[account] -= amount
            self.paid.append((account, amount))

        @rule(place=places, account=accounts)
        def pay_all(self, place: int, account: tuple[str, str]) -> None:
            there = self.devices[place].available(*account)
            if there:
                self.pay(place, account, there)

        @rule(place=places, n=st.integers(0, 50))
        def refund(self, place: int, n: int) -> None:
            if self.paid:
                account, amount = self.paid.pop(n % len(self.paid))
                self.devices[place].refund(*account, amount)
                self.left[account] += amount

        @rule(place=places, amount=amounts)
        def sell_card(self, place: int, amount: int) -> None:
            self.devices[place].load(CARD, amount)
            self.left[GIFT] += amount

        @rule(place=places, amount=st.integers(1, 200))
        def earn(self, place: int, amount: int) -> None:
            before = self.devices[place].available(*POINTS)
            self.devices[place].earn("M1", amount)
            self.left[POINTS] += amount
            assert self.devices[place].available(*POINTS) == before

        @rule(account=st.sampled_from((GIFT, CREDIT)), amount=amounts)
        def head_office_issues(self, account: tuple[str, str], amount: int) -> None:
            kind, number = account
            self.chain.change(
                lambda change: stored_value.issue(change, kind, number, amount, currency="CNY")  # type: ignore[arg-type]  # one of two kinds
            )
            self.left[account] += amount

        @rule(place=places, account=accounts, amount=st.sampled_from((0, 50, 2000)))
        def come(self, place: int, account: tuple[str, str], amount: int) -> None:
            self.devices[place].do(actions.wanted, *account, amount)

        @rule(place=places, account=accounts)
        def go(self, place: int, account: tuple[str, str]) -> None:
            self.devices[place].do(actions.done_with, *account)

        @rule(place=places, lanes=st.sampled_from((("money",), ("ops",), ("money", "ops"))), heard=st.booleans())
        def up(self, place: int, lanes: tuple[str, ...], heard: bool) -> None:
            self.chain.up(self.devices[place], lanes, acknowledged=heard)

        @rule(place=places)
        def down(self, place: int) -> None:
            self.chain.down(self.devices[place])

        @rule(place=places, n=st.integers(0, 50))
        def an_old_word_again(self, place: int, n: int) -> None:
            told = self.chain.told(self.devices[place])
            if told:
                self.devices[place].hear(told[n % len(told)])

        @rule()
        def housekeep(self) -> None:
            self.chain.housekeep()

        @rule()
        def a_minute_passes(self) -> None:
            self.chain.pass_time(seconds=61)

        @rule(place=places)
        def restart(self, place: int) -> None:
            self.devices[place].start()

        @rule(place=places)
        def back_up(self, place: int) -> None:
            self.devices[place].back_up()

        @rule(place=places)
        def restore(self, place: int) -> None:
            if self.disks_fail:
                self.devices[place].restore()
                self.restored = True
                assert all(self.devices[place].available(*account) == 0 for account in ACCOUNTS)

        @rule(place=places, account=accounts, amount=st.sampled_from((0, 2000)), pays=st.booleans())
        def stand_at_the_till_with_a_network(
            self, place: int, account: tuple[str, str], amount: int, pays: bool
        ) -> None:
            self.come(place, account, amount)
            self.chain.up(self.devices[place])
            self.chain.down(self.devices[place])
            if pays:
                self.pay_all(place, account)

        @invariant()
        def never_more_than_there_is(self) -> None:
            assert min(self.left.values()) >= 0

        @invariant()
        def all_together_may_spend_no_more_than_there_is(self) -> None:
            for account in ACCOUNTS:
                assert sum(device.available(*account) for device in self.devices) <= self.left[account]

        @invariant()
        def head_office_gives_no_more_than_is_free(self) -> None:
            for kind, number in ACCOUNTS:
                account = stored_value.find(self.chain.db, kind, number)
                assert account is None or leases.free(self.chain.db, account) >= 0

        def teardown(self) -> None:
            """In the end all is known, nothing was odd, and nothing is lost."""
            try:
                self.chain.heal()
                assert self.chain.kinds_of_flags() == []
                for kind, number in ACCOUNTS:
                    found = stored_value.find(self.chain.db, kind, number)
                    balance = 0 if found is None else found.balance
                    held = stored_value.held(self.chain.db, kind, number)
                    here = sum(device.available(kind, number) for device in self.devices)
                    if self.restored:
                        assert here <= held <= balance  # what a lost life held stays kept back
                    else:
                        assert (balance, held) == (self.left[(kind, number)], here)
            finally:
                self.chain.close()
                shutil.rmtree(self.folder)

    return Story


def test_five_parted_devices_never_spend_more_than_there_is_and_nothing_is_lost(templates: Path) -> None:
    run_state_machine_as_test(
        story_machine(templates),
        settings=settings(
            max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def parted(chain: Chain, count: int = 5) -> None:
    """Let devices of the home store come to know the accounts, and then part them all."""
    for n in range(count):
        chain.device(f"till-{n}")
    chain.heal(2)


def test_each_device_of_the_home_store_can_spend_a_share_with_no_network_from_the_start(chain: Chain) -> None:
    parted(chain)

    assert [device.available("points", "M1") for device in chain.devices] == [248] * 5
    for device in chain.devices:
        with pytest.raises(Refused) as refusal:
            device.pay("points", "M1", 249)
        assert refusal.value.key == "stored_value.beyond_lease_points"
        assert refusal.value.details == {"available": 248, "balance": 2480}
        device.pay("points", "M1", 248)
    chain.heal()

    found = stored_value.find(chain.db, "points", "M1")
    assert found is not None
    assert found.balance == 2480 - 5 * 248


def test_who_stands_at_the_till_gets_what_is_free_and_it_goes_back_when_they_go(chain: Chain) -> None:
    parted(chain, 2)
    first, second = chain.devices

    first.do(actions.wanted, "points", "M1")
    chain.up(first)
    chain.down(first)
    assert first.available("points", "M1") == 2480 - 248
    first.do(actions.done_with, "points", "M1")
    chain.up(first)
    second.do(actions.wanted, "points", "M1")
    chain.up(second)
    chain.down(second)

    assert first.available("points", "M1") == 248
    assert second.available("points", "M1") == 2480 - 248


def test_who_needs_all_of_it_gets_what_other_devices_keep_for_nobody(chain: Chain) -> None:
    parted(chain, 3)
    first = chain.devices[0]

    first.do(actions.wanted, "points", "M1", 2480 - 248)
    chain.up(first)
    for device in chain.devices:
        chain.down(device)
        device.do(actions.tidy)
        chain.up(device)
    chain.down(first)

    first.pay("points", "M1", 2480)
    chain.heal()
    assert stored_value.find(chain.db, "points", "M1").balance == 0  # type: ignore[union-attr]  # it is there
    assert chain.kinds_of_flags() == []


def test_a_card_sold_here_is_money_here_at_once_and_anywhere_as_soon_as_head_office_knows(chain: Chain) -> None:
    parted(chain, 2)
    first, second = chain.devices

    first.load(CARD, 10_000)
    first.pay("gift_card", CARD, 2_000)
    with pytest.raises(Refused, match=r"stored_value\.not_known_here"):
        second.pay("gift_card", CARD, 1)
    chain.heal()
    second.do(actions.wanted, "gift_card", CARD)
    chain.up(second)
    chain.down(second)

    second.pay("gift_card", CARD, 7_200)
    chain.heal()
    assert stored_value.find(chain.db, "gift_card", CARD).balance == 800  # type: ignore[union-attr]  # it is there


@pytest.mark.parametrize("account", [POINTS, CREDIT])
def test_buying_and_bringing_back_again_and_again_ends_where_it_began(chain: Chain, account: tuple[str, str]) -> None:
    chain.change(lambda change: stored_value.issue(change, "store_credit", "C1", 2480, currency="CNY", store=STORE))
    parted(chain, 3)

    for turn in range(12):
        chain.devices[turn % 3].pay(*account, 100)
        chain.devices[(turn + 1) % 3].refund(*account, 100)
        if turn % 4 == 3:
            chain.heal(2)
    chain.heal()

    assert stored_value.find(chain.db, *account).balance == 2480  # type: ignore[union-attr]  # it is there
    assert sum(entry.amount for entry in stored_value.ledger(chain.db, *account)) == 2480
    assert chain.kinds_of_flags() == []


def test_points_are_earned_and_taken_back_without_being_spendable_in_between(chain: Chain) -> None:
    parted(chain, 1)
    device = chain.devices[0]

    for _ in range(5):
        device.earn("M1", 300)
        assert device.available("points", "M1") == 248
        device.earn("M1", -300)
    chain.heal()

    assert stored_value.find(chain.db, "points", "M1").balance == 2480  # type: ignore[union-attr]  # it is there
    assert chain.db.execute("SELECT points FROM member WHERE member = 'M1'").fetchone()[0] == 2480


def test_a_restored_disk_can_spend_nothing_twice_until_head_office_has_granted_anew(chain: Chain) -> None:
    parted(chain, 1)
    device = chain.devices[0]
    device.back_up()
    device.pay("points", "M1", 248)

    device.restore()

    assert device.available("points", "M1") == 0
    chain.heal()
    device.pay("points", "M1", 200)
    chain.heal()
    # The sale that the lost life made is unknown, so its lease is kept back until somebody says that it is over.
    assert stored_value.held(chain.db, "points", "M1") == 248 + device.available("points", "M1")
    assert chain.change(lambda change: leases.reclaim(change, STORE, device.name)) == 1
    assert stored_value.held(chain.db, "points", "M1") == device.available("points", "M1") == 228


def test_what_a_disk_put_back_unnoticed_spends_twice_is_booked_and_flagged(chain: Chain) -> None:
    parted(chain, 1)
    device = chain.devices[0]
    device.back_up()
    device.pay("points", "M1", 248)
    chain.up(device, ("money",))

    device.put_back()
    device.pay("points", "M1", 200)
    device.notice()  # as soon as head office is reached
    chain.up(device)

    assert device.available("points", "M1") == 0
    assert stored_value.find(chain.db, "points", "M1").balance == 2480 - 248 - 200  # type: ignore[union-attr]  # it is there
    assert chain.kinds_of_flags() == ["beyond_lease"]


def test_a_customer_account_can_be_charged_up_to_its_limit_and_not_beyond(chain: Chain) -> None:
    chain.change(lambda change: stored_value.set_limit(change, "ACME", 50_000, currency="CNY", store=STORE))
    parted(chain, 1)
    device = chain.devices[0]
    device.do(actions.wanted, "account", "ACME")
    chain.up(device)
    chain.down(device)

    device.pay("account", "ACME", 50_000)

    with pytest.raises(Refused, match=r"stored_value\.empty"):
        device.pay("account", "ACME", 1)
    chain.heal()
    assert stored_value.find(chain.db, "account", "ACME").balance == 0  # type: ignore[union-attr]  # it is there
