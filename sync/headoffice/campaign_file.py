"""Reads a file of campaigns: TOML, one `[[campaign]]` each. What is wrong is named with its line and its key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from PIL import Image

from sync.formats import gtin as gtins
from sync.headoffice import images
from sync.messages import Texts

LEAST_PIXELS = 720
"""Of the shorter side: a picture that fills a portrait screen of 1080 would look soft with less."""

MOST_PIXELS = 4096
"""Of either side: what graphics chips of small computers can hold."""

MOST_TEXT = 60
"""Characters of a sentence; more would not be read in passing."""

KINDS = ("PNG", "JPEG", "WEBP")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LANGUAGES: tuple[Literal["zh_CN", "zh_TW", "en"], ...] = ("zh_CN", "zh_TW", "en")
KEYS = ("name", "title", "more", "picture", "gtin", "from", "until", "hours", "weekdays", "languages", "stores", "dark")

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_HOURS = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)")
_TABLE = re.compile(r"\s*\[\[\s*campaign\s*\]\]")
_KEY = re.compile(r"\s*([A-Za-z_]+)\s*[.=]")

T = TypeVar("T")


class Fault(Struct, frozen=True):
    """What is wrong, and where."""

    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.key or 'campaign'}: {self.reason}"


class BadCampaigns(ValueError):
    """The file is not used."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


class _Bad(ValueError):
    """One value is wrong; the text says why."""


class LocalMoment(Struct, frozen=True):
    """A moment as the file says it: with its offset, or by the clock of each shop."""

    at: datetime

    def moment(self, time_zone: str) -> datetime:
        """In UTC. An hour that a shop's clock skips counts as the one after, one that it strikes twice as the first."""
        if self.at.tzinfo is not None:
            return self.at.astimezone(UTC)
        return self.at.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


class Draft(Struct, frozen=True):
    """One campaign of the file, checked for itself."""

    line: int
    """Where it begins in the file."""
    name: str
    title: Texts
    more: Texts
    picture: Path
    gtin: str
    begins: LocalMoment | None
    ends: LocalMoment | None
    hours: tuple[str, str]
    weekdays: tuple[int, ...]
    languages: tuple[Literal["zh_CN", "zh_TW", "en"], ...]
    stores: tuple[str, ...]
    """Empty: all."""
    dark: bool
    lines: Mapping[str, int] = field(default_factory=dict)

    def line_of(self, key: str) -> int:
        """Where the key stands in the file."""
        return self.lines.get(key, self.line)


