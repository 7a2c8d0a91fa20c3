"""A card terminal in software: approves after a while, remembers what it did, and can be told to fail."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

from hardware.payment_terminal import Outcome, PaymentRequest, PaymentResult


class SimulatedTerminal:
    """A terminal with the contract of a real one, for demonstrations, training and tests.

    Like a real terminal it keeps its own memory (`memory`, one JSON line a decision) beyond the life of the program,
    so a query after a restart is answered truly. `next_outcome` is what the coming request will get.
    """

    def __init__(self, memory: Path, delay_s: float = 1.5) -> None:
        self.next_outcome: Outcome = "approved"
        self._memory = memory
        self._delay_s = delay_s
        self._decided: dict[str, PaymentResult] = {}
        self._work: queue.SimpleQueue[tuple[str, PaymentRequest | str] | None] = queue.SimpleQueue()
        self._cancelled: set[str] = set()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, on_result: Callable[[PaymentResult], None]) -> None:
        """Begin to answer."""
        self._decided = {result.intent_id: result for result in self._remembered()}
        self._thread = threading.Thread(target=self._run, args=(on_result,), name="terminal", daemon=True)
        self._thread.start()

    def authorise(self, request: PaymentRequest) -> None:
        """Take the amount after `delay_s`."""
        self._work.put(("authorise", request))

    def query(self, intent_id: str) -> None:
        """Say what was decided."""
        self._work.put(("query", intent_id))

    def cancel(self, intent_id: str) -> None:
        """Decline a request that waits for the card."""
        self._cancelled.add(intent_id)

    def close(self) -> None:
        """Stop."""
        self._stop.set()
        self._work.put(None)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self, on_result: Callable[[PaymentResult], None]) -> None:
        while (work := self._work.get()) is not None and not self._stop.is_set():
            _, subject = work
            if isinstance(subject, PaymentRequest):
                result = self._authorise(subject)
            else:
                result = self._decided.get(subject, PaymentResult(subject, "declined", reason="never asked"))
            if result is not None:
                on_result(result)

    def _authorise(self, request: PaymentRequest) -> PaymentResult | None:
        """Decide once for each intent; the second request gets the first answer."""
        known = self._decided.get(request.intent_id)
        if known is not None:
            return known
        deadline = time.monotonic() + self._delay_s
        while time.monotonic() < deadline and request.intent_id not in self._cancelled:
            if self._stop.wait(min(0.05, self._delay_s)):
                return None
        outcome, self.next_outcome = self.next_outcome, "approved"
        if request.intent_id in self._cancelled:
            outcome = "declined"
        reference = f"SIM{len(self._decided) + 1:08d}" if outcome == "approved" else ""
        result = PaymentResult(request.intent_id, outcome, reference, "" if reference else outcome)
        if outcome != "unknown":
            self._remember(result)
        return result

    def _remember(self, result: PaymentResult) -> None:
        self._decided[result.intent_id] = result
        with self._memory.open("a", encoding="utf-8") as file:
            file.write(json.dumps([result.intent_id, result.outcome, result.reference, result.reason]) + "\n")

    def _remembered(self) -> list[PaymentResult]:
        if not self._memory.exists():
            return []
        return [PaymentResult(*json.loads(line)) for line in self._memory.read_text("utf-8").splitlines() if line]
