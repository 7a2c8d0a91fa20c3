"""Our reader against pyzbar and zxing-cpp on the same photographs in the same run, picture by picture in turn."""

from __future__ import annotations

import os
import random
import signal
import statistics
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import cv2
import numpy
import zxingcpp
from msgspec import Struct, field
from pyzbar import pyzbar

from hardware.decoding import stills
from hardware.decoding.ladder import Ladder
from hardware.decoding.orders import Order
from hardware.decoding.passes import Passes
from hardware.decoding.process import DecoderDied, DecoderProcess
from hardware.decoding.product_code import gtin_of
from hardware.decoding.scene import Scene
from hardware.decoding.votes import learnt_weights
from hardware.scanner import Symbology
from scripts.benches.report import Bench, Context, Goal, percentile
from scripts.benches.scan_chinese import right_texts
from scripts.scan_photos import RETAIL, NoPhotos, Photo, judge, load

if TYPE_CHECKING:
    from hardware.decoding.reads import Gray

LARGE = 600_000
"""Pixels from which a picture is as large as what a kiosk's camera delivers."""

FRAME_MS = 33
"""A frame at 30 a second; in video no pass starts that would end later."""

QUICK = 20
"""Every so many photographs are taken in the quick form."""

KILLS = 5

Answer = tuple[set[str], set[str]]
"""(product codes of 14 digits, texts of QR codes)."""


class Score(Struct):
    """What one reader made of the photographs."""

    right: int = 0
    wrong: int = 0
    right_unfocused: int = 0
    right_screens: int = 0
    right_qr: int = 0
    phantoms: int = 0
    """Product codes on pictures that show none."""

    ms: list[float] = field(default_factory=list)
    """Processor time of each photograph of a product."""

    ms_large: list[float] = field(default_factory=list)

    def take(self, photo: Photo, answer: Answer, ms: float, pixels: int) -> None:
        """Count one photograph."""
        gtins, texts = answer
        if photo.retail:
            right, wrong = judge(photo, gtins)
            self.right += right
            self.wrong += wrong
            self.right_unfocused += right and photo.group == "artelab-noaf"
            self.ms.append(ms)
            if pixels >= LARGE:
                self.ms_large.append(ms)
        elif photo.symbology == "NONE":
            self.phantoms += bool(gtins)
        elif photo.symbology == "QR":
            self.right_screens += photo.group == "boof-monitor" and bool(texts)
            self.right_qr += bool(photo.truth) and _plain(photo.truth) in {_plain(text) for text in texts}


def run(context: Context) -> Bench:
    """All readers on all photographs; the child killed; Chinese texts."""
    bench = Bench("scan")
    if context.data is None:
        bench.skipped = "no data: give a folder of photographs with truth.csv, --data FOLDER"
        return bench
    try:
        photos = load(context.data)
    except NoPhotos as error:
        bench.skipped = f"no data: {error}"
        return bench
    cv2.setNumThreads(1)
    scores = measure(photos[::QUICK] if context.quick else photos)
    retail = [photo for photo in photos if photo.retail]
    bench.figures["photographs of products"] = len(scores["ours"].ms)
    bench.figures["of"] = len(retail)
    for name, score in scores.items():
        bench.figures |= {
            f"{name}: right": score.right,
            f"{name}: with a wrong product code": score.wrong,
            f"{name}: right, camera without focus": score.right_unfocused,
            f"{name}: product codes where there is none": score.phantoms,
            f"{name}: QR texts right": score.right_qr,
            f"{name}: QR on screens": score.right_screens,
            f"{name}: median ms": statistics.median(score.ms),
            f"{name}: p95 ms": percentile(score.ms, 0.95),
            f"{name}: p95 ms of large pictures": percentile(score.ms_large, 0.95) if score.ms_large else 0,
        }
    bench.goals += _photo_goals(scores, screens=sum(photo.group == "boof-monitor" for photo in photos))
    bench.goals += _text_goals(bench)
    bench.goals += _kill_goals(bench)
    return bench


def measure(photos: Iterable[Photo]) -> dict[str, Score]:
    """Run every reader on every photograph, one after the other, on this thread."""
    readers = _readers()
    scores = {name: Score() for name in readers}
    for photo in photos:
        picture = stills.load(photo.path)
        for name, read in readers.items():
            began = time.thread_time()
            answer = read(picture)
            scores[name].take(photo, answer, (time.thread_time() - began) * 1000, picture.size)
    return scores


def _readers() -> dict[str, Callable[[Gray], Answer]]:
    passes = Passes()
    ladder = Ladder(passes, learnt_weights())
    ladder.warm_up()
    video = Ladder(passes, learnt_weights())

    def ours(picture: Gray, order: Order, by: Ladder) -> Answer:
        found = [code.read for code in by.climb(Scene(picture), order).accepted]
        return {read.gtin for read in found if read.gtin}, {read.text for read in found if read.symbology == "QR"}

    return {
        "ours": lambda picture: ours(picture, Order(), ladder),
        "ours in one video frame": lambda picture: ours(picture, Order(budget_ms=FRAME_MS), video),
        "pyzbar": _pyzbar,
        "zxing-cpp": _zxing,
    }


