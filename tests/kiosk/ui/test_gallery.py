"""Every widget of the kit stands the critical look, in each language, theme and text size."""

import itertools

import pytest

from kiosk.ui import gallery, inspect
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from tests.ui import Ui, ui

__all__ = ["ui"]

LOOKS = [
    (language, contrast, text_scale)
    for language, (contrast, text_scale) in itertools.product(("zh_CN", "zh_TW", "en"), ((False, 1.0), (True, 1.5)))
]


@pytest.mark.parametrize("scene", gallery.SCENES, ids=lambda scene: scene.name)
def test_nothing_is_cut_hidden_pale_or_untranslated(ui: Ui, scene: gallery.Scene) -> None:
    for language, contrast, text_scale in LOOKS:
        ui.resize(scene.size)
        tr.switch(language)
        theme.choose(contrast=contrast, text_scale=text_scale)

        ui.mount(scene.build(), scene.size)

        findings = [finding for child in ui.window.children for finding in inspect.walk(child)]
        assert not findings, (language, contrast, text_scale, findings)
