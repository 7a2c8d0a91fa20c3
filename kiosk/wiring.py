"""The composition root: it alone knows every part of a device, opens them in order and closes them in reverse."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from hardware.later import Later
from kiosk import database
from kiosk.appointment import actions as appointments
from kiosk.catalogue import actions as catalogue
from kiosk.catalogue.searcher import Searcher
from kiosk.handlers import on_live, on_message
from kiosk.home.calling import colleagues
from kiosk.host import APP, Host
from kiosk.identity import Keys
from kiosk.paper.counter import Counter
from kiosk.paper.spooler import Spooler
from kiosk.payment.desk import PaymentDesk
from kiosk.payment.terminals import Terminals, terminals_of, timing_of
from kiosk.pickup import actions as pickup
from kiosk.pickup import paying
from kiosk.pickup.claiming import ClaimDesk
from kiosk.pricing import actions as pricing
from kiosk.record import comparing
from kiosk.register import Register
from kiosk.schema import SCHEMA
from kiosk.service import actions as service
from kiosk.session import Session
from kiosk.settings import Settings
from kiosk.staff import actions as staff
from kiosk.staff.ticking import Ticking
from kiosk.status import actions as status
from kiosk.stock import actions as stock
from kiosk.stockroom import actions as stockroom
from kiosk.store import Progress, Store
from kiosk.stored_value import actions as stored_value
from kiosk.task import routine, sources
from kiosk.ticket import actions as tickets
from kiosk.till import leftovers, receipts
from kiosk.till.actions import guarding, parking, quotes, waiting
from kiosk.till.calling import Colleagues
from kiosk.till.fiscal import Invoicing, fiscal_of
from kiosk.till.paying import payment_desk
from kiosk.till.shopper_display import ShopperDisplay
from kiosk.till.slips import Slips
from kiosk.ui.thumbnails import Thumbnails
from kiosk.worker import Transaction, Worker
from sync import messages, security
from sync.clock import Clock, NewId, new_id, utc_now
from sync.link import Link
from sync.steps import About
from sync.topics import Identity

if TYPE_CHECKING:
    from sync.agent import Agent

log = logging.getLogger(__name__)

TURNS_S = 0.0005
"""How long a thread may keep the interpreter while others wait for it. Python's own 5 ms would let a sale wait so long,
again and again, behind a drain or a search that is in nobody's hurry."""

HEARTBEAT_S = 5.0
"""How often a device repeats what its neighbours may have missed."""


@contextmanager
def open_store(
    settings: Settings,
    *,
    post: Callable[..., None],
    changed: Callable[[frozenset[str]], None],
    clock: Clock = utc_now,
    ids: NewId = new_id,
    link: Link | None = None,
    go_online: bool = True,
) -> Iterator[Store]:
    """Open all parts of a device but its window and its scanners.

    With `go_online` False nothing speaks to a network until `store.go_online()` is called: first the screen, then the
    world. `post` brings a call to the main loop, `changed(topics)` is called there. `link` takes the place of the one
    that the settings describe (an in-process one, for instance).

    Raises:
        sqlite3.DatabaseError: if the journal cannot be opened.
    """
    sys.setswitchinterval(TURNS_S)
    folder = settings.data
    database.migrate(folder, SCHEMA)
    keys = Keys.at(folder)
    register = Register.of(settings)
    identity = Identity(settings.device.tenant, settings.device.store, settings.device.name)
    with ExitStack() as parts:
        worker = Worker(folder, source=identity.source, clock=clock, new_id=ids, post=post, changed=changed)
        parts.callback(worker.close)
        host = Host(
            settings=settings,
            keys=keys,
            worker=worker,
            handlers=on_message(settings, keys, _root_key(settings)),
            live_handlers=on_live(settings, keys),
            post=post,
            changed=changed,
        )
        worker.start()
        worker.call(host.open_epoch)
        worker.call(catalogue.prune_live_rows)
        worker.call(pricing.turn_page)
        worker.call(staff.begin)
        worker.call(pickup.begin, keys.vault)
        ticking = Ticking(worker)
        ticking.start()
        parts.callback(ticking.close)
        worker.call(stored_value.all_done)
        reader = database.open_reader(folder)
        parts.callback(reader.close)
        terminals = terminals_of(settings, folder)
        for terminal in terminals.values():
            parts.callback(terminal.close)
        store = Store(
            settings=settings,
            folder=folder,
            worker=worker,
            clock=clock,
            new_id=ids,
            session=_session(settings, worker, register, ids),
            register=register,
            vault=keys.vault,
            receipt_code=receipts.writer(folder, keys),
            reader=reader,
            terminal=terminals.get("card"),
            basket_code=keys.basket_code,
        )
        store.parts[Invoicing] = Invoicing(fiscal_of(settings, keys))
        _add_features(store, post, parts)
        _add_payments(store, terminals, post, parts)
        _add_counter(store, post, changed, parts)
        store.parts[status.Desk] = status.Desk(host.handlers)
        store.go_online = _once(lambda: _go_online(store, host, link, parts))
        if go_online:
            store.go_online()
        yield store


