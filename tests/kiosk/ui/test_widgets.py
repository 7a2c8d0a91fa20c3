"""The kit under a finger and under load."""

import gc
import threading
import weakref
from pathlib import Path
from typing import Any

import pytest
from kivy.core.text import Label as CoreLabel
from kivy.uix.floatlayout import FloatLayout
from PIL import Image

from kiosk.ui import icons, sounds, tokens
from kiosk.ui.textures import TextureStore, textures
from kiosk.ui.theme import theme
from kiosk.ui.thumbnails import Wanted
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.camera_view import CameraView
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.product_grid import ProductCard, ProductGrid, ProductView
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import Key, TouchPad
from tests.ui import TABLET, Ui, ui

__all__ = ["ui"]


def _alone(widget: Any) -> Any:  # any Kivy widget
    """Put a widget into the middle of an empty page."""
    page = FloatLayout()
    widget.pos_hint = {"center_x": 0.5, "center_y": 0.5}
    page.add_widget(widget)
    return page


def test_a_card_that_swells_takes_the_room_that_its_page_has_left_and_no_more_than_it_may(ui: Ui) -> None:
    text = Text("把条码对准扫描口", role="h1")
    card = Card(text, swell=1400)
    page = Column(card, Text("下面", role="body"), gap=20)
    scroll = Scroll(page)
    ui.mount(scroll)
    ui.pump(4)
    assert page.height == pytest.approx(scroll.height, abs=2)
    assert theme.px(1000) < card.height <= theme.px(1400) + 1
    middle = card.y + card.height / 2
    assert text.y + text.height / 2 == pytest.approx(middle, abs=2)

    page.add_widget(Gap(900))
    ui.pump(4)
    assert card.height < theme.px(1000)

    page.add_widget(Gap(2000))
    ui.pump(4)
    assert card.height == pytest.approx(card.minimum_height, abs=1)
    assert page.height > scroll.height


def test_a_tap_counts_once_and_a_trembling_finger_as_one(ui: Ui) -> None:
    taps: list[int] = []
    quiet = Button("ui.cancel", action=lambda: taps.append(1), hug=True)
    ui.mount(_alone(quiet))
    ui.tap(quiet)
    ui.tap(quiet)
    assert len(taps) == 2

    commits: list[int] = []
    commit = Button("ui.confirm", kind="primary", action=lambda: commits.append(1), hug=True)
    ui.mount(_alone(commit))
    ui.tap(commit)
    ui.tap(commit)
    assert len(commits) == 1


def test_a_disabled_or_busy_button_does_nothing_and_says_why(ui: Ui) -> None:
    taps: list[int] = []
    button = Button("ui.confirm", kind="primary", action=lambda: taps.append(1))
    button.disabled = True
    button.reason = "Choose a size"
    ui.mount(_alone(button))
    ui.tap(button)
    assert button.below is not None
    assert button.below.text == "Choose a size"

    button.disabled = False
    button.busy = True
    ui.tap(button)
    assert taps == []
    assert button.below.text == ""


def test_a_busy_button_says_so_and_keeps_its_width(ui: Ui) -> None:
    button = Button("ui.confirm", kind="primary", action=print, hug=True)
    ui.mount(_alone(button))
    before = button.width

    button.busy = True
    ui.settle()

    assert button.label.text.endswith("…")
    assert button.width == before


def test_a_small_button_is_as_large_as_a_finger(ui: Ui) -> None:
    taps: list[int] = []
    card = Button("ui.close", size="small", hug=True, action=lambda: taps.append(1))
    ui.mount(_alone(card))

    ui.tap((card.center_x, card.top + (theme.control("touch") - card.height) / 2 - 1))

    assert card.height < theme.control("touch")
    assert taps == [1]


def test_a_button_inside_a_card_takes_the_tap_from_it(ui: Ui) -> None:
    heard: list[str] = []
    inner = Button("ui.more", action=lambda: heard.append("button"), hug=True)
    card = Card(Text("a product"), inner, action=lambda: heard.append("card"))
    ui.mount(_alone(card))

    ui.tap(inner)
    ui.tap((card.x + 5, card.top - 5))

    assert heard == ["button", "card"]


def test_a_stepper_asks_and_stops_at_its_ends(ui: Ui) -> None:
    asked: list[int] = []
    stepper = Stepper(1, change=asked.append, least=1, most=2)
    ui.mount(_alone(stepper))
    fewer, more = stepper.children[2], stepper.children[0]

    ui.tap(fewer)
    ui.tap(more)
    assert asked == [2]
    assert stepper.number.text == "1"

    stepper.value = 2
    ui.tap(more)
    assert asked == [2]


