"""Translations: every language says the same things, with the same gaps to fill."""

import gettext
import io
import re
from pathlib import Path

from babel.messages.pofile import read_po

from kiosk import i18n

GAP = re.compile(r"{(\w*)[^}]*}")


def _words(language: str) -> dict[str, list[str]]:
    """Give the texts of each key of a language: one, or one for each plural form."""
    words: dict[str, list[str]] = {}
    for source in i18n.sources_of(language):
        words.update(_read(source, language))
    return words


def _read(source: Path, language: str) -> dict[str, list[str]]:
    with source.open("rb") as file:
        catalog = read_po(file, locale=language, abort_invalid=True)
    assert [message.id for message in catalog if message.id and message.fuzzy] == [], f"guesses in {source}"
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            [message.string] if isinstance(message.string, str) else list(message.string or ())
        )
        for message in catalog
        if message.id
    }


def test_every_language_has_words_for_every_key() -> None:
    keys = {language: {key for key, texts in _words(language).items() if all(texts)} for language in i18n.LANGUAGES}
    all_keys = set().union(*keys.values())

    assert all_keys
    assert {language: sorted(all_keys - keys[language]) for language in keys if all_keys - keys[language]} == {}


def test_a_text_has_the_same_gaps_in_every_language() -> None:
    gaps = {
        language: {key: {gap for text in texts for gap in GAP.findall(text)} for key, texts in _words(language).items()}
        for language in i18n.LANGUAGES
    }
    # A singular may leave its number out: "one bag".
    differing = {
        key
        for key in gaps["en"]
        if len({frozenset(gaps[language].get(key, set()) - {"n"}) for language in i18n.LANGUAGES}) != 1
    }

    assert differing == set()


def test_the_compiled_form_holds_the_words() -> None:
    for language in i18n.LANGUAGES:
        compiled = gettext.GNUTranslations(io.BytesIO(i18n.compile_words(language)))
        for key, texts in _words(language).items():
            assert compiled.gettext(key) == texts[0] or compiled.ngettext(key, key, 1) in texts, key
