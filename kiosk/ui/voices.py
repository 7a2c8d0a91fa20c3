"""Which voice a device has, by its settings."""

from __future__ import annotations

from hardware.speech import Speech
from kiosk.settings import Settings


def speech_of(settings: Settings) -> Speech | None:
    """The driver that the settings name, not started; None for a device that never speaks."""
    wanted = settings.speech
    if wanted.kind == "espeak":
        from hardware.speech_espeak import EspeakSpeech

        return EspeakSpeech(rate=wanted.words_a_minute, device=wanted.device)
    if wanted.kind == "simulated":
        from hardware.speech_simulated import SimulatedSpeech

        return SimulatedSpeech(settings.data / "said.jsonl")
    return None
