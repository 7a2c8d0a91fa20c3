"""A real browser without a window, led over its DevTools pipe: it opens pages, taps, types, and is looked at.

Debian's `chromium` and nothing else: the protocol is lines of JSON on two pipes (Chrome DevTools Protocol, 1.3).
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import itertools
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from msgspec import Struct

Json = dict[str, Any]  # whatever the protocol says

ANSWER_S: Final = 30.0
PATIENCE_S: Final = 45.0

_FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--mute-audio",
    "--metrics-recording-only",
    "--force-color-profile=srgb",
    "--lang=zh-CN",
)

KEYS: Final = {
    "Tab": ("Tab", 9, ""),
    "Enter": ("Enter", 13, "\r"),
    "Escape": ("Escape", 27, ""),
    "Space": ("Space", 32, " "),
    "ArrowDown": ("ArrowDown", 40, ""),
    "ArrowRight": ("ArrowRight", 39, ""),
    "Backspace": ("Backspace", 8, ""),
}


def find() -> str | None:
    """The browser's program, or None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class BrowserTrouble(RuntimeError):
    """The browser has gone, or refused what it was told."""


class Said(Struct, frozen=True):
    """Something that a page complained of."""

    kind: str
    """exception, error, or what the browser's own log calls it (security, network, ...)."""
    text: str


class Chromium:
    """One browser with a profile of its own, which goes with it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        self._process: subprocess.Popen[bytes] | None = None
        self._out: BinaryIO | None = None
        self._numbers = itertools.count(1)
        self._lock = threading.Condition()
        self._answers: dict[int, Json] = {}
        self._gone = False
        self._listeners: dict[str, Callable[[str, Json], None]] = {}

    def start(self) -> None:
        """Open it.

        Raises:
            BrowserTrouble: if there is no such program, or it does not answer.
        """
        program = find()
        if program is None:
            raise BrowserTrouble("chromium is missing: apt-get install chromium")
        (to_read, our_out), (our_in, to_write) = os.pipe(), os.pipe()
        flags = [*_FLAGS, f"--user-data-dir={self._folder.name}"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")
        # The protocol wants the numbers 3 and 4, which bash can give it, from numbers that are neither.
        theirs = [fcntl.fcntl(one, fcntl.F_DUPFD, 10) for one in (to_read, to_write)]
        command = ["bash", "-c", 'exec "$0" "$@" 3<&{} 4>&{}'.format(*theirs), program, *flags, "about:blank"]
        environment = {**os.environ, "HOME": self._folder.name, "TZ": "Asia/Shanghai"}
        self._process = subprocess.Popen(
            command,
            pass_fds=theirs,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        for one in (to_read, to_write, *theirs):
            os.close(one)
        self._out = os.fdopen(our_out, "wb", buffering=0)
        threading.Thread(target=self._listen, args=(os.fdopen(our_in, "rb"),), name="chromium", daemon=True).start()
        self.tell("Browser.getVersion")

    def page(self, *, width: int = 390, height: int = 844, touch: bool = True) -> Page:
        """A new page in a session of its own: nothing is kept from others."""
        context = self.tell("Target.createBrowserContext")["browserContextId"]
        target = self.tell("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Page(self, session, context, width, height, touch)

    def tell(self, method: str, session: str = "", **params: Any) -> Json:  # each has its own
        """Send a command and wait for its answer.

        Raises:
            BrowserTrouble: if it is refused, or nobody answers.
        """
        number = next(self._numbers)
        message: Json = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        assert self._out is not None
        try:
            self._out.write(json.dumps(message).encode() + b"\0")
        except OSError:
            raise BrowserTrouble("the browser has ended") from None
        with self._lock:
            if not self._lock.wait_for(lambda: number in self._answers or self._gone, ANSWER_S):
                raise BrowserTrouble(f"no answer to {method}")
            answer = self._answers.pop(number, None)
        if answer is None:
            raise BrowserTrouble("the browser has ended")
        if "error" in answer:
            raise BrowserTrouble(f"{method}: {answer['error'].get('message')}")
        result: Json = answer["result"]
        return result

    def listen(self, session: str, listener: Callable[[str, Json], None]) -> None:
        """Hear the events of a session, on the reading thread."""
        self._listeners[session] = listener

    def close(self) -> None:
        """End it with all that it started. May be called twice."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
        if self._out is not None:
            with contextlib.suppress(OSError):
                self._out.close()
            self._out = None
        self._folder.cleanup()

    def _listen(self, pipe: BinaryIO) -> None:
        with pipe:
            waiting = b""
            while piece := os.read(pipe.fileno(), 1 << 20):
                *whole, waiting = (waiting + piece).split(b"\0")
                for text in whole:
                    self._heard(json.loads(text))
        with self._lock:
            self._gone = True
            self._lock.notify_all()

    def _heard(self, message: Json) -> None:
        if "id" in message:
            with self._lock:
                self._answers[message["id"]] = message
                self._lock.notify_all()
            return
        listener = self._listeners.get(message.get("sessionId", ""))
        if listener is not None:
            listener(message["method"], message.get("params", {}))


