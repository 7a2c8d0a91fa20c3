"""What a simulated terminal or acquirer has done with each intent, kept on disk beyond the life of its program."""

from __future__ import annotations

import json
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from hardware.payment_terminal import Outcome, PaymentResult, Reason


class Entry(Struct, frozen=True):
    """One intent in the books. A refund is a negative amount."""

    intent_id: str
    outcome: Outcome
    reference: str = ""
    reason: Reason = ""
    amount_minor: int = 0
    currency: str = ""
    hint: str = ""


class Books:
    """One JSON line a decision; the last one of an intent counts. What was decided once is never decided anew."""

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        self.entries: dict[str, Entry] = {}

    def open(self) -> None:
        """Read what an earlier life has written."""
        self.entries = {}
        if self._memory.exists():
            for line in self._memory.read_text("utf-8").splitlines():
                if line:
                    entry = Entry(*json.loads(line))
                    self.entries[entry.intent_id] = entry

    @property
    def taken_minor(self) -> int:
        """The money that was taken and not given back."""
        return sum(entry.amount_minor for entry in self.entries.values() if entry.outcome == "approved")

    def decide(self, entry: Entry) -> Entry:
        """Book it, unless this intent was decided already; gives what stands."""
        known = self.entries.get(entry.intent_id)
        if known is not None:
            return known
        if entry.outcome == "approved":
            entry = replace(entry, reference=f"SIM{len(self.entries) + 1:08d}")
        self._write(entry)
        return entry

    def approve_after_all(self, intent_id: str, amount_minor: int, currency: str) -> Entry:
        """Charge although a no was said before, as acquirers do; a reversed one stays reversed."""
        known = self.entries.get(intent_id)
        if known is not None and known.outcome in ("approved", "reversed"):
            return known
        entry = Entry(intent_id, "approved", f"SIM{len(self.entries) + 1:08d}", "", amount_minor, currency)
        self._write(entry)
        return entry

    def reverse(self, intent_id: str) -> Entry:
        """Give back; what was never asked for can never be charged afterwards."""
        known = self.entries.get(intent_id)
        if known is None:
            return self.decide(Entry(intent_id, "declined", reason="not_found"))
        if known.outcome == "approved" and known.amount_minor > 0:
            known = replace(known, outcome="reversed", reason="")
            self._write(known)
        return known

    def find(self, reference: str) -> Entry | None:
        """The payment of that reference."""
        return next((entry for entry in self.entries.values() if entry.reference == reference), None)

    def result(self, intent_id: str) -> PaymentResult:
        """What the books say of an intent."""
        entry = self.entries.get(intent_id)
        if entry is None:
            return PaymentResult(intent_id, "declined", reason="not_found")
        # Lines of the first release knew no amounts.
        amount = abs(entry.amount_minor) or None if entry.outcome == "approved" else None
        return PaymentResult(
            intent_id, entry.outcome, entry.reference, entry.reason, hint=entry.hint, amount_minor=amount
        )

    def _write(self, entry: Entry) -> None:
        row = (
            *(entry.intent_id, entry.outcome, entry.reference, entry.reason),
            *(entry.amount_minor, entry.currency, entry.hint),
        )
        with self._memory.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        self.entries[entry.intent_id] = entry
