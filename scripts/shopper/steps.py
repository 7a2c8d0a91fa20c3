"""What a shopper does at a kiosk, step by step; each step leaves a picture."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from scripts.demo_store.products import Product
from scripts.person.device import Device, Trouble
from scripts.shopper.floor import Floor
from scripts.shopper.shop import Shop

Say = Callable[[str], None]

CATALOGUE_S = 40.0
"""A catalogue of some hundred goods comes in a second; a machine that does other things takes longer."""


PERSON_S = 0.5
"""From one thing put into the bag to the next; a second touch within 0.4 s is taken for a trembling finger."""


class Steps:
    """One visit. Everything is done by touch and by a scanner that types; what comes of it is read off the screen."""

    def __init__(self, floor: Floor, shop: Shop, out: Path | None, say: Say, idle_s: float) -> None:
        self.kiosk, self.tablet = floor.kiosk, floor.tablet
        self.shop = shop
        self.out = out
        self._folder = floor.folder
        self.say = say
        self.shots: list[Path] = []
        self._idle_s = idle_s

    def run(self) -> None:
        """The whole visit.

        Raises:
            Trouble: where the shop does not do what it should.
        """
        for step in (
            self._arrive,
            self._scan,
            self._compare,
            self._search,
            self._language,
            self._add_three,
            self._hand_over,
            self._time_out,
        ):
            began = time.monotonic()
            step()
            self.say(f"{step.__name__.strip('_').replace('_', ' ')}: {time.monotonic() - began:.1f} s")

    # ------------------------------------------------------------ the steps

    def _arrive(self) -> None:
        """The first screen, as soon as the goods are known."""
        kiosk = self.kiosk
        kiosk.at("home.attract")
        first, _ = self.shop.sizes()
        end = time.monotonic() + CATALOGUE_S
        kiosk.scan(first.gtin[1:])
        kiosk.at("product.page")
        while not kiosk.sees(first.name.zh_hans):
            if time.monotonic() > end:
                raise Trouble("the kiosk has no catalogue")
            time.sleep(0.2)
        self._home()
        self._shot(kiosk, "attract")

    def _scan(self) -> None:
        """A pack before the hand scanner, straight from the first screen."""
        first, _ = self.shop.sizes()
        self.kiosk.scan(first.gtin[1:])
        self.kiosk.at("product.page")
        self.kiosk.wait_for(first.name.zh_hans)
        self._shot(self.kiosk, "scanned")

    def _compare(self) -> None:
        """Another one beside it."""
        first, second = self.shop.sizes()
        kiosk = self.kiosk
        kiosk.tap("product.compare")
        kiosk.scan(second.gtin[1:])
        kiosk.at("product.page")
        kiosk.wait_for(second.name.zh_hans)
        kiosk.tap("product.compare")
        kiosk.at("product.compare")
        kiosk.wait_for(first.name.zh_hans)
        kiosk.wait_for(second.name.zh_hans)
        self._shot(kiosk, "compared")

    def _search(self) -> None:
        """Milk, by the first letters of its sounds and then by the sounds themselves."""
        kiosk = self.kiosk
        kiosk.tap("compare.find")
        kiosk.at("search.find")
        kiosk.digits("NN")
        kiosk.wait_for("牛奶")
        self._shot(kiosk, "milk-by-initials")
        kiosk.tap("ui.clear")
        kiosk.until(lambda: not self._typed("NN"), "an empty field")
        kiosk.digits("NIUNAI")
        kiosk.wait_for("牛奶")
        self._shot(kiosk, "milk-by-sound")

    def _language(self) -> None:
        """In the middle of it: the page stays, its words change."""
        kiosk = self.kiosk
        kiosk.tap(text="繁體")
        kiosk.wait_for(self.shop.milk().name.zh_hant)
        self._shot(kiosk, "milk-in-traditional")
        kiosk.tap(text="English")
        kiosk.wait_for(self.shop.milk().name.en)
        if kiosk.ask("front") != "search.find":
            raise Trouble("another language led to another page")
        self._shot(kiosk, "milk-in-english")
        kiosk.tap(text="简体")
        kiosk.wait_for("牛奶")

    def _add_three(self) -> None:
        """Three things into the bag."""
        first, _ = self.shop.sizes()
        for number, good in enumerate((first, self.shop.milk(), self.shop.sun()), 1):
            self._add(good, number)
        self.kiosk.tap("product.open_bag_n", n=3)
        self.kiosk.at("basket.show")
        for good in (first, self.shop.milk(), self.shop.sun()):
            self.kiosk.wait_for(good.name.zh_hans)
        self._shot(self.kiosk, "bag")

    def _add(self, good: Product, number: int) -> None:
        kiosk = self.kiosk
        kiosk.scan(good.gtin[1:])
        kiosk.at("product.page")
        kiosk.wait_for(good.name.zh_hans)
        kiosk.tap("product.add")
        kiosk.wait_for(kiosk.words("product.open_bag_n", n=number))
        time.sleep(PERSON_S)

    def _hand_over(self) -> None:
        """The bag becomes a code; a colleague reads it off the kiosk's screen, and has the bag on the tablet."""
        kiosk, tablet = self.kiosk, self.tablet
        kiosk.tap("hold.begin")
        kiosk.at("basket.hold")
        kiosk.until(lambda: kiosk.ask("codes"), "the code of the bag")
        self._shot(kiosk, "handed-over")
        picture = self._folder / "kiosk.png"
        kiosk.display.shot(picture)
        said = read_code(picture)
        if said != kiosk.code():
            raise Trouble("the picture's code is another one than the screen's")
        tablet.at("associate.orders")
        # A scanner that types has Latin keys alone: the words for people's phones are left out.
        tablet.scan("".join(letter for letter in said if letter.isascii()))
        tablet.at("basket.receive")
        first, _ = self.shop.sizes()
        for good in (first, self.shop.milk(), self.shop.sun()):
            tablet.wait_for(good.name.zh_hans)
        self._shot(tablet, "tablet-has-the-bag")
        kiosk.wait_for(kiosk.words("hold.taken", device=kiosk.words("ui.device.tablet", n=1)))
        self._shot(kiosk, "bag-is-taken")

    def _time_out(self) -> None:
        """Somebody looks at one more thing and walks away."""
        kiosk = self.kiosk
        kiosk.tap("hold.finish")
        kiosk.at("home.attract")
        kiosk.scan(self.shop.milk().gtin[1:])
        kiosk.at("product.page")
        kiosk.wait_for(kiosk.words("idle.title"), self._idle_s)
        self._shot(kiosk, "still-there")
        kiosk.at("home.attract", self._idle_s)
        self._shot(kiosk, "attract-again")

    # ------------------------------------------------------------ what they use

    def _home(self) -> None:
        """Whoever comes next begins at the first screen."""
        kiosk = self.kiosk
        while kiosk.ask("front") != "home.attract":
            page = kiosk.ask("front")
            kiosk.tap("ui.back")
            kiosk.until(lambda page=page: kiosk.ask("front") != page, "the page before")  # type: ignore[misc]  # bound for this call

    def _typed(self, text: str) -> bool:
        return any(one == text for one in self.kiosk.texts())

    def _shot(self, device: Device, name: str) -> None:
        if self.out is not None:
            path = self.out / f"{len(self.shots) + 1:02d}-{name}.png"
            device.display.shot(path)
            self.shots.append(path)


def read_code(picture: Path) -> str:
    """The text of the one QR code in a picture, as any reader sees it.

    Raises:
        Trouble: if there is none, or more than one.
    """
    import zxingcpp
    from PIL import Image

    with Image.open(picture) as opened:
        found = zxingcpp.read_barcodes(
            opened.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        )
    if len(found) != 1:
        raise Trouble(f"{len(found)} codes can be read in {picture.name}")
    return str(found[0].text)