class Page:
    """One page, as somebody before it uses it."""

    def __init__(self, browser: Chromium, session: str, context: str, width: int, height: int, touch: bool) -> None:
        self._browser = browser
        self._session = session
        self._context = context
        self.said: list[Said] = []
        """What it complained of, in order."""
        self.asked: list[str] = []
        """Addresses that it asked for, in order."""
        browser.listen(session, self._event)
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.tell(f"{domain}.enable")
        self.size(width, height, touch=touch)

    def tell(self, method: str, **params: Any) -> Json:  # each has its own
        """A command of the protocol to this page."""
        return self._browser.tell(method, self._session, **params)

    def size(self, width: int, height: int, *, touch: bool = True, scale: float = 1.0) -> None:
        """How large its window is, in CSS pixels."""
        self.width = width
        self.tell(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=touch
        )

    def prefers(self, **features: str) -> None:
        """What the device wishes: `prefers_color_scheme="dark"`."""
        wishes = [{"name": key.replace("_", "-"), "value": value} for key, value in features.items()]
        self.tell("Emulation.setEmulatedMedia", features=wishes)

    def offline(self, is_offline: bool) -> None:
        """Pull the cable of this page alone."""
        self.tell(
            "Network.emulateNetworkConditions",
            offline=is_offline,
            latency=0,
            downloadThroughput=-1,
            uploadThroughput=-1,
        )

    def open(self, address: str) -> None:
        """Go there, and wait until the page is loaded."""
        answer = self.tell("Page.navigate", url=address)
        if answer.get("errorText"):
            raise BrowserTrouble(f"{address}: {answer['errorText']}")
        self.until("document.readyState === 'complete'")

    def js(self, expression: str) -> Any:  # whatever it gives
        """The value of an expression; promises are waited for.

        Raises:
            BrowserTrouble: if it throws.
        """
        answer = self.tell("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserTrouble(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

    def until(self, expression: str, seconds: float = PATIENCE_S) -> float:
        """Wait until the expression is true; gives the seconds that it took.

        Raises:
            BrowserTrouble: if it does not become so, with what the page says then.
        """
        began = time.monotonic()
        while True:
            # Between two pages there is nothing to ask for a moment.
            with contextlib.suppress(BrowserTrouble):
                if self.js(f"Boolean({expression})"):
                    return time.monotonic() - began
            if time.monotonic() - began > seconds:
                raise BrowserTrouble(f"never came true: {expression}; the page: {self.words()[:600]!r}; {self.said}")
            time.sleep(0.02)

    def words(self) -> str:
        """All that can be read on it."""
        return str(self.js("document.body ? document.body.innerText : ''"))

    def shows(self, text: str, seconds: float = PATIENCE_S) -> float:
        """Wait until a text can be read; gives the seconds."""
        return self.until(f"document.body.innerText.includes({json.dumps(text)})", seconds)

    def tap(self, selector: str, *, times: int = 1) -> None:
        """Tap the middle of an element that can be seen and is not covered."""
        found = json.dumps(selector)
        self.until(f"document.querySelector({found})")
        spot = self.js(
            f"""(() => {{ const e = document.querySelector({found});
            e.scrollIntoView({{block: 'center', behavior: 'instant'}});
            const r = e.getBoundingClientRect(); const x = r.x + r.width / 2, y = r.y + r.height / 2;
            const hit = document.elementFromPoint(x, y);
            return [x, y, hit === e || e.contains(hit) || (hit !== null && hit.contains(e))]; }})()"""
        )
        if not spot[2]:
            raise BrowserTrouble(f"{selector} is covered")
        for _ in range(times):
            for kind in ("mousePressed", "mouseReleased"):
                self.tell("Input.dispatchMouseEvent", type=kind, x=spot[0], y=spot[1], button="left", clickCount=1)

    def tap_words(self, words: str, within: str = "button, a, label, summary") -> None:
        """Tap the button, link or option that says this."""
        found = (
            f"[...document.querySelectorAll({json.dumps(within)})].find(e => e.offsetParent !== null && "
            f"(e.innerText.trim() === {json.dumps(words)} || e.innerText.includes({json.dumps(words)})))"
        )
        self.until(found)
        self.js(f"{found}.setAttribute('data-tapped', '1')")
        self.tap("[data-tapped]")
        self.js("document.querySelector('[data-tapped]')?.removeAttribute('data-tapped')")

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self.tell("Input.insertText", text=text)

    def press(self, name: str, *, times: int = 1, shift: bool = False) -> None:
        """Press a key."""
        code, number, text = KEYS[name]
        for _ in range(times):
            common: Json = {"key": name if name != "Space" else " ", "code": code, "windowsVirtualKeyCode": number}
            common["modifiers"] = 8 if shift else 0
            self.tell("Input.dispatchKeyEvent", type="keyDown", **common, **({"text": text} if text else {}))
            self.tell("Input.dispatchKeyEvent", type="keyUp", **common)

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """What it looks like, as a PNG file; `whole`: also what is below."""
        answer = self.tell("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(answer["data"]))

    def close(self) -> None:
        """Close it, and forget all that it kept."""
        with contextlib.suppress(BrowserTrouble):
            self._browser.tell("Target.disposeBrowserContext", browserContextId=self._context)

    def _event(self, method: str, params: Json) -> None:
        if method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            text = details.get("exception", {}).get("description") or details["text"]
            self.said.append(Said("exception", text))
        elif method == "Log.entryAdded":
            entry = params["entry"]
            if entry["level"] in ("error", "warning"):
                self.said.append(Said(entry["source"], f"{entry['text']} {entry.get('url', '')}"))
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
            self.said.append(Said("error", str([one.get("value") for one in params["args"]])))
        elif method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])


@contextlib.contextmanager
def open_browser() -> Iterator[Chromium]:
    """A browser for as long as the block runs."""
    browser = Chromium()
    try:
        browser.start()
        yield browser
    finally:
        browser.close()
