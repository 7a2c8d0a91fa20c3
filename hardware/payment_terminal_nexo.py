"""A card terminal on the shop's own network: nexo messages as JSON over HTTPS, to a certificate that was pinned."""

from __future__ import annotations

import itertools
import logging
import queue
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import requests
from msgspec import Struct
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from hardware import nexo_messages as nexo
from hardware.payment_terminal import OnResult, PaymentRequest, PaymentResult, RefundRequest

log = logging.getLogger(__name__)

CONNECT_S = 4.0
"""A terminal on the same network answers within milliseconds, or not at all."""

QUESTION_S = 10.0
"""Questions about a payment are answered from the terminal's memory."""


class Nexo(Struct, frozen=True):
    """Which terminal."""

    url: str
    ca_file: Path
    """PEM: the terminal's certificate must be signed by this one."""
    poi_id: str
    sale_id: str
    digits: int = 2
    """Decimal places of the shop's currency."""
    answer_s: float = 130.0
    """How long a payment may take; terminals give up after two minutes."""


class NotSent(Exception):
    """The terminal was not reached, so it has not heard the request."""


class NoAnswer(Exception):
    """The request may have arrived, and no sense came back."""


class NexoTerminal:
    """One thread waits for the payment, another asks, aborts and reverses meanwhile.

    A payment is sent once. Its ServiceID follows from the intent, so that a status request finds it after a restart.
    """

    def __init__(self, which: Nexo) -> None:
        self._which = which
        self._parties = nexo.Parties(which.sale_id, which.poi_id, which.digits)
        self._tell: OnResult = _nobody
        self._closed = True
        self._payments: _Lane | None = None
        self._questions: _Lane | None = None
        self._under_way: set[str] = set()
        # Ids must not come back after a restart within two days, so they begin with the time.
        self._turns = itertools.count(int(datetime.now(UTC).timestamp() * 1000))

    def start(self, on_result: OnResult) -> None:
        """Begin to answer."""
        self._tell = on_result
        self._closed = False
        self._payments = _Lane("terminal-payments")
        self._questions = _Lane("terminal-questions")

    def authorise(self, request: PaymentRequest) -> None:
        """Ask for the money; the shopper has as long as the terminal gives them."""
        message = nexo.payment(self._parties, request, datetime.now(UTC))
        self._begin(request.intent_id, message)

    def refund(self, request: RefundRequest) -> None:
        """Give money back."""
        message = nexo.refund(self._parties, request, datetime.now(UTC))
        self._begin(request.intent_id, message)

    def query(self, intent_id: str) -> None:
        """Ask what came of it."""
        self._ask(intent_id, self._query)

    def reverse(self, intent_id: str, reference: str = "") -> None:
        """Undo it; where the reference is not known yet, the terminal is asked for it."""
        self._ask(intent_id, partial(self._reverse, reference=reference))

    def cancel(self, intent_id: str) -> None:
        """Give up a payment; its own answer tells whether that was in time."""
        self._ask(intent_id, self._abort)

    def close(self) -> None:
        """Stop hearing. A payment that is under way goes on at the terminal, and the next start asks about it."""
        self._closed = True
        for lane in (self._questions, self._payments):
            if lane is not None:
                lane.close()
        self._questions = self._payments = None

    def _begin(self, intent_id: str, message: nexo.Json) -> None:
        if self._payments is not None:
            self._under_way.add(intent_id)
            self._payments.put(partial(self._guarded, intent_id, partial(self._pay, intent_id, message)))

    def _ask(self, intent_id: str, act: Callable[[str], PaymentResult | None]) -> None:
        if self._questions is not None:
            self._questions.put(partial(self._guarded, intent_id, partial(act, intent_id)))

    def _guarded(self, intent_id: str, act: Callable[[], PaymentResult | None]) -> None:
        try:
            result = act()
        except Exception:  # the thread's edge: every request is answered, be it that nobody can tell
            log.exception("the terminal's answer about %s could not be read", intent_id)
            result = PaymentResult(intent_id, "unknown", reason="fault")
        if result is not None and not self._closed:
            self._tell(result)

    def _pay(self, intent_id: str, message: nexo.Json) -> PaymentResult:
        try:
            return nexo.payment_result(self._parties, intent_id, self._send(message, self._which.answer_s))
        except NotSent:
            return PaymentResult(intent_id, "declined", reason="unreachable")
        except NoAnswer:
            return PaymentResult(intent_id, "unknown", reason="no_answer")
        finally:
            self._under_way.discard(intent_id)

    def _query(self, intent_id: str) -> PaymentResult:
        try:
            answer = self._send(nexo.status(self._parties, intent_id, next(self._turns)), QUESTION_S)
        except (NotSent, NoAnswer):
            return PaymentResult(intent_id, "unknown", reason="unreachable")
        result = nexo.status_result(self._parties, intent_id, answer)
        if result.reason == "not_found" and intent_id in self._under_way:
            # Our own request is still on its way: that it has not arrived says nothing yet.
            return PaymentResult(intent_id, "pending")
        return result

    def _reverse(self, intent_id: str, reference: str) -> PaymentResult:
        if not reference:
            found = self._query(intent_id)
            if found.outcome == "pending":
                self._abort(intent_id)
                return PaymentResult(intent_id, "unknown", reason="busy")
            if found.outcome != "approved":
                return found
            reference = found.reference
        try:
            answer = self._send(nexo.reversal(self._parties, intent_id, reference, next(self._turns)), QUESTION_S)
        except (NotSent, NoAnswer):
            return PaymentResult(intent_id, "unknown", reason="no_answer")
        return nexo.reversal_result(intent_id, answer)

    def _abort(self, intent_id: str) -> None:
        try:
            self._send(nexo.abort(self._parties, intent_id, next(self._turns)), QUESTION_S)
        except (NotSent, NoAnswer):
            log.warning("the terminal did not hear that %s is given up", intent_id)

    def _send(self, message: nexo.Json, answer_s: float) -> nexo.Json:
        """One request on a connection of its own; nothing of it is logged.

        Raises:
            NotSent: if the terminal cannot have heard it.
            NoAnswer: if it may have, and nothing that makes sense came back.
        """
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.post(
                    self._which.url,
                    data=nexo.encode(message),
                    headers={"Content-Type": "application/json"},
                    timeout=(CONNECT_S, answer_s),
                    verify=str(self._which.ca_file),
                    allow_redirects=False,
                )
        except requests.exceptions.SSLError as error:
            log.error("the terminal at %s is not the one that was pinned", urlsplit(self._which.url).netloc)
            raise NotSent from error
        except requests.RequestException as error:
            if _never_connected(error):
                raise NotSent from error
            raise NoAnswer from error
        except OSError as error:  # the pinned file cannot be read
            log.error("the terminal's certificate %s cannot be used: %s", self._which.ca_file, error)
            raise NotSent from error
        if answer.status_code != requests.codes.ok:
            log.error("the terminal answers with HTTP status %d", answer.status_code)
            raise NoAnswer
        return nexo.decode(answer.content)


class _Lane:
    """Does one thing after another. Nobody waits for it at the end: a payment may take two minutes."""

    def __init__(self, name: str) -> None:
        self._acts: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._closed = False
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def put(self, act: Callable[[], None]) -> None:
        self._acts.put(act)

    def close(self) -> None:
        self._closed = True
        self._acts.put(None)

    def _run(self) -> None:
        while (act := self._acts.get()) is not None and not self._closed:
            act()


def _never_connected(error: requests.RequestException) -> bool:
    """Whether not even a connection came about; only then the terminal has certainly heard nothing."""
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    cause = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(cause, NewConnectionError | ConnectTimeoutError)


def _nobody(result: PaymentResult) -> None:
    """Nobody listens before the start."""
