"""The first page while nobody is there: campaigns in force take turns, the panel rests, and out of hours all is dim."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hardware.scanner import Scan
from hardware.scanner_simulated import SimulatedScanner
from kiosk.campaign import actions
from kiosk.home.attract import CLOSED, SCENE_S, SHIFTS
from kiosk.ui import tokens
from kiosk.ui.inspect.words import contrast
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from sync import messages
from sync.messages import Campaign, CampaignsPublished, DownRefused, Texts
from tests.devices import NOON, SERUM, TEA
from tests.kiosks import Kiosk


def picture(kiosk: Kiosk, name: str, colour: str = "#dfe6df") -> str:
    """Name (sha256) of a picture that has come."""
    folder: Path = kiosk.device.store.folder / "images"
    folder.mkdir(exist_ok=True)
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    Image.new("RGB", (720, 960), colour).save(folder / sha256, "PNG")
    return sha256


def one(kiosk: Kiosk, name: str, sha256: str = "", **more: Any) -> Campaign:
    """A campaign with a picture."""
    title = Texts(f"{name} 简", f"{name} 繁", f"{name} en")
    return Campaign(campaign=name, title=title, picture=sha256 or picture(kiosk, name), **more)


def send(kiosk: Kiosk, *campaigns: Campaign, version: int = 1) -> None:
    """Head office sends them."""
    message = CampaignsPublished(campaigns=campaigns, version=version, at=kiosk.device.clock())
    kiosk.device.do(actions.campaigns_published, message)
    kiosk.settle()


def turns(kiosk: Kiosk, count: int) -> list[str]:
    """The names of the campaigns (or GTINs of the products) that are shown one after another."""
    shown = []
    for _ in range(count):
        kiosk.screen.turn()
        kiosk.settle()
        shown.append(kiosk.screen.scene.seed)
    return shown


@pytest.fixture
def camera(kiosk: Kiosk) -> SimulatedScanner:
    """A camera that is there."""
    scanner = SimulatedScanner()
    scans: list[Scan] = []
    scanner.start(scans.append, lambda _: None)
    kiosk.device.store.scanner = scanner
    kiosk.navigator.changed(frozenset({"scanner"}))
    return scanner


def test_campaigns_in_force_take_the_place_of_best_sellers_and_give_it_back(kiosk: Kiosk) -> None:
    assert kiosk.says("扫一扫，价格、库存一目了然")

    send(
        kiosk, one(kiosk, "spring"), one(kiosk, "gone", ends=NOON), one(kiosk, "later", begins=NOON + timedelta(days=1))
    )
    assert kiosk.says("spring 简")
    assert set(turns(kiosk, 5)) == {"spring"}

    send(kiosk, version=2)
    assert kiosk.says("扫一扫，价格、库存一目了然")
    assert kiosk.screen.scene.campaign == ""


def test_a_campaign_speaks_the_language_in_force_and_goes_where_it_does_not(kiosk: Kiosk) -> None:
    send(kiosk, one(kiosk, "all"), one(kiosk, "english", languages=("en",)))
    assert set(turns(kiosk, 3)) == {"all"}

    tr.switch("en")
    kiosk.settle()

    assert kiosk.says("all en")
    assert set(turns(kiosk, 4)) == {"all", "english"}


def test_a_campaign_that_ends_while_it_is_shown_goes_away(kiosk: Kiosk) -> None:
    send(kiosk, one(kiosk, "short", ends=NOON + timedelta(minutes=1)), one(kiosk, "long"))
    assert kiosk.says("short 简")

    kiosk.device.clock.pass_time(minutes=1)
    kiosk.screen.turn()
    kiosk.settle()

    assert not kiosk.says("short 简")
    assert set(turns(kiosk, 3)) == {"long"}


def test_a_tap_on_the_picture_opens_the_campaigns_product(kiosk: Kiosk) -> None:
    send(kiosk, one(kiosk, "spring", gtin=SERUM))
    screen = kiosk.screen
    assert kiosk.says("水润玻尿酸保湿精华液")

    kiosk.ui.tap((screen.width / 2, (screen.sheet.end_y + screen._head.y) / 2))
    kiosk.settle()

    assert kiosk.name == "product.page"
    assert kiosk.screen.args["gtin"] == SERUM


def test_a_scan_works_straight_from_it(kiosk: Kiosk) -> None:
    send(kiosk, one(kiosk, "spring"))

    kiosk.scan_product(TEA)

    assert kiosk.name == "product.page"


def test_pictures_that_have_not_come_or_are_none_leave_what_was_shown_and_are_told(kiosk: Kiosk) -> None:
    send(kiosk, one(kiosk, "old"))
    wanted: list[str] = []
    kiosk.device.store.want_picture = wanted.append
    missing = "e" * 64
    damaged = picture(kiosk, "damaged")
    (kiosk.device.store.folder / "images" / damaged).write_bytes(b"\x89PNG, and then nothing")

    send(kiosk, one(kiosk, "new", missing), one(kiosk, "bad", damaged), version=2)

    assert kiosk.says("old 简")
    assert set(turns(kiosk, 3)) == {"old"}
    assert missing in wanted
    told = kiosk.device.db.execute("SELECT body FROM journal WHERE type = ?", (DownRefused.TYPE,)).fetchall()
    assert len(told) == 1, "once"
    assert b"bad" in told[0][0]

    Image.new("RGB", (720, 960)).save(kiosk.device.store.folder / "images" / missing, "PNG")
    kiosk.screen.turn()
    kiosk.settle()
    assert kiosk.says("new 简")


def test_every_fourth_scene_rests_the_panel_and_all_of_it_moves_by_some_pixels(kiosk: Kiosk) -> None:
    send(kiosk, one(kiosk, "a"), one(kiosk, "b"), one(kiosk, "night", dark=True))
    resting, places = [kiosk.screen.resting], [tuple(kiosk.screen._shift.xy)]
    seen = [kiosk.screen.scene.seed]
    for _ in range(7):
        seen += turns(kiosk, 1)
        resting.append(kiosk.screen.resting)
        places.append(tuple(kiosk.screen._shift.xy))

    assert resting == [False, False, False, True] * 2
    assert [name for name, rests in zip(seen, resting, strict=True) if rests] == ["night", "night"]
    assert "night" not in [name for name, rests in zip(seen, resting, strict=True) if not rests]
    assert all(one != other for one, other in pairwise(places))
    assert all(4 <= max(abs(x), abs(y)) <= 8 for x, y in SHIFTS[1:])


def test_the_resting_page_can_be_read(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    turns(kiosk, 3)
    assert kiosk.screen.resting
    assert kiosk.screen.sheet.title.color[:3] == pytest.approx(_rgb(tokens.EVENING["ink"]), abs=0.01)
    assert theme.rgb("ink") == pytest.approx(_rgb(tokens.LIGHT["ink"]), abs=0.01), "other pages keep their light"

    pairs = [
        *(
            ("ink", "bg"),
            ("ink", "surface"),
            ("ink2", "surface"),
            ("ink3", "surface"),
            ("ink", "surface2"),
            ("on_primary", "primary"),
        ),
        *(
            ("on_accent", "accent"),
            ("accent_line", "surface"),
            ("warn", "warn_soft"),
            ("ink2", "bg"),
            ("gold", "gold_soft"),
        ),
    ]
    monkeypatch.setattr(theme, "_table", tokens.EVENING)
    monkeypatch.setattr(theme, "_cache", {})
    assert {pair for pair in pairs if contrast(*pair) < 4.5} == set()


def _rgb(text: str) -> tuple[float, ...]:
    return tuple(int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))


def test_out_of_hours_it_is_dim_and_the_camera_closed_until_somebody_comes(
    kiosk: Kiosk, camera: SimulatedScanner
) -> None:
    screen = kiosk.screen
    assert (screen._dimmer.strength, camera.mode) == (0.0, "attract")

    kiosk.device.clock.now = datetime.fromisoformat("2026-11-21T23:30:00+08:00")
    kiosk.screen.turn()
    kiosk.settle()
    assert kiosk.says("现在休息")
    assert (screen._dimmer.strength, camera.mode) == (CLOSED, "off")

    kiosk.ui.tap((20, screen.height - 20))
    assert (screen._dimmer.strength, camera.mode) == (0.0, "attract")

    screen._fall_asleep(0)
    assert (screen._dimmer.strength, camera.mode) == (CLOSED, "off")
    kiosk.scan_product(TEA)
    assert kiosk.name == "product.page"
    assert screen._dimmer.strength == 0.0
    assert camera.mode != "off", "other pages find the camera at work"


def test_out_of_hours_a_keypads_key_brings_the_light_back(kiosk: Kiosk) -> None:
    kiosk.device.clock.now = datetime.fromisoformat("2026-11-21T23:30:00+08:00")
    kiosk.screen.turn()
    kiosk.settle()
    assert kiosk.screen._dimmer.strength == CLOSED

    kiosk.navigator.key("down")

    assert kiosk.screen._dimmer.strength == 0.0


def test_at_night_the_screen_is_black_until_somebody_comes(kiosk: Kiosk) -> None:
    kiosk.device.clock.now = datetime.fromisoformat("2026-11-22T03:00:00+08:00")
    kiosk.screen.turn()
    kiosk.settle()
    assert kiosk.screen._dimmer.strength == 1.0

    kiosk.navigator.key("down")
    assert kiosk.screen._dimmer.strength == 0.0
    kiosk.screen._fall_asleep(0)
    kiosk.device.clock.now = datetime.fromisoformat("2026-11-22T09:00:00+08:00")
    kiosk.screen.turn()
    kiosk.settle()

    assert kiosk.screen._dimmer.strength == CLOSED, "soon the shop opens"


def test_somebody_who_comes_while_the_page_turns_dark_finds_all_of_it_dark(kiosk: Kiosk) -> None:
    send(kiosk, one(kiosk, "a"), one(kiosk, "night", dark=True))
    kiosk.device.clock.now = datetime.fromisoformat("2026-11-21T23:30:00+08:00")
    turns(kiosk, 2)
    theme.choose(motion=True)
    screen = kiosk.screen
    screen.turn()
    assert screen._dipping, "it turns dark, through the dark"

    screen._wake()
    kiosk.ui.until(lambda: not screen._dipping)
    screen.refresh()

    assert screen.scene.seed == "night"
    assert screen.resting
    assert screen.sheet.title.color[:3] == pytest.approx(_rgb(tokens.EVENING["ink"]), abs=0.01)


def test_an_open_camera_is_seen_by_whoever_passes_by(kiosk: Kiosk, camera: SimulatedScanner) -> None:
    assert kiosk.says("画面不保存")

    kiosk.device.clock.pass_time(minutes=14 * 60)  # the shop is closed, and so is the camera
    kiosk.screen.turn()
    kiosk.navigator.changed(frozenset({"scanner"}))
    kiosk.settle()

    assert not camera.running
    assert not kiosk.says("画面不保存")


def test_while_it_stands_still_nothing_is_scheduled_for_the_next_frame(kiosk: Kiosk) -> None:
    from kivy.animation import Animation
    from kivy.clock import Clock

    theme.choose(motion=True)
    send(kiosk, one(kiosk, "a"), one(kiosk, "b"))
    before, others = set(Animation._instances), set(Clock.get_events())  # what earlier tests have left
    kiosk.screen.turn()
    assert Animation._instances - before, "it fades"

    Animation.stop_all(kiosk.screen.picture._above)
    kiosk.settle()

    assert not Animation._instances - before
    running = [event for event in Clock.get_events() if event not in others]
    quick = [event for event in running if event.loop and event.is_triggered and event.timeout < 1]
    assert not quick, quick
    assert SCENE_S >= 8


def test_in_all_looks_a_campaign_is_whole(kiosk: Kiosk) -> None:
    sentence = Texts("把早晨过慢一点，再慢一点", "把早晨過慢一點，再慢一點", "Let the morning take all of its time")
    wide = Campaign(campaign="wide", title=sentence, more=sentence, picture=picture(kiosk, "wide"), gtin=SERUM)
    send(kiosk, wide)

    assert kiosk.findings("home.attract") == []


def test_a_message_says_it_all_in_one(kiosk: Kiosk) -> None:
    send(kiosk, one(kiosk, "a", hours_from="20:00", hours_until="02:00"))
    assert kiosk.screen.scene.campaign == "", "it is noon"

    kiosk.device.clock.now = datetime.fromisoformat("2026-11-21T21:00:00+08:00")
    kiosk.screen.turn()
    kiosk.settle()
    assert kiosk.screen.scene.campaign == "a"
    assert messages.CampaignsPublished.LANE == messages.DOWN
