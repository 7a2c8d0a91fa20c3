"""The small world that the pictures show: one device with a catalogue cut from the demo store, and a steady clock."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import database, trust
from kiosk.catalogue import actions as catalogue
from kiosk.schema import SCHEMA
from kiosk.settings import Device, Link, Role, Settings, Shop, Terminal
from kiosk.store import Store
from kiosk.ui import mainloop
from kiosk.wiring import open_store
from scripts.demo_store import companions, members, pictures, products, stores, words
from scripts.screenshots.ground import write_ground
from sync import messages, security
from sync.clock import stamp
from sync.formats import catalogue_file, search_text, tokens
from sync.health import Health, LinkState
from sync.messages import Message

NOW = datetime(2026, 11, 21, 6, 32, 8, tzinfo=UTC)
"""14:32 in Shanghai, on a busy Saturday."""

PRODUCTS = 400
PICTURE = 512
"""Pixels of a product's picture; a kiosk at half size shows no more."""

FIRST_VERSION = 100


@dataclass
class SteadyClock:
    """A clock that stands still until it is moved, so that a picture made again is the same picture."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class ShownLink:
    """A link that stands as the scene wants it."""

    state: LinkState = "linked"
    last_contact: datetime = NOW - timedelta(seconds=2)

    def health(self) -> Health:
        """How it stands."""
        return Health(self.state, self.last_contact, self.last_contact, None, (), (), 0)

    def sync_now(self) -> None:
        """There is nobody to ask."""

    def cut(self, cut: bool) -> None:
        """Pull the cable, or put it back."""
        self.state = "cut" if cut else "linked"


@dataclass
class World:
    """One device, what it may believe, and hands to change it with."""

    store: Store
    clock: SteadyClock
    link: ShownLink
    products: Sequence[products.Product]
    head_office: Ed25519PrivateKey
    changed: list[frozenset[str]] = field(default_factory=list)
    version: int = FIRST_VERSION
    picture_px: int = PICTURE

    def do(self, action: Any, *args: Any, **named: Any) -> Any:  # any action, and what it gives
        """Run an action and wait for it."""
        return self.store.worker.call(action, *args, **named)

    def gtin(self, rank: int) -> str:
        """The product of this rank of popularity."""
        return self.products[rank - 1].gtin

    def next_version(self) -> int:
        """Head office's next change."""
        self.version += 1
        return self.version

    def code(self, kind: tokens.Kind, subject: str, nonce: str = "N1") -> str:
        """A code that head office signed."""
        key = self.head_office
        return tokens.sign(
            kind, security.key_id(key), key, subject=subject, nonce=nonce, now=self.clock() - timedelta(hours=1)
        )

    def hear(self, handler: Any, message: Message) -> None:
        """Let a message of head office take effect."""
        self.do(handler, message)

    def picture(self, gtin: str) -> None:
        """Draw the product's picture now: the file appears under the name that the catalogue gave it."""
        product = next(one for one in self.products if one.gtin == gtin)
        path = self.store.folder / "images" / image_name(product)
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            # Another process may draw the same one, or read it.
            part = path.with_suffix(f".{os.getpid()}")
            part.write_bytes(pictures.webp(product, self.picture_px))
            part.replace(path)


@contextmanager
def open_world(
    folder: Path, role: Role = "shopper", *, count: int = PRODUCTS, empty: bool = False, moulds: Path | None = None
) -> Iterator[World]:
    """A device in `folder`, open and without a network. `empty`: before its first snapshot.

    `moulds` is a folder that keeps a closed device of each kind, to be copied instead of made once more.
    """
    mould = moulds / f"{role}{'-empty' if empty else ''}-{count}" if moulds is not None else None
    if mould is not None:
        if not mould.exists():
            with open_world(mould, role, count=count, empty=empty):
                pass  # made, and closed again
        shutil.copytree(mould, folder)
    shop = stores.generate()[0]
    name = {"shopper": "kiosk-1", "associate": "tablet-1", "manager": "desk-1"}.get(role, "till-1")
    settings = Settings(
        device=Device("demo", shop.gln, name, role, "."),
        link=Link(kind="none"),
        shop=Shop(brand="AURELLE"),
        terminal=Terminal(delay_s=0.05),
        folder=str(folder),
    )
    found = _products(count)
    clock, link = SteadyClock(), ShownLink()
    if mould is None:
        database.migrate(folder, SCHEMA)
    if not empty and mould is None:
        database.use_catalogue(folder, write_catalogue(folder, found, shop))
    changed: list[frozenset[str]] = []
    with open_store(settings, post=mainloop.post, changed=changed.append, clock=clock) as store:
        store.link = link
        head_office = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"pictures of head office").digest())
        world = World(store, clock, link, found, head_office, changed)
        store.want_picture = _Pictures(world).want
        if mould is None:
            _believe(world)
        yield world


@cache
def _products(count: int) -> Sequence[products.Product]:
    return list(islice(products.generate(count), count))


