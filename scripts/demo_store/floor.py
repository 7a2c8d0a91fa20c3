"""The floor of each demo store: its shelves, doors, desks and kiosks; and what the store promises of deliveries."""

from __future__ import annotations

import msgspec

from scripts.demo_store import words
from scripts.demo_store.stores import Store, letters_of

COLUMNS = 4
"""Blocks of shelves beside one another; three rows of them are behind the entrance."""

SHELF_W, SHELF_H = 420, 70
PITCH = 170
"""From one shelf to the next below it: a trolley and a person pass."""

EDGE, ALLEY, CROSS = 150, 220, 210
"""Centimetres to the wall, between blocks side by side, between blocks one behind the other."""

DEEPEST = 5
"""Shelves in one block at most."""

FRONT = 620
"""Depth of the hall with entrance, tills and kiosks."""

BAYS = 8

WIDTH = 2 * EDGE + COLUMNS * SHELF_W + (COLUMNS - 1) * ALLEY


class Shelf(msgspec.Struct, frozen=True):
    """One aisle, in centimetres from the top left of the drawing."""

    aisle: str
    x: int
    y: int
    w: int
    h: int
    bays: int


class Place(msgspec.Struct, frozen=True):
    """Something that people look for."""

    kind: str
    """entrance, till, pickup or kiosk."""
    name: str
    """Of a till or a kiosk the name of its device."""
    x: int
    y: int


class Promise(msgspec.Struct, frozen=True):
    """How goods reach whoever does not carry them home."""

    method: str
    """ship, delivery or pickup."""
    ready_minutes_min: int
    ready_minutes_max: int
    fee_minor: int
    free_from_minor: int | None
    cutoff: str
    """HH:MM."""


def shelves(store: Store) -> list[Shelf]:
    """A block of shelves for each department's letter, in rows of four from the back wall."""
    rows = words.categories().values()
    aisles = sorted({one.aisle for one in rows if len(one.aisle) > 1})
    found = []
    for nth, letter in enumerate(letters_of()):
        mine = [aisle for aisle in aisles if aisle[0] == letter]
        # The letter that hangs over this block; see `stores.location`.
        shown = letter if store.number % 2 else letters_of()[-1 - nth]
        block = letters_of().index(shown)
        x = EDGE + block % COLUMNS * (SHELF_W + ALLEY)
        y = EDGE + block // COLUMNS * (DEEPEST * PITCH - PITCH + SHELF_H + CROSS)
        found += [
            Shelf(shown + aisle[1:], x, y + (int(aisle[1:]) - 1) * PITCH, SHELF_W, SHELF_H, BAYS) for aisle in mine
        ]
    return sorted(found, key=lambda one: one.aisle)


def places(store: Store) -> list[Place]:
    """The hall at the front; every other store is built the other way round."""
    depth = max(shelf.y + shelf.h for shelf in shelves(store))
    wall = depth + FRONT
    found = [
        Place("entrance", "", WIDTH // 2, wall),
        Place("kiosk", "kiosk-1", WIDTH // 2 + 430, depth + 330),
        Place("kiosk", "kiosk-2", EDGE + SHELF_W + ALLEY // 2, depth // 2),
        Place("pickup", "", WIDTH - EDGE - 120, depth + 460),
        Place("till", "till-1", EDGE + 160, depth + 380),
        Place("till", "till-2", EDGE + 420, depth + 380),
    ]
    if store.number % 2:
        return found
    return [Place(one.kind, one.name, WIDTH - one.x, one.y) for one in found]


def promises(store: Store) -> list[Promise]:
    """Packed within the hour while the store is open; brought by the store in the afternoon; sent by the next day."""
    last = f"{int(store.closes[:2]) - 1:02}{store.closes[2:]}"
    return [
        Promise("pickup", 30, 60, 0, None, last),
        Promise("delivery", 60, 180, 800, 19900, "18:00"),
        Promise("ship", 20 * 60, 28 * 60, 1200, 9900, "21:00"),
    ]
