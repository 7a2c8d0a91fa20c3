"""Looks at the whole device once and says how it stands; keeps the last hour for the curves on the tiles."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from kiosk.catalogue import tables as catalogue
from kiosk.status import actions, model, tables
from kiosk.status.model import DaySales, Device, Lane, Proof, Sample, Sentence, ToldSale
from kiosk.store import Store
from sync import clock, inbox, journal
from sync.health import LinkState

SEEN_EVERY = timedelta(seconds=60)
"""Who is there is written down so often: a silence of 20 minutes is known to the minute, and the disk is left alone."""


class View(Struct, frozen=True):
    """Everything at one moment."""

    now: datetime
    link: LinkState
    last_contact: datetime | None
    next_try: datetime | None
    problem: str
    lanes: tuple[Lane, ...]
    devices: tuple[Device, ...]
    days: tuple[DaySales, ...]
    sales: tuple[ToldSale, ...]
    """The newest sales of all devices, newest first."""
    proof: Proof
    dead: int
    alarms: int
    catalogue_version: int
    prices_at: datetime | None
    samples: tuple[Sample, ...]
    sentence: Sentence

    @property
    def blind(self) -> bool:
        """Whether this device hears nobody, so that it cannot tell who is silent."""
        return self.link in ("none", "cut", "broker_away")

    def alarming(self, device: Device) -> bool:
        """Whether somebody has still to take note that a device is silent."""
        return not self.blind and device.alarming(self.now)

    @property
    def waiting(self) -> int:
        """Facts of all lanes that head office has not confirmed."""
        return sum(lane.waiting for lane in self.lanes)

    @property
    def oldest(self) -> datetime | None:
        """When the oldest waiting fact was written."""
        return min((lane.oldest for lane in self.lanes if lane.oldest is not None), default=None)


class Watch:
    """One for a manager's desk; its screens share it. Belongs to the main loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._samples: tuple[Sample, ...] = ()
        self._written: datetime | None = None

    def look(self) -> View:
        """Read everything, and keep a sample of this minute."""
        store, now = self._store, self._store.clock()
        db, register = store.db, store.register
        health = store.link.health() if store.link is not None else None
        link: LinkState = health.state if health else "none"
        day = register.business_date(now)
        days = (*tables.own_days(db, store.device, day, now), *tables.told_days(db, day))
        sales = sorted(
            (*tables.own_sales(db, store.device, day), *tables.told_sales(db, day)),
            key=lambda one: one.at,
            reverse=True,
        )
        lanes = tuple(tables.lanes(db))
        devices = tuple(self._devices(now))
        proof, dead = model.proof(days), inbox.open_letters(db)
        alarms = model.alarms(devices, link, now)
        waiting = sum(lane.waiting for lane in lanes)
        self._samples = model.keep(self._samples, Sample(now, waiting, proof.total_minor, dead))
        snapshot = catalogue.snapshot(db)
        price_version, price_at = tables.newest_price(db)
        return View(
            now=now,
            link=link,
            last_contact=health.last_contact if health else None,
            next_try=health.next_try if health else None,
            problem=health.problem if health else "",
            lanes=lanes,
            devices=devices,
            days=days,
            sales=tuple(sales[: tables.LATEST]),
            proof=proof,
            dead=dead,
            alarms=alarms,
            catalogue_version=max(snapshot.version, price_version),
            prices_at=max((at for at in (snapshot.created_at, price_at) if at is not None), default=None),
            samples=self._samples,
            sentence=model.sentence(link, waiting, dead, alarms, proof.missing),
        )

    def _devices(self, now: datetime) -> list[Device]:
        """Whoever was ever heard of, with what is known of them now."""
        store = self._store
        known = {one.name: one for one in tables.seen(store.db)}
        heard = []
        for told in store.link.health().devices if store.link is not None else ():
            seen = clock.parse(clock.stamp(told.seen))  # as it will stand on disk, so that the two compare
            fresh = Device(told.device, told.role, told.app, told.is_there(now), seen, told.waiting)
            if told.device == store.device:
                fresh = replace(fresh, online=True, last_seen=now)
            before = known.get(fresh.name)
            if before is not None and before.last_seen >= fresh.last_seen:
                # The same silence as before: whoever took note of it need not do so again.
                fresh = replace(fresh, last_seen=before.last_seen, acknowledged=before.acknowledged)
            heard.append(fresh)
            known[fresh.name] = fresh
        if store.device not in known:
            own = Device(store.device, store.settings.device.role, "", True, now, self._own_waiting())
            known[own.name] = own
        if heard and (self._written is None or now - self._written >= SEEN_EVERY):
            self._written = now
            store.worker.submit(actions.see_devices, heard)
        return model.by_trouble(known.values(), now)

    def _own_waiting(self) -> int:
        return sum(lane.waiting for lane in journal.status(self._store.db).values())
