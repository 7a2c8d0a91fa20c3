"""Words, money and times in three languages."""

import ast
import logging
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk import i18n
from kiosk.i18n import Translator
from kiosk.money import Money

KIOSK = Path(i18n.__file__).parent
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
BAGS = """
msgid "bag.count"
msgid_plural "bag.count"
msgstr[0] "one bag"
msgstr[1] "{n} bags"

msgid "only.english"
msgstr "Only here, {name}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, words in (("en", BAGS), ("zh_CN", 'msgid "bag.count"\nmsgstr "{n} 个袋子"\n'), ("zh_TW", "")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "bag.po").write_text(HEAD + words, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("money", "shelf", "receipt"),
    [
        (Money(22800, "CNY"), "¥228", "¥228.00"),
        (Money(1234550, "CNY"), "¥12,345.50", "¥12,345.50"),
        (Money(980, "TWD"), "NT$980", "NT$980"),
        (Money(-5, "CNY"), "−¥0.05", "−¥0.05"),
    ],
)
def test_money_is_written_as_a_shelf_and_as_a_receipt_write_it(money: Money, shelf: str, receipt: str) -> None:
    for language in i18n.LANGUAGES:
        assert Translator(language).money(money) == shelf
        assert Translator(language).money(money, "receipt") == receipt


def test_a_number_chooses_its_plural(folder: Path) -> None:
    english, chinese = Translator("en", folder=folder), Translator("zh-CN", folder=folder)

    assert [english.text("bag.count", n=n) for n in (1, 2)] == ["one bag", "2 bags"]
    assert [chinese.text("bag.count", n=n) for n in (1, 2)] == ["1 个袋子", "2 个袋子"]


def test_missing_words_are_taken_from_another_language_and_said_once(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    taiwan = Translator("zh_TW", folder=folder)

    with caplog.at_level(logging.WARNING):
        shown = [taiwan.text("only.english", name="Lin") for _ in range(3)]

    assert shown == ["Only here, Lin"] * 3
    assert len(caplog.records) == 1
    assert not taiwan.known("only.english")


def test_an_unknown_key_is_shown_as_it_is_and_said_once(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    english = Translator("en", folder=folder)

    with caplog.at_level(logging.WARNING):
        assert [english.text("no.such_key") for _ in range(3)] == ["no.such_key"] * 3

    assert len(caplog.records) == 1


def test_words_whose_gaps_do_not_fit_are_shown_and_never_raise(folder: Path) -> None:
    assert Translator("en", folder=folder).text("only.english", wrong=1) == "Only here, {name}"


def test_a_key_in_two_files_is_refused(folder: Path) -> None:
    (folder / "en" / "second.po").write_text(HEAD + BAGS, encoding="utf-8")

    with pytest.raises(ValueError, match=r"stands in bag\.po and in second\.po"):
        i18n.compile_words("en", folder)


def test_times_are_the_shops_own_and_written_alike_everywhere() -> None:
    at = datetime(2026, 11, 21, 6, 2, tzinfo=UTC)

    assert {Translator(language).time(at) for language in i18n.LANGUAGES} == {"14:02"}
    assert [Translator(language).date(at) for language in i18n.LANGUAGES] == ["11月21日", "11月21日", "21 Nov"]
    assert Translator("en").date(date(2026, 1, 2)) == "2 Jan"


def test_ages_are_words_of_the_language() -> None:
    assert Translator("en").age(26 * 60) == "26 minutes"
    assert Translator("zh_CN").age(26 * 60).replace(" ", "") == "26分钟"
    assert Translator("zh_TW").age(26 * 60).replace(" ", "") == "26分鐘"


def test_languages_have_many_names_and_no_others() -> None:
    assert [i18n.normal(name) for name in ("zh-Hans", "zh-Hant", "en-GB", "zh_TW")] == ["zh_CN", "zh_TW", "en", "zh_TW"]
    with pytest.raises(ValueError, match="none of"):
        i18n.normal("fr")


def test_every_key_that_the_code_names_has_words() -> None:
    known = Translator("en")
    features = {key.split(".")[0] for key in _keys_of_catalogue()}

    unknown = {
        f"{path.relative_to(KIOSK)}: {key}"
        for path in KIOSK.rglob("*.py")
        for key in _keys_in(path)
        if key.split(".")[0] in features and not known.known(key)
    }

    assert unknown == set()


KEY = re.compile(r"^[a-z]+(_[a-z]+)*(\.[a-z0-9_]+)+$")
SHOWN = {"text", "say", "say_key", "refuse", "Text", "Button", "Pill", "Chip", "Tile", "OptionCard", "Stat", "Fact"}
NAMED = {"key", "title_key", "sub_key", "note_key", "name_key", "hint_key", "member_key", "enter_key"}


def _keys_in(path: Path) -> Iterator[str]:
    """Message keys that a module hands to what shows them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = [node.args[0]] if node.args and name in SHOWN else []
        if name == "Refused" and node.args and isinstance(node.args[0], ast.Constant):
            yield f"refused.{node.args[0].value!s}"
        for value in first + [keyword.value for keyword in node.keywords if keyword.arg in NAMED]:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and KEY.match(value.value):
                yield value.value


def _keys_of_catalogue() -> Iterator[str]:
    for source in i18n.sources_of("en"):
        yield from re.findall(r'^msgid "([^"]+)"', source.read_text(encoding="utf-8"), re.MULTILINE)