def _session(settings: Settings, worker: Worker, register: Register, ids: NewId) -> Session:
    """Nobody is here yet; at a till the basket that a sudden stop left on the counter still lies there."""
    session = Session.begin(ids, settings.shop.language)
    left = worker.call(leftovers.take_up, register, keep_newest=settings.device.role == "till")
    if left is not None:
        session.basket_id = left
    return session


def _go_online(store: Store, host: Host, link: Link | None, parts: ExitStack) -> None:
    """Start what speaks to the store and to head office."""
    from sync.agent import Agent  # with paho and requests a fifth of a second, so after the first frame

    settings = store.settings
    store.part(Counter).start()
    identity = Identity(settings.device.tenant, settings.device.store, settings.device.name)
    _add_bulk(store, host.post, host.changed, parts, host)
    about = About(identity, settings.device.role, APP, host.keys.public_text)
    agent = Agent(about, link or _mqtt(settings, identity), host, clock=store.clock, new_id=store.new_id)
    parts.callback(agent.close)
    store.link = agent
    store.worker.after_commit = Afterwards(agent, store.worker, settings.device.name)
    agent.start()
    parts.callback(_heartbeat(store.worker, host.keys, store.register))


def _once(act: Callable[[], None]) -> Callable[[], None]:
    """The act, done at the first call only."""
    left = [act]

    def do() -> None:
        while left:
            left.pop()()

    return do


def _add_features(store: Store, post: Callable[..., None], parts: ExitStack) -> None:
    store.parts[Thumbnails] = Thumbnails(store.folder / "thumbnails")
    searcher = Searcher(store.folder, store.currency, post)
    searcher.start()
    parts.callback(searcher.close)
    store.parts[Searcher] = searcher
    store.parts[Colleagues] = colleagues(store.device, store.clock)
    later = Later("claims")
    later.start()
    parts.callback(later.close)
    store.parts[ClaimDesk] = ClaimDesk(store.worker, store.vault, store.device, later)


def _add_counter(
    store: Store, post: Callable[..., None], changed: Callable[[frozenset[str]], None], parts: ExitStack
) -> None:
    """Printers, drawer, display and scale; they begin after the first frame. Every sale queues its own paper."""
    settings = store.settings
    counter = Counter(settings, store.worker, store.folder, clock=store.clock, post=post, changed=changed)
    parts.callback(counter.close)
    store.parts[Counter] = counter
    store.parts[Spooler] = counter.spooler
    slips = Slips(
        register=store.register,
        routes=counter.routes,
        brand=settings.shop.brand,
        shop_language=settings.shop.language,
        language=lambda: store.session.language,
        receipt_code=store.receipt_code,
        open_drawer=counter.open_drawer,
        fiscal=store.part(Invoicing).fiscal,
        asks_first=settings.device.role == "shopper",
    )
    store.parts[Slips] = slips
    display = ShopperDisplay(
        store.device, store.currency, settings.shop.brand, lambda: store.session.language, counter.show_amount
    )

    def follow(tx: Transaction) -> None:
        slips.follow(tx)
        if settings.line_display.kind != "none":
            display.follow(tx)
        sources.noticed(tx, store.vault, store.register)
        paying.follow(tx, store.vault, store.device)

    store.worker.before_commit = follow


def _add_payments(store: Store, terminals: Terminals, post: Callable[..., None], parts: ExitStack) -> None:
    """The payment desk asks about what an earlier life has left open, so it starts with the store."""
    if not terminals:
        return
    later = Later("payments")
    later.start()
    parts.callback(later.close)
    timing = timing_of(store.settings)
    desk = payment_desk(store.worker, terminals, store.register, post, later, store.clock, timing)
    desk.start(store.db)
    store.parts[PaymentDesk] = desk


