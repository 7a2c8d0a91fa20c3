"""The ladder of passes on drawn and badly photographed codes."""

from __future__ import annotations

import random
import subprocess
import sys
from functools import cache

import numpy
import pytest

from hardware.decoding.ladder import Ladder
from hardware.decoding.orders import Order
from hardware.decoding.passes import Passes
from hardware.decoding.process import ROOT
from hardware.decoding.reads import Finding
from hardware.decoding.scene import Scene
from hardware.decoding.votes import learnt_weights
from hardware.decoding.zbar import READS_PER_SCANNER, ZbarReader
from tests.hardware import pictures

WATER = "6901234567892"
HAN = "咖啡会员卡积分优惠券北京上海广州深圳店自提订单张王李赵先生女士矿泉水牛奶苹果面包满减折扣會員積分優惠訂單礦泉"


@cache
def passes() -> Passes:
    """Load the engines once."""
    return Passes()


def read(picture: numpy.ndarray, order: Order | None = None) -> tuple[Finding, ...]:
    """Give the accepted codes of a frame."""
    return Ladder(passes(), learnt_weights()).climb(Scene(picture), order or Order()).accepted


@pytest.mark.parametrize("angle", [0, 20, 45, 90, 135, 180, 250])
def test_a_pack_is_read_at_any_angle(angle: float) -> None:
    found = read(pictures.on_scene(pictures.ean13(WATER), angle=angle, seed=int(angle)))

    assert [code.read.gtin for code in found] == ["0" + WATER]


@pytest.mark.parametrize(("module", "blur"), [(2, 0.8), (3, 2.1), (4, 3.0), (5, 4.0)])
def test_a_pack_out_of_focus_is_read(module: int, blur: float) -> None:
    found = read(pictures.on_scene(pictures.ean13(WATER, module=module), blur=blur))

    assert [code.read.gtin for code in found] == ["0" + WATER]


@pytest.mark.parametrize(
    ("modules", "gtin"),
    [
        (pictures.ean8_modules("96385074"), "00000096385074"),
        (pictures.upc_e_modules("01234565"), "00012345000065"),
        (pictures.ean13_modules("0036000291452"), "00036000291452"),
        (pictures.ean13_modules("2100001012342"), "02100001012342"),
    ],
    ids=["EAN-8", "UPC-E", "UPC-A", "weighed goods"],
)
def test_every_retail_code_becomes_a_gtin_of_fourteen_digits(modules: str, gtin: str) -> None:
    found = read(pictures.on_scene(pictures.bars(modules, module=4)))

    assert [code.read.gtin for code in found] == [gtin]


def test_a_code_with_a_wrong_check_digit_is_nothing() -> None:
    assert read(pictures.on_scene(pictures.bars(pictures.ean13_modules("6901234567893")))) == ()


def test_a_scene_without_a_code_gives_none() -> None:
    assert read(pictures.empty_scene()) == ()
    assert read(pictures.black_scene()) == ()


def test_bars_and_a_qr_code_on_one_pack_are_both_read() -> None:
    # given: a marketing QR code beside the product's bars
    scene = pictures.on_scene(pictures.ean13(WATER))
    link = pictures.qr("https://example.com/win", scale=4)
    scene[20 : 20 + link.shape[0], 40 : 40 + link.shape[1]] = link

    found = read(scene)

    assert {code.read.text for code in found} == {WATER, "https://example.com/win"}


def test_two_hundred_chinese_qr_codes_are_read_without_one_wrong_character() -> None:
    # given: names and words as members' codes carry them, in UTF-8, which the code does not announce
    chance = random.Random(20240611)
    texts = [
        chance.choice(["VIP", "会员", "", "LOY:", "2024-"])
        + "".join(chance.choices(HAN, k=chance.randint(2, 9)))
        + chance.choice(["", "1", "88", "號"])
        for _ in range(200)
    ]

    # when
    answers = [[code.read.text for code in read(pictures.qr(text))] for text in texts]

    # then
    assert answers == [[text] for text in texts]


def test_a_qr_code_in_dark_mode_is_read() -> None:
    found = read(pictures.on_scene(255 - pictures.qr("MEMBER-4711", scale=6)))

    assert [code.read.text for code in found] == ["MEMBER-4711"]


def test_a_tight_budget_is_kept_by_leaving_passes_out() -> None:
    ladder = Ladder(passes(), learnt_weights())
    busy = numpy.random.default_rng(1).integers(0, 255, (720, 1280), numpy.uint8)
    whole = ladder.climb(Scene(busy), Order())

    short = ladder.climb(Scene(busy), Order(budget_ms=5))

    assert short.passes < whole.passes
    assert short.ms < whole.ms


def test_a_pass_that_was_slow_once_is_tried_again() -> None:
    # given: a moment in which everything took a second
    ladder = Ladder(passes(), learnt_weights())
    scene = pictures.on_scene(pictures.ean13(WATER), blur=6)
    ladder._cost_ms = {item.name: 1000.0 for item in passes().all}

    # when
    counts = [ladder.climb(Scene(scene), Order(budget_ms=60)).passes for _ in range(60)]

    # then
    assert counts[0] == 1
    assert max(counts) > 4


def test_slow_passes_take_turns_from_frame_to_frame() -> None:
    # given: a frame that no pass accepts
    ladder = Ladder(passes(), learnt_weights())
    counts = {ladder.climb(Scene(pictures.empty_scene()), Order(turns=turns)).passes for turns in (0, 1, 3)}

    assert len(counts) > 1


def test_a_scanner_that_has_read_very_often_is_replaced_and_reads_on() -> None:
    reader = ZbarReader(density=4)
    code = pictures.ean13(WATER)
    reader._reads = READS_PER_SCANNER - 2

    texts = {reader.read(code, "zb4")[0].text for _ in range(4)}

    assert texts == {WATER}


def test_without_libzbar_it_says_so_once_and_reads_with_the_other_engine() -> None:
    # given: a Python that cannot load pyzbar, as on a machine without the library
    program = (
        "import sys; sys.modules['pyzbar'] = None\n"
        "from tests.hardware.test_decoding import WATER, passes, pictures, read\n"
        "found = read(pictures.on_scene(pictures.ean13(WATER)))\n"
        "print(passes().missing)\n"
        "print([(code.read.text, code.engines) for code in found])\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    first, second = done.stdout.splitlines()
    assert "libzbar" in first
    assert "apt-get install libzbar0" in first
    assert second == f"[('{WATER}', ('zxing',))]"
