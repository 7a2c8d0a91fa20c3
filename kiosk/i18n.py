"""Words, money, dates and ages in the three languages. Pure: no screen, no clock; `kiosk/ui/tr.py` is the observable.

Keys are English ids (`basket.total`). Each feature has its own file in every language,
`assets/locale/<language>/<feature>.po`; `python -m kiosk.i18n` compiles them all into one `kiosk.mo` a language. Where
that is missing or older, the `.po` files are compiled in memory, so a fresh checkout works too.
"""

from __future__ import annotations

import gettext
import io
import logging
import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from babel import Locale

log = logging.getLogger(__name__)

LANGUAGES = ("zh_CN", "zh_TW", "en")
LOCALE = Path(__file__).parents[1] / "assets" / "locale"
CONTEXT = "\x04"

FALLBACK = {"zh_CN": ("zh_TW", "en"), "zh_TW": ("zh_CN", "en"), "en": ("zh_CN",)}
"""Whose words are shown, and said so in the log, where a language lacks a key."""

Style = Literal["shelf", "receipt"]
"""`shelf` drops the fraction of a whole amount (¥228), `receipt` never does (¥228.00)."""

CURRENCIES = {
    "CNY": ("¥", 2),
    "TWD": ("NT$", 0),
    "HKD": ("HK$", 2),
    "USD": ("US$", 2),
    "EUR": ("€", 2),
    "JPY": ("JP¥", 0),
    "SGD": ("S$", 2),
    "MOP": ("MOP$", 2),
}
"""Sign and decimal digits. A till shows one currency, so its sign is the one that people of the place write."""


class Amount(Protocol):
    """What `kiosk.money.Money` is."""

    @property
    def minor(self) -> int:
        """Whole units of the currency's smallest part."""

    @property
    def currency(self) -> str:
        """ISO 4217."""


def normal(language: str) -> str:
    """Give the language as its folder is named: `zh-Hant`, `zh-TW` and `zh_TW` are one.

    Raises:
        ValueError: if it is none of ours.
    """
    wanted = language.replace("-", "_")
    wanted = {"zh_Hans": "zh_CN", "zh_Hant": "zh_TW", "zh": "zh_CN"}.get(wanted, wanted)
    if wanted.startswith("en"):
        wanted = "en"
    if wanted not in LANGUAGES:
        raise ValueError(f"language {language!r} is none of {', '.join(LANGUAGES)}")
    return wanted


class Translator:
    """Speaks one language."""

    def __init__(self, language: str, *, zone: str = "Asia/Shanghai", folder: Path = LOCALE) -> None:
        self.language = normal(language)
        self.zone = zone
        self._zone = ZoneInfo(zone)
        self._folder = folder
        self._words = _load(self.language, folder)
        self._reported: set[str] = set()

    def text(self, key: str, **args: object) -> str:
        """Give the words of a key, its gaps `{name}` filled from `args`. An argument named `n` chooses the plural.

        A key that this language lacks is shown in the next one, a key that none has is shown as it is, and either is
        logged once.
        """
        found = _find(self._words, key, args)
        if found is None:
            found = self._elsewhere(key, args)
        if not args:
            return found
        try:
            return found.format(**args)
        except (KeyError, IndexError, ValueError) as error:
            self._report(f"{key} {args}", "the words of %r do not fit their arguments: %s", key, error)
            return found

    def known(self, key: str) -> bool:
        """Whether this language itself has words for the key."""
        return _find(self._words, key, {}) is not None

    def money(self, amount: Amount, style: Style = "shelf") -> str:
        """Write an amount with the currency's sign and thousands: `¥1,234`, `¥1,234.50`, `−NT$980`.

        The minus is the true one, as wide as a figure: a hyphen before an amount is overlooked.
        """
        sign, digits = CURRENCIES.get(amount.currency, (amount.currency + "\u00a0", 2))
        unit = 10**digits
        whole, rest = divmod(abs(amount.minor), unit)
        minus = "\u2212" if amount.minor < 0 else ""
        fraction = f".{rest:0{digits}d}" if digits and (rest or style == "receipt") else ""
        return f"{minus}{sign}{whole:,}{fraction}"

    def number(self, value: int) -> str:
        """Write a whole number with thousands."""
        return f"{value:,}"

    def time(self, at: datetime) -> str:
        """Write the time of day in the shop's zone, `14:02`, in all languages."""
        return self._local(at).strftime("%H:%M")

    def date(self, day: date | datetime) -> str:
        """Write a day without its year: `11月21日`, `21 Nov`."""
        if isinstance(day, datetime):
            day = self._local(day).date()
        if self.language == "en":
            return f"{day.day} {_MONTHS[day.month - 1]}"
        return f"{day.month}月{day.day}日"

    def age(self, seconds: float) -> str:
        """Write a length of time in its largest unit: `26 分钟`, `26 minutes`."""
        from babel.dates import format_timedelta

        whole = timedelta(seconds=max(0.0, seconds))
        words = format_timedelta(whole, locale=_locale(self.language), threshold=1.2)
        # Some locales write numbers close to their words, others apart: here they always stand apart.
        return re.sub(r"(?<=\d)(?=[\u4e00-\u9fff])", " ", words)

    def _local(self, at: datetime) -> datetime:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(self._zone)

    def _elsewhere(self, key: str, args: dict[str, object]) -> str:
        for other in FALLBACK[self.language]:
            found = _find(_load(other, self._folder), key, args)
            if found is not None:
                self._report(key, "no words in %s for %r, showing %s", self.language, key, other)
                return found
        self._report(key, "no words for %r in any language", key)
        return key

    def _report(self, what: str, message: str, *args: object) -> None:
        if what not in self._reported:
            self._reported.add(what)
            log.warning(message, *args)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_loaded: dict[tuple[str, Path], gettext.GNUTranslations] = {}


