"""Every widget of the kit stands the critical look, in each language, theme and text size."""

import pytest

from kiosk.ui import gallery, inspect
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from tests.ui import Ui, ui

__all__ = ["ui"]

LOOKS = [("zh_CN", False, 1.0), ("zh_TW", True, 1.5), ("en", False, 1.25), ("en", True, 1.5)]
"""Each language, theme and text size; all of them together would find nothing more and take three times as long."""


@pytest.mark.parametrize("scene", gallery.SCENES, ids=lambda scene: scene.name)
def test_nothing_is_cut_hidden_pale_or_untranslated(ui: Ui, scene: gallery.Scene) -> None:
    for language, contrast, text_scale in LOOKS:
        ui.resize(scene.size)
        tr.switch(language)
        theme.choose(contrast=contrast, text_scale=text_scale)

        ui.mount(scene.build(), scene.size)

        findings = [finding for child in ui.window.children for finding in inspect.walk(child)]
        assert not findings, (language, contrast, text_scale, findings)