def test_long_words_are_cut_with_an_ellipsis_only_where_asked(ui: Ui) -> None:
    name = "水润玻尿酸保湿精华液 " * 14
    cut, whole = Text(name, lines=2), Text(name)
    ui.mount(Column(cut, whole, Gap(), grow=True))

    assert cut.text.endswith("…")
    assert cut.height < whole.height
    assert "".join(whole.text.split()) == "".join(name.split())


def test_a_number_shrinks_rather_than_breaks(ui: Ui) -> None:
    number = Text("¥48,260,000,000,000", role="price", shrink=True)
    ui.mount(Row(number, Gap(400), align="top", grow=True))

    assert number.font_size < theme.size_of("price")
    assert number.texture_size[1] < 2 * number.font_size


def test_cards_of_a_row_are_equally_high(ui: Ui) -> None:
    short, long = Card(Text("a")), Card(Text("long words " * 12))
    grid = Grid(short, long, columns=2)
    ui.mount(Column(grid, Gap(), grow=True))

    assert short.height == long.height == grid.height
    assert short.height > theme.px(100)


def test_buttons_share_a_line_and_the_primary_one_is_the_widest(ui: Ui) -> None:
    other = Button("ui.cancel", action=print)
    primary = Button("ui.confirm", kind="primary", action=print)
    line = Actions(other, primary)
    ui.mount(Column(line, Gap(), grow=True))

    assert primary.width > other.width
    assert other.x == line.x
    assert primary.right == pytest.approx(line.right, abs=2)


def test_the_theme_keeps_no_widget_alive(ui: Ui) -> None:
    page = ui.mount(Column(Card(Text("gone soon")), Button("ui.close", action=print), grow=True))
    gone = [weakref.ref(widget) for widget in page.walk()]
    ui.unmount()
    ui.pump(3)

    del page
    gc.collect()

    assert [ref() for ref in gone if ref() is not None] == []


def test_a_page_that_nobody_touches_draws_nothing(ui: Ui) -> None:
    ui.mount(Column(Card(Text(key="ui.search")), Button("ui.close", action=print), Picture(seed="1"), grow=True))
    ui.until(lambda: not textures.busy())
    ui.pump(5)
    flips: list[int] = []
    ui.window.bind(on_flip=lambda *_: flips.append(1))

    ui.pump(30)

    assert flips == []


def test_the_kit_uses_at_most_twelve_sizes(ui: Ui) -> None:
    for frame in tokens.SIZES:
        assert len(set(tokens.SIZES[frame].values())) <= 12


def test_pictures_are_kept_up_to_a_limit_and_the_oldest_goes(ui: Ui, tmp_path: Path) -> None:
    files = []
    for number in range(6):
        files.append(tmp_path / f"{number}.png")
        Image.new("RGB", (40, 60), (number * 40, 0, 0)).save(files[-1])
    store = TextureStore(most=4)
    wanted = [Wanted(str(path), "", 20, 20, 4) for path in files]

    for one in wanted:
        store.get(one, lambda _texture: None)
    ui.until(lambda: not store.busy())
    store.close()

    assert len(store) == 4
    assert wanted[5] in store
    assert wanted[0] not in store


def test_large_pictures_count_by_their_size(ui: Ui) -> None:
    store = TextureStore()
    wanted = [Wanted("", str(number), 2000, 2000, 0) for number in range(7)]

    for one in wanted:
        store.get(one, lambda _texture: None)
        ui.until(lambda: not store.busy())
    store.close()

    assert len(store) == 5
    assert wanted[6] in store


def test_pictures_wait_for_the_first_frame_and_come_after_it(ui: Ui) -> None:
    store = TextureStore()
    arrived: list[Any] = []

    store.hold()
    store.get(Wanted("", "x", 32, 32, 0), arrived.append)
    ui.settle()
    held = threading.active_count()
    assert store.busy()
    assert not arrived

    store.go()
    assert threading.active_count() == held + 1, "nothing read them before"
    ui.until(lambda: arrived)
    store.close()


