"""Words that are longer than any translation stay inside what holds them."""

import pytest

from kiosk.ui import gallery, inspect
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from tests.pseudo import Pseudo
from tests.ui import Ui, ui

__all__ = ["ui"]


@pytest.mark.parametrize("scene", gallery.SCENES[::2], ids=lambda scene: scene.name)
def test_words_that_are_much_longer_stay_inside(ui: Ui, scene: gallery.Scene) -> None:
    tr.use(Pseudo("en"))
    theme.choose(text_scale=1.25)

    ui.mount(scene.build(), scene.size)

    findings = [finding for child in ui.window.children for finding in inspect.walk(child)]
    assert not findings
    tr.switch("zh_CN")