class _Pictures:
    """Draws a picture when a screen asks for it, as head office would send it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._by_image = {image_name(product): product.gtin for product in world.products}

    def want(self, image: str) -> None:
        """Draw it, and say so."""
        gtin = self._by_image.get(image)
        if gtin is not None:
            self._world.picture(gtin)
            mainloop.post(self._world.changed.append, frozenset({"pictures"}))


def image_name(product: products.Product) -> str:
    """The name that the file of the product's picture has; a real one is the hash of its bytes."""
    return hashlib.sha256(product.image.encode()).hexdigest()


def _believe(world: World) -> None:
    """Take head office's key, and the device's own, into the signed configuration."""
    key, settings = world.head_office, world.store.settings
    own = Ed25519PrivateKey.from_private_bytes(
        security.load_or_create_secret(world.store.folder / "keys/device.key", 32)
    )
    entries = (
        security.KeyEntry(
            key_id=security.key_id(key), signer="head_office", use="all", public_key=security.public_text(key)
        ),
        security.KeyEntry(
            key_id=security.key_id(own),
            signer="device",
            use="receipt",
            device=settings.device.name,
            public_key=security.public_text(own),
        ),
    )
    config = security.Config(
        tenant=settings.device.tenant, store=settings.device.store, version=1, currency="CNY", keys=entries
    )
    document, signature = security.seal_config(config, key)
    message = messages.ConfigPublished(document=document, signature=signature, version=1, at=world.clock())
    world.do(trust.on_config(key.public_key()), message)


def member(world: World) -> messages.MemberChanged:
    """Ms Lin, gold, and what she buys again and again."""
    lin = next(iter(members.generate(1)))
    usual = ((world.gtin(40), 14), (world.gtin(11), 6), (world.gtin(23), 5), (world.gtin(37), 3))
    return messages.MemberChanged(
        member=lin.member_id,
        surname=lin.surname,
        title=lin.title,
        tier=lin.tier,
        points=lin.points,
        language="",
        usual=usual,
        version=world.next_version(),
        at=world.clock() - timedelta(minutes=26),
    )


def price(world: World, gtin: str, minor: int) -> None:
    """Head office changes a price."""
    message = messages.PriceChanged(
        gtin=gtin, price_minor=minor, currency="CNY", version=world.next_version(), at=world.clock()
    )
    world.hear(catalogue.price_changed, message)


def write_catalogue(folder: Path, found: Sequence[products.Product], shop: stores.Store) -> str:
    """Write a snapshot of these products into the data folder; gives its name."""
    name = "catalogue-100.sqlite"
    at = stamp(NOW - timedelta(minutes=30))
    db = sqlite3.connect(folder / name, isolation_level=None)
    db.executescript(catalogue_file.SCHEMA)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN")
    near = stores.near(shop, stores.generate())
    for rank, one in enumerate(found, 1):
        aisle, _, bay = stores.location(shop, one).partition(" ")
        db.execute(
            "INSERT INTO product VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(rank, one.gtin, one.sku, one.name.zh_hans, one.name.zh_hant, one.name.en, one.brand, one.category),
                *(
                    one.price_minor,
                    50,
                    stores.on_hand(shop, one),
                    aisle,
                    bay,
                    image_name(one),
                    one.variant_of,
                    one.size,
                ),
                *(one.colour, one.claim.zh_hans, one.claim.zh_hant, one.claim.en, one.origin, one.allergens, one.care),
            ),
        )
        words_of = search_text.tokens(one.name.zh_hans, one.name.zh_hant, one.name.en, one.brand, one.gtin, one.sku)
        db.execute("INSERT INTO search (rowid, tokens) VALUES (?, ?)", (rank, words_of))
        for other, _ in near:
            if stores.carries(other, one):
                db.execute(
                    "INSERT INTO near_stock VALUES (?, ?, ?, ?)", (rank, other.gln, stores.on_hand(other, one), at)
                )
    for place, others in enumerate(companions.companions(found)):
        for nth, other_place in enumerate(others):
            db.execute(
                "INSERT INTO related VALUES (?, ?, ?, ?)", (place + 1, nth + 1, other_place + 1, 0.8 - nth * 0.2)
            )
    for shelf in words.categories().values():
        db.execute(
            "INSERT INTO category VALUES (?, ?, ?, ?, ?)",
            (shelf.id, shelf.name.zh_hans, shelf.name.zh_hant, shelf.name.en, shelf.parent),
        )
    for other, metres in [(shop, 0), *near]:
        db.execute(
            "INSERT INTO near_store VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(other.gln, other.name.zh_hans, other.name.zh_hant, other.name.en, other.address, metres),
                *(other.opens, other.closes, other.time_zone),
            ),
        )
    write_ground(db, found, shop)
    meta = {"format": catalogue_file.FORMAT, "version": FIRST_VERSION, "created_at": at, "currency": "CNY"}
    db.executemany("INSERT INTO meta VALUES (?, ?)", [(key, str(value)) for key, value in meta.items()])
    db.execute("COMMIT")
    db.executescript(catalogue_file.INDEXES)
    db.close()
    return name