@cache
def _locale(language: str) -> Locale:
    """What Babel knows of a language. Looked up by its name, it reads the names of all its files each time."""
    from babel import Locale

    return Locale.parse(language)


def _find(words: gettext.GNUTranslations, key: str, args: dict[str, object]) -> str | None:
    n = args.get("n")
    if isinstance(n, int):
        # gettext answers with what it was given where it has no words; no words of ours hold a NUL.
        found = words.ngettext(key, "\0", n)
        if found not in (key, "\0"):
            return found
    found = words.gettext(key)
    if found == key and n is None:
        found = words.ngettext(key, "\0", 2)
    return None if found in (key, "\0") else found


def _load(language: str, folder: Path) -> gettext.GNUTranslations:
    known = _loaded.get((language, folder))
    if known is None:
        compiled = folder / language / "kiosk.mo"
        sources = sources_of(language, folder)
        newest = max((source.stat().st_mtime for source in sources), default=0.0)
        if compiled.is_file() and compiled.stat().st_mtime >= newest:
            with compiled.open("rb") as file:
                known = gettext.GNUTranslations(file)
        else:
            known = gettext.GNUTranslations(io.BytesIO(compile_words(language, folder)))
        _loaded[language, folder] = known
    return known


def sources_of(language: str, folder: Path = LOCALE) -> list[Path]:
    """Name the `.po` files of a language, in order."""
    return sorted((folder / language).glob("*.po"))


def compile_words(language: str, folder: Path = LOCALE) -> bytes:
    """Give all words of a language as one `.mo` file.

    Raises:
        ValueError: if a key stands in two files.
    """
    from babel.messages import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    whole = Catalog(locale=language, fuzzy=False)
    home: dict[str, str] = {}
    for source in sources_of(language, folder):
        with source.open("rb") as file:
            for message in read_po(file, locale=language):
                if not message.id:
                    continue
                key = message.id if isinstance(message.id, str) else message.id[0]
                if key in home:
                    raise ValueError(f"{key} stands in {home[key]} and in {source.name} of {language}")
                home[key] = source.name
                if message.string and all(message.string):
                    whole.add(message.id, message.string)
    out = io.BytesIO()
    write_mo(out, whole)
    return out.getvalue()


def main() -> None:
    """Compile every language; set-up calls this."""
    for language in LANGUAGES:
        (LOCALE / language / "kiosk.mo").write_bytes(compile_words(language))


if __name__ == "__main__":
    main()
