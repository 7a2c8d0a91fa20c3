"""The composition root: it alone knows every part of a device, opens them in order and closes them in reverse."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hardware.payment_terminal_simulated import SimulatedTerminal
from kiosk import database, trust
from kiosk.catalogue import actions as catalogue
from kiosk.catalogue.searcher import Searcher
from kiosk.customer import actions as customer
from kiosk.identity import Keys
from kiosk.pickup import actions as pickup
from kiosk.register import Register
from kiosk.schema import SCHEMA
from kiosk.session import Session
from kiosk.settings import Settings
from kiosk.status import actions as status
from kiosk.stock import actions as stock
from kiosk.store import Progress, Store
from kiosk.till import actions as till
from kiosk.till import leftovers
from kiosk.till.payment import CardDesk
from kiosk.worker import Transaction, Worker
from sync import inbox, journal, messages, security
from sync.clock import Clock, NewId, new_id, utc_now
from sync.link import Link
from sync.messages import Event, Message
from sync.steps import About
from sync.topics import Identity

if TYPE_CHECKING:
    from sync.agent import Agent

log = logging.getLogger(__name__)

APP = "1.0"
"""Version that head office and the other devices are told."""

HEARTBEAT_S = 5.0
"""How often a device repeats what its neighbours may have missed."""

Handlers = dict[type[Message], Callable[..., object]]


def on_message(settings: Settings, keys: Keys, root: Ed25519PublicKey | None) -> Handlers:
    """What is done with each message that comes down from head office."""
    device = settings.device.name
    return {
        messages.ConfigPublished: trust.on_config(root),
        messages.PriceChanged: catalogue.price_changed,
        messages.ProductChanged: catalogue.product_changed,
        messages.CatalogueReleased: catalogue.catalogue_released,
        messages.StockLevelChanged: stock.level_changed,
        messages.NearStockChanged: stock.near_changed,
        messages.StoreChanged: stock.store_changed,
        messages.MemberChanged: customer.on_member(keys.vault),
        messages.OnlineBasketChanged: customer.on_online_basket(keys.vault),
        messages.OrderPlaced: pickup.on_placed(keys.vault, device),
        messages.OrderCancelled: pickup.on_cancelled(keys.vault, device),
    }


def on_live(settings: Settings, keys: Keys) -> Handlers:
    """What is done with what the store's other devices say."""
    register = Register.of(settings)
    return {
        messages.StockCounters: stock.counters_heard,
        messages.BasketChanged: lambda tx, message: till.apply_basket(tx, register, message),
        messages.OrderAdvanced: pickup.on_advanced(keys.vault, settings.device.name),
        messages.SalesCounted: status.on_sales(settings.device.name),
    }


