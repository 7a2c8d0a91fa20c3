"""A nexo terminal in software: HTTPS with a certificate of its own, a memory, and faults to order.

For integrators and tests, who want to see the driver against something that behaves, and misbehaves, like a terminal.
"""

from __future__ import annotations

import ipaddress
import ssl
import threading
from collections import deque
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from msgspec import Struct
from msgspec.structs import replace

from hardware import nexo_messages as nexo
from hardware.payment_books import Books, Entry

Fault = Literal[
    "",
    "decline",
    "hang",  # charged, and the connection is closed without a word
    "lost",  # not charged, and the connection is closed without a word
    "garbage",  # charged, and the answer is no JSON
    "error",  # HTTP 500, not charged
    "in_doubt",  # charged, and the acquirer could not confirm it
    "wrong_amount",
    "pan",  # charged, and the answer has a whole card number in it, as no terminal may
]

PAN = "4111111111111111"
"""The number that everybody uses for tests."""


class _Done(Struct, frozen=True):
    """A payment that was answered."""

    response: nexo.Json
    intent_id: str


class NexoTestTerminal:
    """`url` and `ca_file` go into the settings of the device.

    Args:
        folder: for the certificate and the books.
        host: where it listens; the certificate is for this address.
        port: 0 takes a free one.
        delay_s: how long a shopper takes.
        digits: decimal places of amounts.
    """

    def __init__(
        self, folder: Path, host: str = "127.0.0.1", port: int = 0, delay_s: float = 1.5, digits: int = 2
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.plan: deque[Fault] = deque()
        """One for each of the coming payments."""
        self.books = Books(folder / "books.jsonl")
        self.books.open()
        self.ca_file = folder / "terminal.pem"
        self.seen: list[nexo.Json] = []
        """Headers of what was asked, newest last."""
        self._delay_s = delay_s
        self._digits = digits
        self._lock = threading.Lock()
        self._open: dict[str, threading.Event] = {}
        self._done: dict[str, _Done] = {}
        key = _write_certificate(self.ca_file, folder / "terminal.key", host)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.ca_file, key)
        self._server = ThreadingHTTPServer((host, port), _handler(self))
        self._server.daemon_threads = True
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://{host}:{self._server.server_address[1]}/nexo"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="nexo-test", daemon=True)

    def start(self) -> None:
        """Listen."""
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def answer(self, message: nexo.Json) -> bytes | None:
        """What is sent back; None closes the connection without a word, b"" is an empty answer.

        Raises:
            ValueError: where it answers with HTTP 500.
        """
        request = message.get("SaleToPOIRequest", {})
        header = request.get("MessageHeader", {})
        self.seen.append(header)
        category = header.get("MessageCategory", "")
        body = request.get(f"{category}Request", {})
        if category == "Payment":
            return self._payment(header, body)
        if category == "TransactionStatus":
            return self._say(header, "TransactionStatus", self._status(body))
        if category == "Reversal":
            return self._say(header, "Reversal", self._reversal(body))
        if category == "Abort":
            reference = body.get("MessageReference", {}).get("ServiceID", "")
            with self._lock:
                event = self._open.get(reference)
            if event is not None:
                event.set()
            return b""
        return self._say(header, category, {"Response": {"Result": "Failure", "ErrorCondition": "UnavailableService"}})

    def _payment(self, header: nexo.Json, body: nexo.Json) -> bytes | None:
        service = str(header.get("ServiceID"))
        with self._lock:
            known = self._done.get(service)
            if known is None:
                event = self._open.setdefault(service, threading.Event())
                fault: Fault = self.plan.popleft() if self.plan else ""
        if known is not None:
            return self._say(header, "Payment", known.response)
        if fault == "error":
            with self._lock:
                self._open.pop(service, None)
            raise ValueError("a fault to order")
        aborted = fault != "lost" and event.wait(self._delay_s)
        response = None if fault == "lost" else self._decide(body, fault, aborted=aborted)
        with self._lock:
            self._open.pop(service, None)
            if response is not None:
                self._done[service] = _Done(response, body["SaleData"]["SaleTransactionID"]["TransactionID"])
        if response is None or fault == "hang":
            return None
        if fault == "garbage":
            return b"<html>no terminal</html>"
        return self._say(header, "Payment", response)

    def _decide(self, body: nexo.Json, fault: Fault, *, aborted: bool) -> nexo.Json:
        intent_id = body["SaleData"]["SaleTransactionID"]["TransactionID"]
        transaction = body["PaymentTransaction"]
        if aborted:
            self.books.decide(Entry(intent_id, "declined", reason="cancelled"))
            return {"Response": {"Result": "Failure", "ErrorCondition": "Aborted"}}
        refund = body.get("PaymentData", {}).get("PaymentType") == "Refund"
        if fault == "decline" or (refund and self._original(transaction["OriginalPOITransaction"]) is None):
            self.books.decide(Entry(intent_id, "declined", reason="declined"))
            return {"Response": {"Result": "Failure", "ErrorCondition": "Refusal"}}
        asked = transaction["AmountsReq"]
        minor = int(Decimal(str(asked["RequestedAmount"])).scaleb(self._digits)) + (fault == "wrong_amount")
        entry = Entry(intent_id, "approved", "", "", -minor if refund else minor, asked["Currency"])
        entry = self.books.decide(entry)
        if fault == "in_doubt":
            return {"Response": {"Result": "Failure", "ErrorCondition": "UnreachableHost"}}
        pan = PAN if fault == "pan" else f"411111******{PAN[-4:]}"
        return {
            "Response": {"Result": "Success"},
            "POIData": {"POITransactionID": {"TransactionID": entry.reference, "TimeStamp": _now()}},
            "PaymentResult": {
                "AmountsResp": {
                    "Currency": entry.currency,
                    "AuthorizedAmount": Decimal(abs(entry.amount_minor)).scaleb(-self._digits),
                },
                "PaymentInstrumentData": {"PaymentInstrumentType": "Card", "CardData": {"MaskedPan": pan}},
                "OnlineFlag": True,
            },
        }

    def _status(self, body: nexo.Json) -> nexo.Json:
        reference = body.get("MessageReference", {}).get("ServiceID", "")
        with self._lock:
            done, under_way = self._done.get(reference), reference in self._open
        if done is not None:
            response = done.response
            if response["Response"].get("ErrorCondition") == "UnreachableHost":
                # By now the acquirer has answered the terminal, and the truth is in the books.
                entry = self.books.entries[done.intent_id]
                response = self._approved_later(entry)
            return {
                "Response": {"Result": "Success"},
                "RepeatedMessageResponse": {"RepeatedResponseMessageBody": {"PaymentResponse": response}},
            }
        condition = "InProgress" if under_way else "NotFound"
        return {"Response": {"Result": "Failure", "ErrorCondition": condition}}

    def _approved_later(self, entry: Entry) -> nexo.Json:
        return {
            "Response": {"Result": "Success"},
            "POIData": {"POITransactionID": {"TransactionID": entry.reference, "TimeStamp": _now()}},
            "PaymentResult": {
                "AmountsResp": {
                    "Currency": entry.currency,
                    "AuthorizedAmount": Decimal(abs(entry.amount_minor)).scaleb(-self._digits),
                }
            },
        }

    def _reversal(self, body: nexo.Json) -> nexo.Json:
        entry = self._original(body.get("OriginalPOITransaction", {}))
        if entry is None:
            return {"Response": {"Result": "Failure", "ErrorCondition": "NotFound"}}
        self.books.reverse(entry.intent_id)
        with self._lock:
            for service, done in self._done.items():
                if done.intent_id == entry.intent_id:
                    refused = {"Response": {"Result": "Failure", "ErrorCondition": "Cancel"}}
                    self._done[service] = replace(done, response=refused)
        return {"Response": {"Result": "Success"}, "POIData": body["OriginalPOITransaction"]}

    def _original(self, original: nexo.Json) -> Entry | None:
        return self.books.find(str(original.get("POITransactionID", {}).get("TransactionID", "")))

    def _say(self, header: nexo.Json, category: str, response: nexo.Json) -> bytes:
        answered = {**header, "MessageType": "Response"}
        return nexo.encode({"SaleToPOIResponse": {"MessageHeader": answered, f"{category}Response": response}})


def _handler(terminal: NexoTestTerminal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """One message, one answer."""
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            try:
                answer = terminal.answer(nexo.decode(body))
            except (ValueError, KeyError, TypeError):
                self.send_error(500)
                return
            if answer is None:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own name and types
            """A terminal says nothing on the console."""

    return Handler


def _write_certificate(path: Path, key_path: Path, host: str) -> Path:
    """A certificate for this address that signs itself, made anew for each life."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test terminal")])
    try:
        alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        alternative = x509.DNSName(host)
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_path.touch(mode=0o600)
    key_path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return key_path


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