def read(path: Path) -> list[Draft]:
    """The campaigns of a file, in its order.

    Raises:
        BadCampaigns: with all that is wrong.
        OSError: if the file cannot be read.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        document = tomllib.loads(text)
    except UnicodeDecodeError as fault:
        raise BadCampaigns([Fault(1, "", f"not UTF-8: {fault.reason}")]) from None
    except tomllib.TOMLDecodeError as fault:
        raise BadCampaigns([_syntax(str(fault))]) from None
    strange = sorted(set(document) - {"campaign"})
    tables = document.get("campaign", [])
    if strange or not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        reason = f"unknown key {strange[0]!r}" if strange else "each campaign begins with [[campaign]]"
        raise BadCampaigns([Fault(1, strange[0] if strange else "", reason)])
    places = _places(text)
    drafts: list[Draft] = []
    faults: list[Fault] = []
    names: dict[str, int] = {}
    for nth, table in enumerate(tables):
        line, lines = places[nth] if nth < len(places) else (1, {})
        draft, found = _draft(table, path.parent, line, lines)
        faults += found
        if draft is None:
            continue
        drafts.append(draft)
        first = names.setdefault(draft.name, draft.line)
        if first != draft.line:
            faults.append(Fault(draft.line_of("name"), "name", f"{draft.name!r} is the name of line {first}, too"))
    if faults:
        raise BadCampaigns(faults)
    return drafts


def _syntax(text: str) -> Fault:
    """`tomllib` says the line inside its sentence."""
    found = re.search(r" \(at line (\d+), column \d+\)", text)
    return Fault(int(found[1]), "", text.replace(found[0], "")) if found else Fault(1, "", text)


def _places(text: str) -> list[tuple[int, dict[str, int]]]:
    """The line of each campaign, and the lines of its keys: `tomllib` forgets them."""
    found: list[tuple[int, dict[str, int]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if _TABLE.match(line):
            found.append((number, {}))
        elif found and (key := _KEY.match(line)) and key[1] in KEYS:
            found[-1][1].setdefault(key[1], number)
    return found


def _draft(
    table: dict[str, Any], beside: Path, line: int, lines: Mapping[str, int]
) -> tuple[Draft | None, list[Fault]]:
    # Any: what TOML holds; each value is checked below
    faults = [Fault(line, key, "is no key of a campaign") for key in sorted(set(table) - set(KEYS))]

    def take(key: str, parse: Callable[[Any], T], otherwise: T) -> T:
        if key not in table:
            return otherwise
        try:
            return parse(table[key])
        except _Bad as fault:
            faults.append(Fault(lines.get(key, line), key, str(fault)))
            return otherwise

    faults += [Fault(line, key, "is missing") for key in ("name", "title", "picture") if key not in table]
    begins = take("from", lambda value: _moment(value, last=False), None)
    ends = take("until", lambda value: _moment(value, last=True), None)
    # Compared in one zone; between two shops nothing turns round.
    if begins is not None and ends is not None and ends.moment("UTC") <= begins.moment("UTC"):
        faults.append(Fault(lines.get("until", line), "until", "is not after `from`"))
    draft = Draft(
        line=line,
        name=take("name", _name, ""),
        title=take("title", _texts, Texts("")),
        more=take("more", _texts, Texts("")),
        picture=take("picture", lambda value: _picture(value, beside), Path()),
        gtin=take("gtin", _gtin, ""),
        begins=begins,
        ends=ends,
        hours=take("hours", _hours, ("", "")),
        weekdays=take("weekdays", _weekdays, ()),
        languages=take("languages", _languages, ()),
        stores=take("stores", _stores, ()),
        dark=take("dark", _flag, False),
        lines=lines,
    )
    return (None if faults else draft), faults


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise _Bad(f"{value!r} is no text")
    return value


def _name(value: object) -> str:
    text = _string(value)
    if _NAME.fullmatch(text) is None:
        raise _Bad("letters, digits, _ . - only, at most 64")
    return text


def _texts(value: object) -> Texts:
    """One sentence in three languages, none of them empty: a shopper is not greeted in a language he did not choose."""
    if not isinstance(value, dict) or set(value) - {"zh_hans", "zh_hant", "en"}:
        raise _Bad('wants { zh_hans = "...", zh_hant = "...", en = "..." }')
    found = {}
    for language in ("zh_hans", "zh_hant", "en"):
        text = _string(value.get(language, "")).strip()
        if not text:
            raise _Bad(f"{language} is missing or empty")
        if len(text) > MOST_TEXT:
            raise _Bad(f"{language} has {len(text)} characters, at most {MOST_TEXT}")
        if any(ord(letter) < 32 for letter in text):
            raise _Bad(f"{language} holds a line break or another control character")
        found[language] = text
    return Texts(**found)


def _picture(value: object, beside: Path) -> Path:
    name, root = _string(value), beside.resolve()
    for place in (root, root / "images", root / "pictures", root / "campaigns"):
        source = (place / name).resolve()
        if not source.is_relative_to(root):
            raise _Bad(f"{name!r} is not beside the file")
        if source.is_file():
            break
    else:
        raise _Bad(f"{name!r} is not there")
    if source.stat().st_size > images.MAX_BYTES:
        raise _Bad(f"{name} is larger than {images.MAX_BYTES // 1024 // 1024} MiB")
    try:
        # Whole: a file that breaks off would be found out by each kiosk.
        with Image.open(source) as picture:
            kind, size = picture.format, picture.size
            if max(size) <= MOST_PIXELS:
                picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise _Bad(f"{name} is no picture that can be read") from None
    if kind not in KINDS:
        raise _Bad(f"{name} is {kind}, not one of {', '.join(KINDS)}")
    if min(size) < LEAST_PIXELS or max(size) > MOST_PIXELS:
        wanted = f"the shorter side has at least {LEAST_PIXELS} and the longer at most {MOST_PIXELS}"
        raise _Bad(f"{name} has {size[0]} x {size[1]} pixels; {wanted}")
    return source


def _gtin(value: object) -> str:
    found = gtins.any_form(_string(value))
    if found is None:
        raise _Bad(f"{value!r} is no GTIN")
    return found


def _moment(value: object, *, last: bool) -> LocalMoment:
    """A moment, or a day: its beginning, or as the `last` one its end."""
    if isinstance(value, datetime):
        return LocalMoment(value.replace(microsecond=value.microsecond // 1000 * 1000))
    if isinstance(value, date):
        return LocalMoment(datetime.combine(value, time()) + timedelta(days=1 if last else 0))
    raise _Bad(f"{value!r} is neither a day such as 2026-12-01 nor a time such as 2026-12-01T18:00")


def _hours(value: object) -> tuple[str, str]:
    found = _HOURS.fullmatch(_string(value))
    if found is None:
        raise _Bad(f'{value!r} are no hours such as "17:00-22:00"')
    return found[1], "00:00" if found[2] == "24:00" else found[2]


def _weekdays(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not value or any(one not in WEEKDAYS for one in value):
        raise _Bad(f"wants a list of {', '.join(WEEKDAYS)}")
    return tuple(sorted({WEEKDAYS.index(one) + 1 for one in value}))


def _languages(value: object) -> tuple[Literal["zh_CN", "zh_TW", "en"], ...]:
    if not isinstance(value, list) or not value or any(one not in LANGUAGES for one in value):
        raise _Bad(f"wants a list of {', '.join(LANGUAGES)}")
    return tuple(one for one in LANGUAGES if one in value)


def _stores(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise _Bad('wants a list of GLNs such as ["9521000000018"]')
    return tuple(dict.fromkeys(value))


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Bad(f"{value!r} is neither true nor false")
    return value
