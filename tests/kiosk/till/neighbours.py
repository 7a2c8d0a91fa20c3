"""Several devices of one store that hear each other when a test lets them, and believe one another's codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk import codes, trust
from kiosk.codes import BasketCode
from kiosk.customer import actions as customer
from kiosk.till import actions, tables
from kiosk.till.model import Basket
from kiosk.worker import Transaction
from sync import messages, security
from tests.devices import NOON, STORE, TestDevice, open_device
from tests.orders import KEY, KEY_ID

ROLES = {"kiosk": "shopper", "till": "till", "tablet": "associate"}


@dataclass
class Neighbour:
    """One device, and what it has said that nobody heard yet."""

    device: TestDevice
    said: list[messages.BasketChanged] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.device.store.device

    @property
    def here(self) -> str:
        """Id of the basket of whoever stands here."""
        return self.device.store.session.basket_id

    def do(self, action: object, *args: object) -> object:
        """An action at this device's register."""
        return self.device.do(action, self.device.store.register, *args)  # type: ignore[arg-type]  # any action

    def put(self, *gtins: str) -> None:
        """Products into the basket here."""
        for gtin in gtins:
            self.do(actions.add_product, self.here, gtin)

    def hold(self) -> tuple[actions.Held, list[BasketCode]]:
        """Show the basket's code."""
        store = self.device.store
        held = self.do(actions.hold_basket, self.here, store.basket_code)
        assert isinstance(held, actions.Held)
        store.session.basket_id = store.new_id()
        return held, [read(text) for text in held.codes]

    def take(self, scanned: list[BasketCode]) -> Basket:
        """Read its code."""
        basket = self.do(actions.take_basket, scanned, self.here)
        assert isinstance(basket, Basket)
        return basket

    def basket(self, basket_id: str = "") -> Basket:
        """As it is stored; empty if there is none."""
        found = tables.load_basket(self.device.db, basket_id or self.here)
        return found or Basket(basket_id or self.here, "CNY")

    def units(self, basket_id: str = "") -> list[tuple[str, int]]:
        """(gtin, units) of each line."""
        return [(line.gtin, line.quantity) for line in self.basket(basket_id).lines]

    def hear(self, message: messages.BasketChanged) -> None:
        """A live message arrives."""
        self.device.do(actions.apply_basket, self.device.store.register, message)


@dataclass
class Neighbours:
    """The devices of one store, by name."""

    devices: dict[str, Neighbour]

    def __getitem__(self, name: str) -> Neighbour:
        return self.devices[name]

    def talk(self) -> None:
        """Everybody hears everything that was said so far, and what is said to that."""
        while any(one.said for one in self.devices.values()):
            for one in self.devices.values():
                said, one.said[:] = list(one.said), []
                for message in said:
                    for other in self.devices.values():
                        if other is not one:
                            other.hear(message)

    def hush(self) -> None:
        """What was said is lost."""
        for one in self.devices.values():
            one.said.clear()

    def repeat(self) -> None:
        """The heartbeat of each: it says again what may have been missed."""
        for one in self.devices.values():
            one.do(actions.tell_baskets)
        self.talk()

    def pass_time(self, **length: float) -> None:
        """Let time pass everywhere."""
        for one in self.devices.values():
            one.device.clock.pass_time(**length)


def read(text: str) -> BasketCode:
    """What a scanner makes of a code."""
    code = codes.classify(text, "QR")
    assert isinstance(code, BasketCode), code
    return code


@contextmanager
def open_neighbours(folder: Path, *names: str) -> Iterator[Neighbours]:
    """Devices such as ``kiosk-1`` and ``till-1``, each with its own disk."""
    with ExitStack() as stack:
        found: dict[str, Neighbour] = {}
        for name in names:
            role = ROLES[name.partition("-")[0]]
            device = stack.enter_context(open_device(folder / name, name=name, role=role))
            found[name] = Neighbour(device)
        for one in found.values():
            _believe(one.device, [other.device for other in found.values()])
            _listen(one)
        yield Neighbours(found)


def _believe(device: TestDevice, all_devices: list[TestDevice]) -> None:
    head_office = security.KeyEntry(
        key_id=KEY_ID, signer="head_office", use="all", public_key=security.public_text(KEY)
    )
    own = [
        security.KeyEntry(
            key_id=one.keys.key_id,
            signer="device",
            use="receipt",
            device=one.store.device,
            public_key=one.keys.public_text,
        )
        for one in all_devices
    ]
    config = security.Config(tenant="demo", store=STORE, version=1, currency="CNY", keys=(head_office, *own))
    document, signature = security.seal_config(config, KEY)
    message = messages.ConfigPublished(document=document, signature=signature, version=1, at=NOON)
    device.do(trust.on_config(KEY.public_key()), message)


def _listen(one: Neighbour) -> None:
    def said(tx: Transaction) -> None:
        one.said += [message for message in tx.live if isinstance(message, messages.BasketChanged)]

    one.device.store.worker.after_commit = said


def know(one: Neighbour, member_id: str = "member-1") -> None:
    """Head office has told of this member."""
    message = messages.MemberChanged(
        member=member_id, surname="林", title="ms", tier="gold", points=2480, version=300, at=NOON
    )
    one.device.do(customer.on_member(one.device.store.vault), message)
