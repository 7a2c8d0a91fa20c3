"""Cuts the two Chinese type families that the screens use out of Debian's Noto fonts, once a device.

The installed font file is 19 MB a weight and its first face is the Japanese one, which draws 骨, 令 and 没 the
Japanese way. So the simplified and the traditional face are taken out by name, with the characters that trade in
Chinese needs and no others: 5 MB a file, and half the memory. No font is part of this repository.

Nothing here knows Kivy: set-up runs it before any window exists.
"""

import hashlib
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

log = logging.getLogger(__name__)

RECIPE = 1
"""Counts changes to what is cut. A new number lets every device cut its fonts anew."""

PACKAGE = "fonts-noto-cjk"

SOURCE_FOLDERS = (
    Path("/usr/share/fonts/opentype/noto"),  # Debian, Ubuntu
    Path("/usr/share/fonts/google-noto-sans-cjk-fonts"),  # Fedora
    Path("/usr/share/fonts/noto-cjk"),  # Arch
    Path("/usr/local/share/fonts"),
    Path.home() / "Library/Fonts",  # macOS, put there by hand
)

EXTRA_RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x024F),  # Latin with accents: brand names
    (0x0300, 0x036F),  # combining accents
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x045F),  # Cyrillic
    (0x1E00, 0x1EFF),  # Vietnamese and other Latin
    (0x2000, 0x206F),  # dashes, quotes, the ellipsis
    (0x2070, 0x209F),  # raised and lowered digits
    (0x20A0, 0x20CF),  # currencies
    (0x2100, 0x214F),  # № ™ ℃
    (0x2150, 0x218F),  # fractions, Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x2300, 0x23FF),
    (0x2460, 0x24FF),  # circled digits
    (0x2500, 0x27BF),  # boxes, shapes, ticks
    (0x2E80, 0x2FDF),  # radicals
    (0x3000, 0x312F),  # Chinese punctuation, kana, bopomofo
    (0x31A0, 0x31BF),  # more bopomofo
    (0x3200, 0x33FF),  # enclosed characters, units
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),  # full-width forms
)
"""What the two legacy sets lack, or have only in part."""

LAYOUT_FEATURES = ("ccmp", "kern", "mark", "mkmk")
"""Everything else is for vertical text and small print that no screen has."""

VERTICAL_TABLES = ("vhea", "vmtx", "VORG")

Progress = Callable[[str], None]


class FontSourceMissing(RuntimeError):
    """The fonts to cut from are not on this machine. The message says which package brings them."""


class FontSet(Struct, frozen=True):
    """The four font files that the screens register with the toolkit."""

    sc_regular: Path
    """Simplified Chinese and Latin."""

    sc_bold: Path

    tc_regular: Path
    """Traditional Chinese as written in Taiwan, and Latin."""

    tc_bold: Path

    @property
    def files(self) -> tuple[Path, ...]:
        """All four, in the order of the fields."""
        return (self.sc_regular, self.sc_bold, self.tc_regular, self.tc_bold)


class _Cut(Struct, frozen=True):
    """One file to make: which face, of which installed file."""

    name: str
    face: str
    source: str


_CUTS = (
    _Cut("sc-regular.otf", "Noto Sans CJK SC", "NotoSansCJK-Regular.ttc"),
    _Cut("sc-bold.otf", "Noto Sans CJK SC Bold", "NotoSansCJK-Bold.ttc"),
    _Cut("tc-regular.otf", "Noto Sans CJK TC", "NotoSansCJK-Regular.ttc"),
    _Cut("tc-bold.otf", "Noto Sans CJK TC Bold", "NotoSansCJK-Bold.ttc"),
)


