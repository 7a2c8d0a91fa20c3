"""What is written, as a voice should say it."""

from __future__ import annotations

import pytest

from kiosk.ui.spoken_words import spoken


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ("¥228", "zh_CN", "228元"),
        ("¥1,234.50", "zh_CN", "1234.50元"),
        ("-¥30.00", "zh_CN", "负30元"),
        ("−¥30.00", "zh_CN", "负30元"),
        ("NT$980", "zh_TW", "980元"),
        ("¥228", "zh_TW", "人民幣228元"),
        ("¥12 × 3", "en", "12 yuan times 3"),
        ("HK$45.50", "en", "45.50 Hong Kong dollars"),
        ("约 6 件·A3 02-03", "zh_CN", "约 6 件，A3 02-03"),
        ("138****2046", "en", "138 2046"),
        ("A\u00a0U\u00a0R", "en", "A U R"),
    ],
)
def test_signs_are_said_in_words(written: str, language: str, said: str) -> None:
    assert spoken(written, language) == said
