"""What takes turns on the first page while nobody is there: campaigns that are in force, else what sells best."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.campaign import tables as campaigns
from kiosk.campaign.model import Campaign, to_show
from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.catalogue.widgets import name_of, picture_of
from kiosk.store import Store
from kiosk.ui.textures import textures

BEST_SELLERS = 6

EVERY = 4
"""Each fourth scene is a dark one, so that the panel rests."""


class Scene(Struct, frozen=True):
    """One picture and what is said with it."""

    picture: str
    """Path; empty while a best seller's has not come."""
    seed: str
    """Of the stand-in."""
    gtin: str
    """The product that a tap opens; empty for none."""
    product: str
    """Its name, in the language in force."""
    title: str = ""
    """Empty: the shop's own promise."""
    more: str = ""
    dark: bool = False
    """The picture is a dark one."""
    full: bool = False
    """The picture was made for the whole place."""
    campaign: str = ""


def scenes(store: Store, language: str) -> tuple[Scene, ...]:
    """The scenes of this moment, in the order in which they take turns. Pictures that have not come are asked for."""
    db, zone = store.db, ZoneInfo(store.settings.shop.zone)
    sets = campaigns.sets(db)
    for campaign in sets[0] if sets else ():
        store.image(campaign.picture)

    def ready(campaign: Campaign) -> bool:
        path = store.image(campaign.picture)
        return path is not None and _readable(str(path))

    found = to_show(sets, store.clock(), zone, language, ready)
    if found:
        return tuple(_of_campaign(store, one, language) for one in found)
    return tuple(_of_product(store, one) for one in _best_sellers(store))


def unreadable(store: Store) -> list[Campaign]:
    """Campaigns of the newest set whose picture lies here and is none."""
    sets = campaigns.sets(store.db)
    here = ((one, store.folder / "images" / one.picture) for one in (sets[0] if sets else ()))
    return [one for one, path in here if path.exists() and not _readable(str(path))]


class Turns:
    """Whose turn it is. Campaigns with a dark picture come when the panel rests, and otherwise only if there are no
    others; so what is light is not darkened where something dark can be shown."""

    def __init__(self) -> None:
        self._turn = -1
        self._light = -1
        self._dark = -1

    @property
    def number(self) -> int:
        """How many scenes were shown before this one."""
        return self._turn

    @property
    def resting(self) -> bool:
        """Whether this turn is a dark one."""
        return self._turn % EVERY == EVERY - 1

    def begin(self) -> None:
        """Somebody was here: the next scene is the first again, but goes on from where the pictures were."""
        self._turn = -1

    def peek(self, found: tuple[Scene, ...]) -> Scene | None:
        """The scene that will come after this one, if nothing changes; so that its picture can be read already."""
        ahead = Turns()
        ahead._turn, ahead._light, ahead._dark = self._turn, self._light, self._dark
        return ahead.next(found)

    def next(self, found: tuple[Scene, ...]) -> Scene | None:
        """The next scene out of these; None if there is none."""
        if not found:
            return None
        self._turn += 1
        light = [one for one in found if not one.dark]
        dark = [one for one in found if one.dark]
        if dark and (self.resting or not light):
            self._dark += 1
            return dark[self._dark % len(dark)]
        self._light += 1
        return light[self._light % len(light)]


def _readable(path: str) -> bool:
    return not textures.unreadable(path) and _begins_well(path)


@lru_cache(maxsize=128)
def _begins_well(path: str) -> bool:
    """Whether the file begins as a picture does. Its name is the hash of what it should hold, so this is asked once."""
    from PIL import Image  # slow to load, and the first frame needs none

    try:
        with Image.open(path):
            return True
    except (OSError, ValueError, SyntaxError):
        return False


def _of_campaign(store: Store, one: Campaign, language: str) -> Scene:
    product = catalogue.find(store.db, one.gtin, store.currency) if one.gtin else None
    path = store.image(one.picture)
    return Scene(
        picture=str(path or ""),
        seed=one.campaign,
        gtin=product.gtin if product is not None else "",
        product=name_of(product) if product is not None else "",
        title=one.title.text(language),
        more=one.more.text(language),
        dark=one.dark,
        full=True,
        campaign=one.campaign,
    )


def _best_sellers(store: Store) -> list[Product]:
    """What sells best, as far as there are pictures of it; one of each family, so that no two look alike."""
    found = catalogue.most_sold(store.db, store.currency, BEST_SELLERS * 4)
    families: dict[str, Product] = {}
    for product in (one for one in found if one.image):
        families.setdefault(product.variant_of or product.gtin, product)
    return list(families.values())[:BEST_SELLERS] or found[:BEST_SELLERS]


def _of_product(store: Store, product: Product) -> Scene:
    return Scene(picture_of(store, product), product.gtin, product.gtin, name_of(product))
