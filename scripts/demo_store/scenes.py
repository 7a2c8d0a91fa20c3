"""What a shop's camera sees: a pack, or a phone with a code, held before a shelf. Rendered, never filmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import segno
from PIL import Image

from scripts.demo_store import barcode, products
from scripts.demo_store.artwork import Art
from scripts.demo_store.look import BRIGHT, QUIET, Look, look
from scripts.demo_store.products import Product
from scripts.demo_store.products import mix as stirred
from scripts.demo_store.studio import INK, PAPER, WHITE, Colour, luminance, mix, rgb

WIDTH, HEIGHT = 1280, 720

HOLD = 12
"""Frames for which a pack is held still: more than a second of a camera at ten frames a second."""

MOVE = 3
"""Frames in which it comes in, and goes out again."""

GAP = 14
"""Frames of empty shelf between two packs, long enough for a scanner to say that the code has left."""

SMEAR = (45, 25)
"""Pixels; at (23, 13) zxing-cpp read wrong numbers, with right check digits, from packs on the move."""

Frame = npt.NDArray[np.uint8]
"""Height x width x 3, blue green red."""

_Picture = npt.NDArray[np.float32]


def shelf(seed: int = 1) -> Frame:
    """The empty scene."""
    return _taken(_shelf(seed), seed)


def held_pack(gtin: str, product: Product | None = None, *, share: float = 1.0, seed: int = 1) -> Frame:
    """A pack with this GTIN printed on it; `share` is how far it has come in, 0 outside and 1 still.

    Raises:
        ValueError: if it is no GTIN-13.
    """
    return _taken(_held(_shelf(seed), _pack(gtin, product), share, stirred(int(gtin), seed)), seed + int(share * 40))


def held_phone(text: str, title: str = "AURELLE", *, share: float = 1.0, seed: int = 1) -> Frame:
    """A phone that shows `text` as a QR code."""
    return _taken(_held(_shelf(seed), _phone(text, title), share, stirred(len(text), seed)), seed + int(share * 40))


def frames(
    shown: Sequence[str],
    catalogue: Mapping[str, Product] | None = None,
    *,
    hold: int = HOLD,
    gap: int = GAP,
    seed: int = 1,
) -> Iterator[Frame]:
    """One frame after the other: each GTIN (13 or 14 digits) or text of a QR code comes in, stays, and goes again."""
    still = 0
    for number, text in enumerate(shown):
        for _ in range(gap):
            still += 1
            yield _taken(_shelf(seed), still)
        is_gtin = text.isascii() and text.isdigit() and len(text) in (13, 14)
        thing = _pack(text, (catalogue or {}).get(text.zfill(14))) if is_gtin else _phone(text, "AURELLE")
        chance = stirred(number, seed)
        shares = [(step + 1) / (MOVE + 1) for step in range(MOVE)]
        for share in [*shares, *[1.0] * hold, *reversed(shares)]:
            still += 1
            sway = stirred(still, 9) % 7 - 3
            yield _taken(_held(_shelf(seed), thing, share, chance, sway), still)


def write_scenes(
    folder: Path,
    gtins: Sequence[str],
    catalogue: Mapping[str, Product] | None = None,
    *,
    hold: int = HOLD,
    gap: int = GAP,
    seed: int = 1,
) -> list[Path]:
    """Write the frames of `frames` as ``0001.jpg``, ``0002.jpg``, ... for the camera that plays a folder.

    Without a catalogue, packs look like the products of the standard demo store.
    """
    known = catalogue or {product.gtin: product for product in products.generate()}
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, frame in enumerate(frames(gtins, known, hold=hold, gap=gap, seed=seed), 1):
        path = folder / f"{number:04}.jpg"
        _, data = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 88])
        path.write_bytes(data.tobytes())
        written.append(path)
    return written


@lru_cache(maxsize=4)
def _shelf(seed: int) -> _Picture:
    """Rows of packs out of focus, as floats of 0 to 1, red green blue."""
    scene = np.ones((HEIGHT, WIDTH, 3), dtype=np.float32) * np.array((0.30, 0.27, 0.24), dtype=np.float32)
    foot, number = 214, 0
    while foot < HEIGHT + 220:
        x = -20
        while x < WIDTH:
            chance = stirred(number, seed + 50)
            number += 1
            palette = QUIET if chance & 3 else BRIGHT
            colour = mix(rgb(palette[(chance >> 4) % len(palette)]), (0.5, 0.45, 0.4), 0.18)
            wide, tall = 44 + (chance >> 10) % 52, 118 + (chance >> 20) % 62
            for _ in range(1 + (chance >> 28) % 3):
                face = slice(max(0, foot - tall), min(HEIGHT, foot)), slice(max(0, x), max(0, min(WIDTH, x + wide)))
                light = np.linspace(1.1, 0.72, scene[face].shape[1], dtype=np.float32)[None, :, None]
                scene[face] = np.array(colour, dtype=np.float32) * light
                label = slice(max(0, foot - tall * 2 // 3), max(0, min(HEIGHT, foot - tall // 4))), face[1]
                scene[label] = scene[label] * 0.45 + np.array(mix(PAPER, colour, 0.1), dtype=np.float32) * 0.5
                x += wide + 3
            x += 6
        scene[max(0, foot) : max(0, min(HEIGHT, foot + 26))] = (0.56, 0.44, 0.32)
        foot += 232
    found = cv2.GaussianBlur(scene, (0, 0), 10)
    return np.asarray(found, dtype=np.float32)


@lru_cache(maxsize=32)
def _pack(gtin: str, product: Product | None) -> tuple[_Picture, _Picture]:
    """The back of a pack and its outline."""
    if product is not None:
        seen = look(product)
    else:
        chance = stirred(int(gtin), 3)
        main = rgb(QUIET[chance % len(QUIET)])
        seen = Look("box", "", "", "", main, rgb(BRIGHT[chance % len(BRIGHT)]), main, 1.0, chance)
    w, h = 560, 620
    main = mix(seen.main, PAPER, 0.08)
    ink: Colour = INK if luminance(main) > 0.40 else PAPER
    art = Art(w, h, main)
    art.box(0, 0, w, 14, seen.accent)
    art.text((w / 2, 74), seen.brand or "952", 46, ink, spacing=0.14, bold=True, most=0.84)
    art.text((w / 2, 124), seen.line, 22, ink, spacing=0.12, most=0.82)
    for row in range(7):
        # Small print, too small to be read by a camera and therefore only lines.
        long = 250 + stirred(row, seen.chance & 0xFFFF) % 180
        art.box(62, 168 + row * 17, 62 + long, 171 + row * 17, mix(main, ink, 0.45))
    symbol = barcode.draw(gtin, 4, 190)
    sw, sh = symbol.size
    x, y = (w - sw) // 2, h - sh - 44
    art.box(x - 10, y - 10, x + sw + 10, y + sh + 10, WHITE, 6)
    face = art.array().astype(np.float32)
    face[y : y + sh, x : x + sw] = (np.asarray(symbol, dtype=np.float32) / 255)[..., None]
    face *= np.linspace(1.05, 0.90, w, dtype=np.float32)[None, :, None]
    return np.clip(face, 0, 1), np.ones((h, w), dtype=np.float32)


@lru_cache(maxsize=16)
def _phone(text: str, title: str) -> tuple[_Picture, _Picture]:
    """A phone whose screen shows a QR code, and its outline."""
    matrix = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    side = len(matrix)
    module = max(3, 396 // (side + 8))
    w, h = 500, 660
    art = Art(w, h, (0.055, 0.058, 0.066))
    art.box(16, 16, w - 16, h + 60, (0.985, 0.98, 0.97), 40)
    art.box(w / 2 - 62, 32, w / 2 + 62, 54, (0.055, 0.058, 0.066), 11)
    art.text((w / 2, 106), title, 34, INK, spacing=0.22, bold=True)
    face = art.array().astype(np.float32)
    size = side * module
    code = Image.fromarray(255 - np.array(matrix, dtype=np.uint8).clip(0, 1) * 255).resize(
        (size, size), Image.Resampling.NEAREST
    )
    x, y = (w - size) // 2, 150 + (430 - size) // 2
    face[y : y + size, x : x + size] = (0.04 + 0.95 * np.asarray(code, dtype=np.float32) / 255)[..., None]
    outline = Art(w, h + 80, (0.0, 0.0, 0.0))
    outline.box(0, 0, w, h + 80, WHITE, 58)
    return np.clip(face, 0, 1), outline.array()[:h, :, 0].astype(np.float32)


def _held(background: _Picture, thing: tuple[_Picture, _Picture], share: float, chance: int, sway: int = 0) -> _Picture:
    """The thing before the background, turned and tipped a little as hands do."""
    face, outline = thing
    h, w = outline.shape
    turn = ((chance & 0xFF) / 255 - 0.5) * 0.26 + sway * 0.002
    tip = ((chance >> 8 & 0xFF) / 255 - 0.5) * 0.08
    size = 0.92 + 0.14 * (chance >> 16 & 0xFF) / 255
    middle = np.array([WIDTH / 2 + ((chance >> 24 & 0xFF) / 255 - 0.5) * 150 + sway, HEIGHT / 2 + 26 + sway])
    middle += np.array([(1 - share) * 620, (1 - share) * 330])
    corners = np.array([[-w / 2, -h / 2], [w / 2, -h / 2], [w / 2, h / 2], [-w / 2, h / 2]]) * size
    corners[:, 0] *= 1 + tip * np.sign(corners[:, 1])
    corners[:, 1] *= 1 + tip * 0.6 * np.sign(corners[:, 0])
    cos, sin = np.cos(turn), np.sin(turn)
    there = (corners @ np.array([[cos, sin], [-sin, cos]]) + middle).astype(np.float32)
    here = np.array([[0, 0], [w, 0], [w, h], [0, h]], dtype=np.float32)
    warp = cv2.getPerspectiveTransform(here, there)
    seen = cv2.warpPerspective(face, warp, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
    cover = cv2.warpPerspective(outline, warp, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
    if share < 1:
        # A moving thing is smeared the way it moves, and so much that no decoder reads a wrong number from it.
        seen = cv2.blur(seen, SMEAR)
        cover = cv2.blur(cover, SMEAR)
        seen = seen / np.maximum(cover, 0.05)[..., None]
    small = cv2.resize(np.roll(cover, (22, 10), axis=(0, 1)), (WIDTH // 8, HEIGHT // 8), interpolation=cv2.INTER_AREA)
    shade = cv2.resize(cv2.GaussianBlur(small, (0, 0), 3), (WIDTH, HEIGHT))[..., None]
    scene = background * (1 - 0.45 * shade)
    return np.asarray(scene + (np.clip(seen, 0, 1) - scene) * cover[..., None], dtype=np.float32)


@lru_cache(maxsize=1)
def _lens() -> _Picture:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    away = ((x - WIDTH / 2) / WIDTH) ** 2 + ((y - HEIGHT / 2) / HEIGHT) ** 2
    return np.asarray((1.02 - 0.42 * away)[..., None], dtype=np.float32)


@lru_cache(maxsize=8)
def _noise(number: int) -> _Picture:
    coarse = np.random.RandomState(number).standard_normal((HEIGHT // 2, WIDTH // 2, 1)).astype(np.float32) * 1.6
    fine = np.random.RandomState(number + 100).standard_normal((HEIGHT, WIDTH, 1)).astype(np.float32) * 2.2
    return np.asarray(np.repeat(np.repeat(coarse, 2, axis=0), 2, axis=1) + fine, dtype=np.float32)


def _taken(scene: _Picture, number: int) -> Frame:
    """The scene as a plain camera takes it: a little soft, darker in the corners, noisy."""
    soft = cv2.GaussianBlur(scene, (0, 0), 0.9) * _lens()
    soft *= 255
    soft += _noise(number % 8)
    return np.asarray(
        cv2.cvtColor(cv2.convertScaleAbs(np.maximum(soft, 0, out=soft)), cv2.COLOR_RGB2BGR), dtype=np.uint8
    )
