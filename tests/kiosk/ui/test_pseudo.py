"""Words that are longer than any translation stay inside what holds them."""

import pytest

from kiosk.i18n import Translator
from kiosk.ui import gallery, inspect
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from tests.ui import Ui, ui

__all__ = ["ui"]


class Pseudo(Translator):
    """English, 40 % longer: no language of ours is."""

    def text(self, key: str, **args: object) -> str:
        words = super().text(key, **args)
        return words + " " + "loremipsum"[: max(2, len(words) * 2 // 5)]


@pytest.mark.parametrize("scene", gallery.SCENES[::2], ids=lambda scene: scene.name)
def test_words_that_are_much_longer_stay_inside(ui: Ui, scene: gallery.Scene) -> None:
    tr.use(Pseudo("en"))
    theme.choose(text_scale=1.25)

    ui.mount(scene.build(), scene.size)

    findings = [finding for child in ui.window.children for finding in inspect.walk(child)]
    assert not findings
    tr.switch("zh_CN")
