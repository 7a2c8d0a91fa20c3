"""The voice of the screen: says what a person who cannot see it would want to know. Off until somebody wants it."""

from __future__ import annotations

from typing import cast

from hardware.device import DeviceStatus
from hardware.speech import Language, Speech
from kiosk.ui import mainloop
from kiosk.ui.spoken_words import spoken
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr


class Voice:
    """One voice, `voice`. Belongs to the main loop."""

    def __init__(self) -> None:
        self._speech: Speech | None = None
        self.on = False
        self.from_keypad = False
        """Whether a keypad's first key turns it on."""

    def use(self, speech: Speech | None, *, from_keypad: bool = False) -> None:
        """Speak with this from now on; None has no voice."""
        if self._speech is not None:
            self._speech.close()
        self._speech = speech
        self.on = False
        self.from_keypad = from_keypad and speech is not None
        if speech is not None:
            speech.start(lambda status: mainloop.post(self._changed, status))

    @property
    def able(self) -> bool:
        """Whether anything would be heard."""
        return self._speech is not None and self._speech.check().state == "ready"

    def turn(self, on: bool) -> None:
        """Begin to speak, or stop. Without a voice it is on all the same, and silent: the sheet says so."""
        if on == self.on:
            return
        self.on = on
        if on:
            self.say(tr.text("speech.hello"), now=True)
        else:
            self.hush()
        theme.changed()

    def say(self, text: str, *, now: bool = False) -> None:
        """Say it, if anybody wants to hear."""
        if self.on and self._speech is not None and text.strip():
            language = tr.language if tr.language in ("zh_CN", "zh_TW", "en") else "en"
            self._speech.say(spoken(text, language), cast("Language", language), now=now)

    def hush(self) -> None:
        """Be silent: somebody pressed a key, touched the screen, or has gone."""
        if self._speech is not None:
            self._speech.stop()

    def forget(self) -> None:
        """The next person begins in silence."""
        self.hush()
        self.on = False

    def _changed(self, status: DeviceStatus) -> None:
        del status  # asked for again by whoever shows it
        if self.on:
            theme.changed()


voice = Voice()
