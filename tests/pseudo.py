"""A language that is longer than any of ours, for pages that must not break when a translation grows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.i18n import Translator

LONGER = 0.4
"""English is longer than Chinese by more, but English is what this is made of."""


class Pseudo(Translator):
    """English, 40 % longer: no language of ours is."""

    def text(self, key: str, **args: object) -> str:
        """English words, and some more."""
        words = super().text(key, **args)
        return words + " " + "loremipsumdolorsitametconsectetur"[: max(2, int(len(words) * LONGER))]


@contextmanager
def pseudo() -> Iterator[None]:
    """Speak it meanwhile, at 100 %."""
    from kiosk.ui.theme import theme
    from kiosk.ui.tr import tr

    before, language = tr.translator, tr.language
    with theme.together():
        theme.choose(contrast=False, text_scale=1.0)
        tr.use(Pseudo("en", zone=before.zone))
    try:
        yield
    finally:
        tr.use(before if before.language == language else Translator(language, zone=before.zone))
