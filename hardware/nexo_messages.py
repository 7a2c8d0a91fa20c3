"""The nexo Sale to POI protocol as JSON: what we ask a terminal, and the little that we take from its answers.

Source: nexo "Sale to POI Protocol Specifications" 3.0, in the JSON form that acquirers publish for terminals on a
shop's own network. Only the fields that are named here are ever read: card data that an answer may hold is left in it.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from hardware.payment_terminal import Outcome, PaymentRequest, PaymentResult, Reason, RefundRequest

Json = dict[str, Any]  # plain JSON

VERSION = "3.0"
SERVICE_ID_LENGTH = 10
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

BRANDS = {"wechat_pay": "wechatpay_pos", "alipay": "alipay"}
"""Our schemes as acquirers call them in `AllowedPaymentBrand`."""

_REASONS: dict[str, Reason] = {
    "Aborted": "cancelled",
    "Cancel": "cancelled",
    "Busy": "busy",
    "InProgress": "busy",
    "Refusal": "declined",
    "WrongPIN": "declined",
    "InvalidCard": "declined",
    "UnavailableCard": "declined",
    "PaymentRestriction": "declined",
    "InsertedCard": "declined",
    "NotFound": "not_found",
    "UnreachableHost": "no_answer",
    "DeviceOut": "fault",
    "LoggedOut": "fault",
    "UnavailableDevice": "fault",
    "UnavailableService": "fault",
    "MessageFormat": "fault",
    "NotAllowed": "fault",
}

_IN_DOUBT = frozenset({"UnreachableHost", "InProgress"})
"""Failures that leave open whether money moves: the acquirer may have booked what it could not confirm."""


class Parties(Struct, frozen=True):
    """Who speaks with whom, and how many decimal places the shop's currency has."""

    sale_id: str
    poi_id: str
    digits: int


def service_id(intent_id: str, purpose: str = "pay", turn: int = 0) -> str:
    """Ten characters that name one question. A payment's follow from its intent alone, so a repeat is recognised."""
    number = int.from_bytes(hashlib.sha256(f"{purpose}/{intent_id}/{turn}".encode()).digest()[:8], "big")
    letters = []
    for _ in range(SERVICE_ID_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[digit])
    return "".join(letters)


def encode(message: Json) -> bytes:
    """As JSON; amounts are exact decimal numbers."""
    return _ENCODER.encode(message)


def decode(body: bytes) -> Json:
    """An answer; {} if it is no JSON object (an abort is answered by nothing, or by a bare word)."""
    try:
        found = _DECODER.decode(body)
    except msgspec.DecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def payment(parties: Parties, request: PaymentRequest, at: datetime) -> Json:
    """Take money."""
    transaction: Json = {"AmountsReq": _amount(parties, request.amount_minor, request.currency)}
    body: Json = {"SaleData": _sale(request.intent_id, at), "PaymentTransaction": transaction}
    if request.scheme:
        transaction["TransactionConditions"] = {"AllowedPaymentBrand": [BRANDS.get(request.scheme, request.scheme)]}
    if request.payer_code:
        # The fields that the specification has for an account that was read by a scanner.
        body["PaymentData"] = {
            "PaymentType": "Normal",
            "PaymentInstrumentData": {
                "PaymentInstrumentType": "StoredValue",
                "StoredValueAccountID": {
                    "StoredValueAccountType": "Other",
                    "EntryMode": ["Scanned"],
                    "IdentificationType": "BarCode",
                    "StoredValueID": request.payer_code,
                },
            },
        }
    return _request(parties, "Payment", service_id(request.intent_id), body)


def refund(parties: Parties, request: RefundRequest, at: datetime) -> Json:
    """Give money back to the payment that it came from."""
    body = {
        "SaleData": _sale(request.intent_id, at),
        "PaymentTransaction": {
            "AmountsReq": _amount(parties, request.amount_minor, request.currency),
            "OriginalPOITransaction": _original(request.original_reference),
        },
        "PaymentData": {"PaymentType": "Refund"},
    }
    return _request(parties, "Payment", service_id(request.intent_id), body)


def status(parties: Parties, intent_id: str, turn: int) -> Json:
    """Ask what came of a payment or refund. Every question has an id of its own."""
    body = {"MessageReference": _reference(parties, intent_id), "ReceiptReprintFlag": False}
    return _request(parties, "TransactionStatus", service_id(intent_id, "status", turn), body)


