"""The guided tour: one afternoon in the demo store, step by step, with a picture of each."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import cv2

from scripts import chromium
from scripts.demo_store import products, scenes
from scripts.demo_store.products import Product
from scripts.tour.shop import Shop
from scripts.tour.stage import Device, Place, Stage

SETTLE_S = 1.2
"""Until a page has faded in and its pictures have come."""

PLACES = [
    Place("kiosk-1", "shopper", 1080, 1920),
    Place("tablet-1", "associate", 1280, 800),
    Place("manager-1", "manager", 1280, 800),
]


@dataclass
class Guide:
    """Leads through the store. Raises `Trouble` where the store does not do what it should."""

    stage: Stage
    shop: Shop
    out: Path
    say: Callable[[str], None]
    range: dict[str, Product] = field(default_factory=dict)
    shots: list[Path] = field(default_factory=list)

    def run(self) -> None:
        """The whole tour."""
        self.range = {product.gtin: product for product in products.generate(400)}
        for step in (
            self._opening,
            self._scan,
            self._live_price,
            self._member,
            self._search,
            self._offline,
            self._online_again,
            self._pickup,
            self._languages,
        ):
            step()

    @property
    def kiosk(self) -> Device:
        return self.stage.devices["kiosk-1"]

    @property
    def tablet(self) -> Device:
        return self.stage.devices["tablet-1"]

    @property
    def manager(self) -> Device:
        return self.stage.devices["manager-1"]

    # ------------------------------------------------------------ the steps

    def _opening(self) -> None:
        began = time.monotonic()
        for device in self.stage.devices.values():
            device.do("wait", linked=True, seconds=30)
            device.do("wait", products=2000, seconds=60)
        self.say(f"all devices have the catalogue and are linked to head office ({time.monotonic() - began:.1f} s)")
        time.sleep(4)  # the first pictures arrive
        self._shot(self.kiosk, "kiosk-attract")
        self._shot(self.manager, "manager-all-is-well")

    def _scan(self) -> None:
        self._show_pack(self._serum)
        self.kiosk.do("wait", text=self._serum.name.zh_hans)
        self.say(f"a pack before the camera: {self._serum.name.zh_hans}, read by camera and decoder")
        time.sleep(1.0)  # pictures fade in
        self._shot(self.kiosk, "kiosk-product")
        self.kiosk.do("tap", key="product.add")
        self.kiosk.do("go", screen="basket.show")
        self.kiosk.do("wait", text="¥")
        self._shot(self.kiosk, "kiosk-basket")

    def _live_price(self) -> None:
        self.kiosk.do("go", screen="product.page", args={"gtin": self._cream.gtin})
        self.kiosk.do("wait", text=self._cream.name.zh_hans)
        began = time.monotonic()
        minor = self._cream.price_minor - 1100
        self.stage.post(
            "/v1/prices",
            {"gtin": self._cream.gtin, "store": self.shop.store, "price_minor": minor},
            f"price-{began}",
        )
        self.kiosk.do("wait", text=f"¥{minor // 100}", seconds=5)
        took = time.monotonic() - began
        self.say(f"head office changed a price to ¥{minor // 100}: on the kiosk's screen after {took * 1000:.0f} ms")
        self._shot(self.kiosk, "kiosk-price-changed")

    def _member(self) -> None:
        member = self.shop.member()
        tea = self._nth("greentea", 0)
        lines = [{"gtin": self._serum.gtin, "quantity": 2}, {"gtin": tea.gtin, "quantity": 1}]
        self.stage.post("/v1/baskets", {"member": member, "lines": lines}, f"basket-{member}")
        code = self.shop.command("mint-member", member)
        time.sleep(1.0)  # the basket comes down
        self._show_phone(code, until="member.page")
        self.say("a member held out their code: known with no network, and their online basket joined without doubling")
        time.sleep(1.5)
        self._shot(self.kiosk, "kiosk-member")
        self.kiosk.do("go", screen="basket.show")
        self.kiosk.do("wait", key="basket.origin_online")
        self._shot(self.kiosk, "kiosk-basket-merged")

    def _search(self) -> None:
        self.kiosk.do("go", screen="search.find")
        for letter in "bns":
            self.kiosk.do("tap", text=letter.upper())
        self.kiosk.do("wait", text="玻尿酸")
        self._shot(self.kiosk, "kiosk-search")
        self.say("three letters of pinyin find 玻尿酸")

    def _offline(self) -> None:
        self.kiosk.do("cut", cut=True)
        self.stage.broker.kill()
        self.stage.office.kill()
        self.say("cables pulled: the kiosk is cut off, broker and head office are killed")
        self.kiosk.do("wait", linked=False)
        self._show_pack(self._cream)
        self.kiosk.do("wait", text=self._cream.name.zh_hans)
        self._shot(self.kiosk, "kiosk-offline-product")
        self.kiosk.do("tap", key="product.add")
        self.kiosk.do("go", screen="basket.show")
        self.kiosk.do("tap", key="basket.pay")
        self.kiosk.do("wait", screen="pay.choose")
        self._shot(self.kiosk, "kiosk-pay")
        self.kiosk.do("tap", key="pay.card")
        self.kiosk.do("wait", screen="pay.done", seconds=20)
        self._shot(self.kiosk, "kiosk-paid-offline")
        waiting = self.kiosk.do("health")["waiting"]
        self.say(f"scanned, paid and receipted offline; {waiting} records wait on the kiosk's disk")
        self.manager.do("wait", linked=False)
        self._shot(self.manager, "manager-offline")

    def _online_again(self) -> None:
        self.stage.broker.start()
        self.stage.office.start()
        self.kiosk.do("cut", cut=False)
        began = time.monotonic()
        self.kiosk.do("wait", drained=True, seconds=40)
        self.say(f"cables back: head office has every record {time.monotonic() - began:.1f} s later")
        self.stage.wait_for_office()
        missing = self.shop.command("missing")
        self.say(f"missing receipt numbers at head office: {missing or 'none'}")
        self.manager.do("wait", linked=True, seconds=40)
        time.sleep(1.0)
        self._shot(self.manager, "manager-drained")
        self.kiosk.do("end_session")

    def _pickup(self) -> None:
        self.tablet.do("wait", linked=True, seconds=40)
        wanted = [self._serum, self._cream]
        began = time.monotonic()
        placed = self.stage.post(
            "/v1/orders",
            {
                "store": self.shop.store,
                "member": self.shop.member(),
                "surname": "林",
                "title": "ms",
                "lines": [{"gtin": product.gtin, "quantity": 1} for product in wanted],
            },
            f"order-{began}",
        )
        order = placed["order"]
        self.tablet.do("wait", text=order["number"], seconds=10)
        self.say(
            f"order {order['number']} placed online: on the tablet after {(time.monotonic() - began) * 1000:.0f} ms"
        )
        self._shot(self.tablet, "tablet-orders")
        self.tablet.do("go", screen="pick.list", args={"order_id": order["order_id"]})
        self.tablet.do("wait", text=order["number"])
        self._shot(self.tablet, "tablet-pick")
        for number, product in enumerate(wanted, 1):
            self._show_pack(product, self.tablet, until="pick.list", text=f"{number} / {len(wanted)}")
        self._shot(self.tablet, "tablet-picked")
        self.tablet.do("go", screen="pick.stage", args={"order_id": order["order_id"]})
        self._shot(self.tablet, "tablet-stage")
        self._stage_order()
        self._phone(placed["page"])
        code = placed["pickup_code"]
        self._show_phone(code, until="pickup.show")
        self._shot(self.kiosk, "kiosk-pickup")
        self._show_phone(code, self.tablet, until="pickup.collect")
        self._shot(self.tablet, "tablet-hand-over")
        for number, product in enumerate(wanted, 1):
            last = number == len(wanted)
            out = "" if last else f"{number} / {len(wanted)}"
            self._show_pack(product, self.tablet, until="" if last else "pickup.collect", text=out)
        self._shot(self.tablet, "tablet-scanned-out")
        self.tablet.do("tap", key="hand.give")
        self.tablet.do("wait", key="hand.done")
        self._show_phone(code, self.tablet)
        self._shot(self.tablet, "tablet-code-used-up")
        self.say(f"order {order['number']} was picked by scanning, staged, handed over; its code works only once")

    def _phone(self, path: str) -> None:
        """What the shopper sees on their phone, where there is a browser to see it with."""
        self.say(f"order from a browser on this machine: {self.stage.order_page}")
        if chromium.find() is None:
            self.say("there is no chromium here, so there are no pictures of the phone")
            return
        with chromium.open_browser() as browser:
            page = browser.page()
            page.size(390, 844, scale=2)
            page.open(f"{self.stage.order_page}?lang=zh-CN")
            page.until("document.querySelectorAll('.tile a').length > 3")
            self._look(page, "phone-shop")
            page.open(self.stage.address + path)
            page.shows("您的订单已备好")
            self._look(page, "phone-order-ready")

    def _look(self, page: chromium.Page, name: str) -> None:
        time.sleep(SETTLE_S)
        path = self.out / f"{len(self.shots) + 1:02d}-{name}.png"
        page.picture(path)
        self.shots.append(path)

    def _stage_order(self) -> None:
        self.tablet.do("wait", text="A-01")  # the first free slot is offered
        self.tablet.do("tap", key="stage.confirm")
        self.tablet.do("wait", screen="associate.orders")

    def _languages(self) -> None:
        for language in ("zh_TW", "en"):
            self.kiosk.do("language", language=language)
            self.kiosk.do("go", screen="product.page", args={"gtin": self._serum.gtin})
            time.sleep(0.6)
            self._shot(self.kiosk, f"kiosk-product-{language}")
        self.manager.do("language", language="en")
        self._shot(self.manager, "manager-en")

    # ------------------------------------------------------------ what the steps use

    @property
    def _serum(self) -> Product:
        return self._nth("serum", 1)

    @property
    def _cream(self) -> Product:
        return self._nth("cream", 0)

    def _nth(self, kind: str, number: int) -> Product:
        """A best seller of a kind, sold by the piece."""
        fitting = [one for one in self.range.values() if one.kind == kind]
        return fitting[number]

    def _show_pack(
        self, product: Product, device: Device | None = None, until: str = "product.page", text: str = ""
    ) -> None:
        self._show(scenes.held_pack(product.gtin, product), device or self.kiosk, until, text)

    def _show_phone(self, text: str, device: Device | None = None, until: str = "") -> None:
        self._show(scenes.held_phone(text), device or self.kiosk, until)

    def _show(self, frame: scenes.Frame, device: Device, until: str, text: str = "") -> None:
        """Hold something before the camera until that screen is in front and says `text`; for a while without both."""
        picture = self.stage.folder / "scene.png"
        cv2.imwrite(str(picture), frame)
        device.do("show", picture=picture, until=until, until_text=text, seconds=15 if until else 4)

    def _shot(self, device: Device, name: str) -> None:
        time.sleep(SETTLE_S)
        path = self.out / f"{len(self.shots) + 1:02d}-{name}.png"
        device.do("shot", path=path)
        self.shots.append(path)
