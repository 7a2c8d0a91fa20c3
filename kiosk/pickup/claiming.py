"""Asking the arbiter for a screen: waits for the answer as long as an answer can take, and not longer."""

from __future__ import annotations

from collections.abc import Callable

from hardware.later import Alarm
from kiosk.pickup import actions
from kiosk.pickup.model import Claim
from kiosk.worker import Worker
from sync.security import Vault

LOOKS_S = (0.03, 0.05, 0.12, 0.3, 0.5, 1.0)
"""Pauses between looks for the answer. Together `actions.PATIENCE_S`; an arbiter that is there answers before the
second one."""


class ClaimDesk:
    """Gets lines of orders for whoever stands at this device. Belongs to the main loop."""

    def __init__(self, worker: Worker, vault: Vault, device: str, alarm: Alarm) -> None:
        self._worker = worker
        self._vault = vault
        self._device = device
        self._alarm = alarm

    def claim(
        self,
        order_id: str,
        line_ids: tuple[str, ...],
        operator: str,
        done: Callable[[Claim], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Ask for lines (none: all that nobody else holds). One of both is called on the main loop, within some two
        seconds: `done` with a granted claim, or `failed` with ``pickup.claimed``, ``pickup.arbiter_away``,
        ``pickup.not_now`` or ``pickup.unknown``.
        """

        def asked(claim: Claim) -> None:
            if claim.granted:
                done(claim)
            else:
                self._wait(claim, 0, done, failed)

        self._worker.submit(
            actions.claim,
            self._vault,
            self._device,
            order_id,
            line_ids,
            operator=operator,
            done=asked,
            failed=failed,
        )

    def _wait(
        self, claim: Claim, looks: int, done: Callable[[Claim], None], failed: Callable[[Exception], None]
    ) -> None:
        def looked(found: Claim) -> None:
            if found.granted:
                done(found)
            else:
                self._wait(found, looks + 1, done, failed)

        def look() -> None:
            self._worker.submit(
                actions.settle_claim,
                self._vault,
                self._device,
                claim.request_id,
                waited=looks == len(LOOKS_S) - 1,
                done=looked,
                failed=failed,
            )

        self._alarm.after(LOOKS_S[looks], look)