def reversal(parties: Parties, intent_id: str, reference: str, turn: int) -> Json:
    """Undo a payment that the terminal knows by `reference`."""
    body = {"OriginalPOITransaction": _original(reference), "ReversalReason": "MerchantCancel"}
    return _request(parties, "Reversal", service_id(intent_id, "reversal", turn), body)


def abort(parties: Parties, intent_id: str, turn: int) -> Json:
    """Give up a payment that is being paid."""
    body = {"AbortReason": "MerchantAbort", "MessageReference": _reference(parties, intent_id)}
    return _request(parties, "Abort", service_id(intent_id, "abort", turn), body)


def payment_result(parties: Parties, intent_id: str, answer: Json) -> PaymentResult:
    """What the answer to a payment or refund says; `unknown` where it makes no sense."""
    return _of_payment(parties, intent_id, _at(answer, "SaleToPOIResponse", "PaymentResponse"))


def status_result(parties: Parties, intent_id: str, answer: Json) -> PaymentResult:
    """What the answer to a status request says of the payment."""
    found = _at(answer, "SaleToPOIResponse", "TransactionStatusResponse")
    outcome, condition = _response(found)
    if outcome == "Success":
        repeated = _at(found, "RepeatedMessageResponse", "RepeatedResponseMessageBody")
        return _of_payment(parties, intent_id, _at(repeated, "PaymentResponse"))
    if condition == "InProgress":
        return PaymentResult(intent_id, "pending")
    if condition == "NotFound":
        return PaymentResult(intent_id, "declined", reason="not_found")
    return PaymentResult(intent_id, "unknown", reason=_REASONS.get(condition, "fault"))


def reversal_result(intent_id: str, answer: Json) -> PaymentResult:
    """What the answer to a reversal says; only a plain yes is one."""
    outcome, condition = _response(_at(answer, "SaleToPOIResponse", "ReversalResponse"))
    if outcome == "Success":
        return PaymentResult(intent_id, "reversed")
    return PaymentResult(intent_id, "unknown", reason=_REASONS.get(condition, "fault"))


def _of_payment(parties: Parties, intent_id: str, found: Json) -> PaymentResult:
    outcome, condition = _response(found)
    if outcome in ("Success", "Partial"):
        made = _at(found, "PaymentResult")
        transaction = _at(found, "POIData", "POITransactionID")
        reference = f"{transaction.get('TransactionID', '')}@{transaction.get('TimeStamp', '')}"
        authorised = _at(made, "AmountsResp").get("AuthorizedAmount")
        minor = int(Decimal(str(authorised)).scaleb(parties.digits)) if authorised is not None else None
        return PaymentResult(intent_id, "approved", reference, hint=_last_four(made), amount_minor=minor)
    if outcome == "Failure":
        settled: Outcome = "unknown" if condition in _IN_DOUBT else "declined"
        return PaymentResult(intent_id, settled, reason=_REASONS.get(condition, "declined"))
    return PaymentResult(intent_id, "unknown", reason="fault")


def _last_four(made: Json) -> str:
    """The end of the masked number; the number itself, should a terminal send it, goes no further than here."""
    masked = _at(made, "PaymentInstrumentData", "CardData").get("MaskedPan")
    digits = [letter for letter in masked if letter.isdigit()] if isinstance(masked, str) else []
    return "".join(digits[-4:])


def _response(found: Json) -> tuple[str, str]:
    response = _at(found, "Response")
    return str(response.get("Result", "")), str(response.get("ErrorCondition", ""))


def _at(found: Any, *path: str) -> Json:  # plain JSON
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _request(parties: Parties, category: str, service: str, body: Json) -> Json:
    header = {
        "ProtocolVersion": VERSION,
        "MessageClass": "Service",
        "MessageCategory": category,
        "MessageType": "Request",
        "ServiceID": service,
        "SaleID": parties.sale_id,
        "POIID": parties.poi_id,
    }
    return {"SaleToPOIRequest": {"MessageHeader": header, f"{category}Request": body}}


def _sale(intent_id: str, at: datetime) -> Json:
    return {"SaleTransactionID": {"TransactionID": intent_id, "TimeStamp": at.isoformat(timespec="seconds")}}


def _amount(parties: Parties, minor: int, currency: str) -> Json:
    return {"Currency": currency, "RequestedAmount": Decimal(minor).scaleb(-parties.digits)}


def _reference(parties: Parties, intent_id: str) -> Json:
    return {"MessageCategory": "Payment", "SaleID": parties.sale_id, "ServiceID": service_id(intent_id)}


def _original(reference: str) -> Json:
    transaction, _, stamp = reference.partition("@")
    return {"POITransactionID": {"TransactionID": transaction, "TimeStamp": stamp}}


_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
