"""Reads aloud with espeak-ng, a process for each sentence: ending the process is the only way to be silent at once."""

from __future__ import annotations

import logging
import shutil
import subprocess
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from hardware.device import DeviceStatus, State
from hardware.speech import Language, OnStatus, plain

log = logging.getLogger(__name__)

COMMAND = "espeak-ng"
VOICES: dict[Language, str] = {"zh_CN": "cmn", "zh_TW": "cmn", "en": "en"}
"""Taiwan reads Mandarin in other characters; the voice is the same."""

NOTHING = ("", "")


class EspeakSpeech:
    """Speaks through this machine's loudspeaker or headphones.

    Args:
        rate: words a minute, 80 to 450.
        device: the sound card, as ALSA calls it; empty for the machine's own choice.
        save: write the sound into this WAV file instead of playing it.
        command: the engine; its name, or its path.
    """

    def __init__(self, *, rate: int = 160, device: str = "", save: str = "", command: str = COMMAND) -> None:
        self._rate = rate
        self._device = device
        self._save = save
        self._command = command
        self._changed = threading.Condition()
        self._waiting: tuple[str, str] = NOTHING  # guarded by `_changed`, as are the next four
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._cut = False
        self._status = DeviceStatus("lost", datetime.now(UTC), "not started")
        self._on_status: OnStatus | None = None
        self._thread: threading.Thread | None = None

    def start(self, on_status: OnStatus | None = None) -> None:
        """Look for the engine; the thread that feeds it begins to wait."""
        self._on_status = on_status
        found = shutil.which(self._command)
        self._tell("ready" if found else "lost", found or f"{self._command} is not installed")
        if found and self._thread is None:
            self._thread = threading.Thread(target=self._run, name="speech", daemon=True)
            self._thread.start()

    def check(self) -> DeviceStatus:
        """How the last sentence went; before the first, whether the engine is installed."""
        return self._status

    def say(self, text: str, language: Language, *, now: bool = False) -> None:
        """Say it next, or at once."""
        words = plain(text)
        if not words or self._thread is None:
            return
        with self._changed:
            if self._closed:
                return
            self._waiting = (words, VOICES[language])
            if now:
                self._silence()
            self._changed.notify()

    def stop(self) -> None:
        """Be silent at once."""
        with self._changed:
            self._waiting = NOTHING
            self._silence()

    def close(self) -> None:
        """Be silent for good."""
        with self._changed:
            self._closed = True
            self._waiting = NOTHING
            self._silence()
            self._changed.notify()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()

    def _silence(self) -> None:
        """End what is being said. The lock is held."""
        if self._process is not None and self._process.poll() is None:
            self._cut = True
            self._process.terminate()

    def _run(self) -> None:
        while True:
            with self._changed:
                while self._waiting == NOTHING and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                (words, voice), self._waiting = self._waiting, NOTHING
                self._cut = False
                try:
                    process = self._process = self._begin(voice)
                except OSError as error:
                    self._tell("lost", str(error))
                    continue
            self._speak(process, words)

    def _begin(self, voice: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [self._command, *self._arguments(voice)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def _arguments(self, voice: str) -> Sequence[str]:
        """The words are none of them: they go through the standard input, where nothing is an option."""
        more = ["-d", self._device] if self._device else []
        more += ["-w", self._save] if self._save else []
        return ["-b", "1", "-v", voice, "-s", str(self._rate), "--stdin", *more]

    def _speak(self, process: subprocess.Popen[bytes], words: str) -> None:
        _, said = process.communicate(words.encode())
        with self._changed:
            cut, self._process = self._cut, None
        if cut:
            return
        # With no sound card it says so and nevertheless ends as if all were well.
        trouble = said.decode(errors="replace").strip().splitlines()
        broken = process.returncode != 0 or any(line.startswith("error") for line in trouble)
        self._tell("fault" if broken else "ready", trouble[-1] if broken and trouble else "")

    def _tell(self, state: State, detail: str) -> None:
        """A device that changes its state says so once."""
        news = state != self._status.state
        self._status = DeviceStatus(state, datetime.now(UTC), detail)
        if news and state != "ready":
            log.warning("speech is silent: %s", detail)
        if news and self._on_status is not None:
            self._on_status(self._status)