@dataclass
class Host:
    """What the agent may ask of the device; called on the agent's thread, done on the worker's."""

    settings: Settings
    keys: Keys
    worker: Worker
    handlers: Handlers
    live_handlers: Handlers
    post: Callable[..., None]
    changed: Callable[[frozenset[str]], None]

    def reader(self) -> sqlite3.Connection:
        """A reading connection of the agent's own."""
        return database.open_reader(self.settings.data)

    def write(self, job: Callable[[sqlite3.Connection, datetime], None], done: Callable[[], None]) -> None:
        """One transaction of the protocol's own; `done` whatever came of it."""

        def written(tx: Transaction) -> None:
            job(tx.db, tx.now)
            tx.touch("sync")

        self.worker.promise(written).add_done_callback(lambda _: done())

    def receive(self, events: Sequence[Event], done: Callable[[inbox.Applied | None], None]) -> None:
        """Let events from head office take effect."""

        def applied(tx: Transaction) -> inbox.Applied:
            found = inbox.apply(tx.db, events, self.handlers, tx, tx.now)
            if found.dead:
                tx.touch("dead_letters")
            return found

        answer = self.worker.promise(applied)
        answer.add_done_callback(lambda one: done(None if one.exception() else one.result()))

    def new_epoch(self, reason: str, done: Callable[[bool], None]) -> None:
        """The disk turned out to be a copy: begin a new incarnation."""

        def begun(tx: Transaction) -> None:
            epoch = journal.start_epoch(tx.db, new_id=tx.new_id, now=tx.now, reason=reason)
            self._tell_start(tx, epoch)

        self.worker.promise(begun).add_done_callback(lambda one: done(one.exception() is None))

    def open_epoch(self, tx: Transaction) -> journal.Epoch:
        """At the start: go on with this disk's epoch, or begin one."""
        mark = journal.disk_mark(self.settings.data / database.JOURNAL)
        epoch = journal.open_epoch(tx.db, new_id=tx.new_id, now=tx.now, disk_mark=mark)
        if epoch.fresh:
            self._tell_start(tx, epoch)
        return epoch

    def live(self, sender: Identity, message: Message) -> None:
        """Another device of the store says something."""
        handler = self.live_handlers.get(type(message))
        # Every live message names its device; one that names another speaks for somebody else.
        if handler is not None and getattr(message, "device", "") == sender.device:
            self.worker.submit(handler, message)

    def health_changed(self) -> None:
        """The link stands otherwise now."""
        self.post(self.changed, frozenset({"health"}))

    def _tell_start(self, tx: Transaction, epoch: journal.Epoch) -> None:
        device = self.settings.device
        stock.begin_epoch(tx, device.name)
        tx.post(
            messages.DeviceStarted(
                device=device.name,
                role=device.role,
                app=APP,
                epoch=epoch.epoch,
                series=epoch.series,
                previous_epoch=epoch.previous,
                public_key=self.keys.public_text,
                at=tx.now,
            )
        )


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
        reader = database.open_reader(folder)
        parts.callback(reader.close)
        terminal = SimulatedTerminal(folder / "terminal.jsonl", settings.terminal.delay_s)
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
            receipt_code=keys.receipt_code,
            reader=reader,
            terminal=terminal if settings.terminal.kind == "simulated" else None,
        )
        _add_features(store, post, parts)
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
    searcher = Searcher(store.folder, store.currency, post)
    searcher.start()
    parts.callback(searcher.close)
    store.parts[Searcher] = searcher
    if store.terminal is not None:
        desk = CardDesk(store.worker, store.terminal, store.register, post)
        desk.start(store.db)
        store.parts[CardDesk] = desk


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
    bulk = BulkThread(client, store.folder, store.worker, post, Ears(progressed, changed))
    store.parts[BulkThread] = bulk
    store.want_picture = bulk.want
    released = host.handlers[messages.CatalogueReleased]

    def release(tx: Transaction, message: messages.CatalogueReleased) -> None:
        released(tx, message)
        bulk.look()

    host.handlers[messages.CatalogueReleased] = release
    bulk.start()
    parts.callback(bulk.close)


@dataclass
class Afterwards:
    """What follows a commit, on the worker's thread: live messages, head office's share, gossip of stock."""

    agent: Agent
    worker: Worker
    device: str
    gossiping: bool = False

    def __call__(self, tx: Transaction) -> None:
        for message in tx.live:
            self.agent.publish_live(message)
        if tx.posted:
            self.agent.wake()
            # One gossip tells of all sales that come while it waits for its turn.
            if "stock" in tx.topics and not self.gossiping:
                self.gossiping = True
                self.worker.submit(self._gossip)

    def _gossip(self, tx: Transaction) -> None:
        self.gossiping = False
        stock.gossip(tx, self.device)


def _heartbeat(worker: Worker, keys: Keys, register: Register) -> Callable[[], None]:
    """Repeat now and then what neighbours may have missed; gives what stops it."""
    stop = threading.Event()

    def beat(tx: Transaction) -> None:
        stock.gossip(tx, register.workstation)
        pickup.tell_again(tx, keys.vault, register.workstation)
        status.tell_sales(tx, register)

    def run() -> None:
        while not stop.wait(HEARTBEAT_S):
            worker.submit(beat)

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