def default_folder() -> Path:
    """Where this user's cut fonts lie: `$XDG_DATA_HOME/kiosk/fonts`, or `~/.local/share/kiosk/fonts`."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    return Path(base) / "kiosk" / "fonts"


def ensure_fonts(
    progress: Progress | None = None, *, folder: Path | None = None, source: Path | None = None
) -> FontSet:
    """Give the font files, and cut those that are missing (0.3 s each).

    Args:
        progress: is called with one line for each file that has to be cut.
        folder: where to keep them; `default_folder()` if not given.
        source: the folder of the installed fonts; looked for in the usual places if not given, and asked of the
            environment variable `KIOSK_FONT_SOURCE` first.

    Raises:
        FontSourceMissing: if a file must be cut and the installed fonts are not there.
        OSError: if the folder cannot be written.
    """
    keep = (folder or default_folder()) / _fingerprint()
    fonts = FontSet(*(keep / cut.name for cut in _CUTS))
    missing = [(cut, path) for cut, path in zip(_CUTS, fonts.files, strict=True) if not path.is_file()]
    if not missing:
        return fonts
    from kiosk.ui import font_subset  # its library is slow to load, and most starts find the files there

    installed = _find_source(source)
    keep.mkdir(parents=True, exist_ok=True)
    wanted = set(wanted_characters())
    for cut, path in missing:
        if progress is not None:
            progress(f"cutting {cut.face} from {installed / cut.source}")
        data = font_subset.cut(installed / cut.source, cut.face, wanted, VERTICAL_TABLES, LAYOUT_FEATURES)
        if data is None:
            raise FontSourceMissing(f"{installed / cut.source} has no face named {cut.face!r}: reinstall {PACKAGE}")
        _write(path, data)
    return fonts


def wanted_characters() -> Iterator[int]:
    """Yield every code point that a screen may show: GBK, Big5, and `EXTRA_RANGES`.

    GB2312 would be a third of the size, but lacks 啫 of 洁面啫喱 and many names.
    """
    for codec in ("gbk", "big5"):
        for lead in range(0x81, 0xFF):
            for trail in range(0x40, 0xFF):
                text = bytes((lead, trail)).decode(codec, errors="ignore")
                if len(text) == 1 and ord(text) > 0x7F:
                    yield ord(text)
    for first, last in EXTRA_RANGES:
        yield from range(first, last + 1)


def _fingerprint() -> str:
    """Name one way of cutting, so that a changed recipe never meets old files."""
    recipe = repr((RECIPE, EXTRA_RANGES, LAYOUT_FEATURES, _CUTS))
    return hashlib.sha256(recipe.encode()).hexdigest()[:12]


def _find_source(given: Path | None) -> Path:
    """Find the folder that holds the installed fonts."""
    named = given or (Path(os.environ["KIOSK_FONT_SOURCE"]) if os.environ.get("KIOSK_FONT_SOURCE") else None)
    folders = (named,) if named is not None else SOURCE_FOLDERS
    for folder in folders:
        if all((folder / cut.source).is_file() for cut in _CUTS):
            return folder
    looked = ", ".join(str(folder) for folder in folders)
    message = (
        f"The Chinese fonts are not installed: NotoSansCJK-Regular.ttc and NotoSansCJK-Bold.ttc are not in {looked}.\n"
        f"On Debian or Ubuntu: sudo apt-get install {PACKAGE}\n"
        "Elsewhere: install Noto Sans CJK, and set KIOSK_FONT_SOURCE to the folder that holds the two files."
    )
    raise FontSourceMissing(message)


def _write(path: Path, data: bytes) -> None:
    """Put a whole file in place, or none: two programs may start at the same time."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(data)
            file.flush()
            # The service may run as another user than the one who set the machine up.
            part.chmod(0o644)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise


def main() -> int:
    """Cut the fonts for this user; set-up calls this."""
    try:
        fonts = ensure_fonts(lambda line: print(f"  {line}", flush=True))  # noqa: T201 - a command's own output
    except FontSourceMissing as missing:
        print(missing, file=sys.stderr)  # noqa: T201
        return 1
    log.info("fonts are in %s", fonts.sc_regular.parent)
    return 0


if __name__ == "__main__":
    sys.exit(main())