def _pyzbar(picture: Gray) -> Answer:
    found = pyzbar.decode(picture)
    gtins = {gtin_of(code.data.decode("latin-1"), code.type) for code in found if code.type in RETAIL}
    return {gtin for gtin in gtins if gtin}, {
        code.data.decode("utf-8", "replace") for code in found if code.type == "QRCODE"
    }


ZXING: dict[str, Symbology] = {"EAN13": "EAN13", "EAN8": "EAN8", "UPCA": "UPCA", "UPCE": "UPCE"}


def _zxing(picture: Gray) -> Answer:
    formats = zxingcpp.barcode_formats_from_str("EAN13,EAN8,UPCA,UPCE,QRCode,DataMatrix")
    found = zxingcpp.read_barcodes(picture, formats=formats, text_mode=zxingcpp.TextMode.Plain)
    gtins = {gtin_of(code.text, ZXING[code.format.name]) for code in found if code.format.name in ZXING}
    texts = {code.text for code in found if code.format.name.startswith("QR")}
    return {gtin for gtin in gtins if gtin}, texts


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _photo_goals(scores: dict[str, Score], *, screens: int) -> list[Goal]:
    ours, video, zbar, zxing = (scores[name] for name in ("ours", "ours in one video frame", "pyzbar", "zxing-cpp"))
    better = max(zbar.right, zxing.right, 1)
    worse = max(zbar.wrong, zxing.wrong, 1)
    unfocused = max(zbar.right_unfocused, zxing.right_unfocused, 1)
    median = statistics.median(ours.ms) / statistics.median(zbar.ms)
    return [
        Goal("right, to the better of the two engines", "floor", ours.right / better, ">=", 1.2),
        Goal("right, to the better of the two engines", "target", ours.right / better, ">=", 1.3),
        Goal("wrong, to the worse of the two engines", "floor", ours.wrong / worse, "<=", 0.2),
        Goal("wrong, to zxing-cpp", "floor", ours.wrong / max(zxing.wrong, 1), "<=", 0.6),
        Goal("right without focus, to the better engine", "floor", ours.right_unfocused / unfocused, ">=", 2.0),
        Goal("right without focus, to the better engine", "target", ours.right_unfocused / unfocused, ">=", 2.7),
        Goal("product codes where there is none", "floor", ours.phantoms, "<=", 0),
        Goal("QR texts right, to zxing-cpp", "floor", ours.right_qr / max(zxing.right_qr, 1), ">=", 1.0),
        Goal("QR on screens missed", "floor", screens - ours.right_screens if screens else 0, "<=", 0),
        Goal("median time, to pyzbar", "floor", median, "<=", 0.9),
        Goal("median time, to pyzbar", "target", median, "<=", 0.6),
        Goal("p95 ms in one video frame, large pictures", "target", percentile(video.ms_large or [0], 0.95), "<=", 33),
    ]


def _text_goals(bench: Bench) -> list[Goal]:
    utf8, legacy = right_texts(random.Random(20240611))
    bench.figures |= {"Chinese QR codes in UTF-8 right, of 200": utf8, "in GBK or Big5 right, of 100": legacy}
    return [
        Goal("Chinese QR codes in UTF-8 right, of 200", "floor", utf8, ">=", 200),
        Goal("in GBK or Big5 right, of 100", "floor", legacy, ">=", 90),
        Goal("in GBK or Big5 right, of 100", "target", legacy, ">=", 98),
    ]


def _kill_goals(bench: Bench) -> list[Goal]:
    """How long it takes until a frame is read again after the decoding process was killed."""
    picture = _bars()
    # As the camera uses it: a spare stands by some seconds after the last change.
    decoder = DecoderProcess(spare=True)
    waits = []
    try:
        for _ in range(KILLS):
            while not decoder.spare_ready:
                decoder.decode(picture, Order())
            assert decoder.pid is not None
            os.kill(decoder.pid, signal.SIGKILL)
            began = time.perf_counter()
            try:
                decoder.decode(picture, Order())
            except DecoderDied:
                decoder.decode(picture, Order())
            waits.append(time.perf_counter() - began)
    finally:
        decoder.close()
    bench.figures["s until scanning is back after a kill, longest"] = max(waits)
    return [
        Goal("s until scanning is back after a kill, longest", "floor", max(waits), "<=", 2.0),
        Goal("s until scanning is back after a kill, longest", "target", max(waits), "<=", 1.0),
    ]


def _bars() -> Gray:
    image = zxingcpp.create_barcode("6901234567892", zxingcpp.BarcodeFormat.EAN13).to_image(scale=3)
    code = numpy.asarray(image, dtype=numpy.uint8).squeeze()
    return numpy.pad(code, 100, constant_values=200)