def test_a_picture_that_is_no_picture_shows_the_stand_in(ui: Ui, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture at all")
    store = TextureStore()
    arrived: list[Any] = []

    store.get(Wanted(str(broken), "x", 32, 32, 0), arrived.append)
    ui.until(lambda: arrived)
    store.close()

    assert arrived[0].size == (32, 32)


def test_a_grid_of_thousands_makes_only_the_cards_in_sight(ui: Ui) -> None:
    opened: list[str] = []
    grid = ui.mount(ProductGrid(opened.append))
    grid.show([ProductView(f"{number:014d}", f"商品 {number}", price="¥9") for number in range(3000)])
    ui.pump(5)

    cards = [widget for widget in ui.walk() if isinstance(widget, ProductCard)]
    assert 2 <= len(cards) < 40
    ui.tap(next(card for card in cards if card.view.gtin == "0" * 14), frames=10)
    ui.until(lambda: opened)
    assert opened == ["0" * 14]


def test_the_camera_keeps_one_texture_and_says_what_it_sees(ui: Ui) -> None:
    view = ui.mount(CameraView())
    assert view.look == "off"

    frame = bytearray(640 * 360 * 3)
    view.show(frame, 640, 360)
    first = view.texture
    view.show(frame, 640, 360)
    assert view.texture is first
    assert view.look == "looking"
    view.say("found", "水润玻尿酸保湿精华液")
    ui.pump(2)
    assert ui.find(Text, text="水润玻尿酸保湿精华液").opacity == 1
    view.say("off")
    assert view.texture is None


def test_keys_write_turn_and_erase(ui: Ui) -> None:
    typed: list[str] = []
    pad = TouchPad(typed.append, lambda: typed.append("<"), pages=("letters", "digits", "bopomofo"))
    ui.mount(Column(Gap(), pad, grow=True))

    ui.tap(ui.find(Key, word="N"))
    ui.tap(ui.find(Key, word="123"))
    ui.tap(ui.find(Key, word="7"))
    ui.tap(ui.find(Key, word="ㄅㄆㄇ"))
    ui.tap(ui.find(Key, word="ㄋ"))

    assert typed == ["N", "7", "ㄋ"]
    assert pad.page == "bopomofo"


def test_a_qr_code_is_read_back_from_the_screen(ui: Ui, tmp_path: Path) -> None:
    import zxingcpp

    code = QrCode("KXL1.林女士", 400)
    ui.mount(_alone(code))

    picture = Image.open(ui.shot(tmp_path / "qr.png"))

    assert [found.text for found in zxingcpp.read_barcodes(picture)] == ["KXL1.林女士"]


def test_the_frame_follows_the_window(ui: Ui) -> None:
    ui.mount(Column(Text("a"), grow=True), TABLET)

    assert theme.tablet
    assert theme.scale == 1.0
    assert theme.size_of("body") == tokens.SIZES["tablet"]["body"]


def test_traditional_words_are_drawn_in_their_own_face(ui: Ui) -> None:
    text = ui.mount(Text("骨"))
    simplified = _pixels(text.font_name)

    tr.switch("zh_TW")

    assert text.font_name == "ui_tc"
    assert _pixels(text.font_name) != simplified


def _pixels(font: str) -> bytes:
    label = CoreLabel(text="骨", font_name=font, font_size=60)
    label.refresh()
    return bytes(label.texture.pixels)


def test_icons_are_those_of_the_font() -> None:
    module = Path(icons.font_file()).parents[1] / "mdi7.py"
    font = dict(
        line.strip().split(" = ", 1) for line in module.read_text(encoding="utf-8").splitlines() if ' = "\\U' in line
    )
    source = Path(icons.__file__).read_text(encoding="utf-8")

    for name, point in icons.CODE_POINTS.items():
        own = source.split(f'"{name}": ', 1)[1].split("# ", 1)[1].split("\n", 1)[0]
        assert int(font[own].strip('"')[2:], 16) == point, name


def test_the_three_sounds_are_there() -> None:
    for name in ("ok", "no", "warn"):
        assert (sounds.FOLDER / f"{name}.wav").read_bytes()[:4] == b"RIFF"


def test_a_sound_is_half_as_loud_early_and_late(monkeypatch: pytest.MonkeyPatch) -> None:
    class Player:
        volume = 0.0

        def play(self) -> None:
            """Heard."""

        stop = play

    player = Player()
    monkeypatch.setitem(sounds._players, "ok", player)
    heard = {}
    for hour in (8, 9, 19, 20):
        sounds.enable(True, 0.6, lambda hour=hour: hour)  # type: ignore[misc]  # the hour of this turn
        sounds.play("ok")
        heard[hour] = player.volume
    sounds.enable(False)

    assert heard == {8: 0.3, 9: 0.6, 19: 0.6, 20: 0.3}