def _add_bulk(
    store: Store, post: Callable[..., None], changed: Callable[[frozenset[str]], None], parts: ExitStack, host: Host
) -> None:
    """Snapshots and pictures over HTTP, where the settings name an address and a key."""
    settings = store.settings
    root = _root_key(settings)
    if not settings.head_office.http or root is None:
        return
    from kiosk.catalogue.bulk import BulkThread, Ears  # requests is slow to load, and many devices need none
    from sync.bulk import BulkClient

    def progressed(progress: Progress) -> None:
        store.progress = progress
        changed(frozenset({"progress"}))

    device = settings.device
    client = BulkClient(settings.head_office.http, device.tenant, device.store, root, store.folder)
    ears = Ears(progressed, changed, store.part(Thumbnails).ingest)
    bulk = BulkThread(client, store.folder, store.worker, post, ears)
    store.parts[BulkThread] = bulk
    store.want_picture = bulk.want
    released = host.handlers[messages.CatalogueReleased]

    def release(tx: Transaction, message: messages.CatalogueReleased) -> None:
        released(tx, message)
        bulk.look()

    host.handlers[messages.CatalogueReleased] = release
    bulk.start()
    parts.callback(bulk.close)


class Afterwards(Struct, eq=False):
    """What follows a commit, on the worker's thread: live messages, head office's share, gossip of stock."""

    agent: Agent
    worker: Worker
    device: str
    gossiping: bool = False

    def __call__(self, tx: Transaction) -> None:
        if "basket" in tx.topics:
            self.agent.pace.give_way()
        for message in tx.live:
            self.agent.publish_live(message)
        for make in tx.later:
            self.agent.publish_live(make())
        if tx.posted:
            self.agent.wake()
            # One gossip tells of all sales that come while it waits for its turn. Who closes tells at the next start.
            if "stock" in tx.topics and not self.gossiping and not self.worker.closing:
                self.gossiping = True
                self.worker.behind(self._gossip)

    def _gossip(self, tx: Transaction) -> None:
        self.gossiping = False
        stock.gossip(tx, self.device)


def _heartbeat(worker: Worker, keys: Keys, register: Register) -> Callable[[], None]:
    """Repeat now and then what neighbours may have missed; gives what stops it."""
    stop = threading.Event()

    def beat(tx: Transaction) -> None:
        stock.gossip(tx, register.workstation)
        stored_value.tidy(tx)
        pickup.tell_again(tx, register.workstation)
        pickup.renew(tx, keys.vault, register.workstation)
        pickup.expire_due(tx, keys.vault, register.workstation)
        pickup.forget_old(tx)
        service.tell_again(tx, register)
        comparing.tell_again(tx, register)
        stockroom.keep_in_step(tx, keys.vault, register)
        routine.begin_lists(tx, keys.vault, register)
        sources.watch(tx, keys.vault, register)
        tickets.watch(tx, keys.vault, register)
        appointments.watch(tx, keys.vault, register)
        status.tell_sales(tx, register)
        guarding.tidy(tx, register)
        quotes.tell_quotes(tx, register)
        parking.tell_baskets(tx, register)
        waiting.tidy_waiting(tx, register)
        pricing.turn_page(tx)
        pricing.tell_used(tx, register.workstation)

    def run() -> None:
        while not stop.wait(HEARTBEAT_S):
            worker.behind(beat)

    thread = threading.Thread(target=run, name="heartbeat", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join()

    return end


def _mqtt(settings: Settings, identity: Identity) -> Link | None:
    if settings.link.kind == "none":
        return None
    from sync.link_mqtt import Broker, MqttLink

    link = settings.link

    def file(name: str) -> Path | None:
        return settings.path(name) if name else None

    broker = Broker(
        host=link.host,
        port=link.port,
        client_id=identity.client_id,
        username=identity.client_id,
        ca_file=file(link.ca_file),
        certificate_file=file(link.certificate_file),
        key_file=file(link.key_file),
        keepalive_s=link.keepalive_s,
    )
    return MqttLink(broker)


def _root_key(settings: Settings) -> Ed25519PublicKey | None:
    """Head office's public key that the settings pin; None where they pin none."""
    if not settings.head_office.key_file:
        return None
    path = settings.path(settings.head_office.key_file)
    try:
        return security.read_public_key(path)
    except (OSError, ValueError) as error:
        log.error("head office's key cannot be read from %s: %s; nothing that it signs is believed", path, error)
        return None
