"""Compiles the translations: `python -m scripts.translations` turns each `kiosk.po` into the `kiosk.mo` that is read.

Only those that are out of date are compiled, so it costs nothing to call it before each start.
"""

import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

LOCALES = Path(__file__).resolve().parent.parent / "assets" / "locale"

DOMAIN = "kiosk"


class TranslationFault(ValueError):
    """A translation that would mislead a reader or stop a screen. The message names the file and the text."""


def sources(locales: Path = LOCALES) -> list[Path]:
    """Give the translations that people write, in the order of their language."""
    return sorted(locales.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def read(source: Path) -> Catalog:
    """Read and check one translation.

    Raises:
        TranslationFault: if it cannot be read, or a text lacks a placeholder of its original.
    """
    with source.open("rb") as file:
        try:
            catalog = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
        except (PoFileError, UnicodeDecodeError) as fault:
            raise TranslationFault(f"{source}: {fault}") from fault
    for message, faults in catalog.check():
        raise TranslationFault(f"{source}: {message.id!r}: {faults[0]}")
    return catalog


def compile_all(locales: Path = LOCALES) -> list[Path]:
    """Compile what is out of date, and give the files that were written.

    Raises:
        TranslationFault: if a translation is wrong; its old compiled form then stays.
    """
    written = []
    for source in sources(locales):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        catalog = read(source)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".mo", delete=False) as file:
            # A text marked as "fuzzy" is a guess: the original is shown instead.
            write_mo(file, catalog, use_fuzzy=False)
        part = Path(file.name)
        part.chmod(0o644)
        part.replace(target)
        written.append(target)
    return written


def main() -> int:
    """Compile, and say in a line each what was done."""
    try:
        for target in compile_all():
            print(f"  {target.parent.parent.name}")
    except TranslationFault as fault:
        print(f"translation: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
