"""What changes prices: a new book, its beginning, coupons that are taken in, offers for the first N, and claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec.structs import replace

from kiosk import trust
from kiosk.errors import Refused
from kiosk.pricing import guard, tables
from kiosk.pricing.guard import Claim, Verdict
from kiosk.pricing.model import Book, Coupon
from kiosk.worker import Transaction
from sync import messages
from sync.formats import price_book, price_book_check
from sync.formats.price_book import AnyRule
from sync.formats.tokens import Token

MOST_TOLD = 100
"""Coupons in one live message: the newest; older ones were told before."""


def on_price_book(
    root: Ed25519PublicKey | None, tenant: str, store: str, currency: str
) -> Callable[[Transaction, messages.PriceBookPublished], None]:
    """The handler of a new price book, given the pinned root key and whose book it must be."""

    def price_book_published(tx: Transaction, message: messages.PriceBookPublished) -> None:
        """Put a book that head office signed beside the others; it holds from its moment on.

        Raises:
            ValueError: if the signature is wrong, or a rule makes no sense: the whole book goes to dead letters with
                the reason, and the old one stays.
        """
        if root is None:
            raise ValueError("no head office key is pinned in the settings ([head_office] key_file)")
        book = price_book.unseal(message.document, message.signature, root)
        price_book_check.check(book, tenant=tenant, store=store, currency=currency)
        if (book.version, book.valid_from) != (message.version, message.valid_from):
            raise price_book.BadBook("version or valid_from differ from what was announced")
        if tables.save_book(tx.db, book, message.document, message.signature, tx.now):
            turn_page(tx)
            tx.touch("prices")

    return price_book_published


def turn_page(tx: Transaction) -> Book:
    """Look which book is in force now, and tell the screens if it is another one than before. Often called."""
    book = tables.book_in_force(tx.db, tx.now)
    if book.version != tables.used_version(tx.db):
        tables.note_used(tx.db, book.version, tx.now)
        tables.prune(tx.db, book.version)
        tx.touch("prices", "basket", "catalogue")
    return book


# ---------------------------------------------------------------- coupons


def take_coupon(tx: Transaction, device: str, basket_id: str, token: Token) -> str:
    """Believe a coupon and lay it into a basket; gives the text that stands in the basket's terms.

    Raises:
        Refused: ``code.*`` if it is forged or out of date, ``pricing.coupon_unknown`` if no rule knows it (now),
            ``pricing.coupon_used``, ``pricing.coupon_here`` if this basket has it already.
    """
    trust.check(tx, token)
    if token.kind != "coupon":
        raise Refused("pricing.coupon_unknown")
    name, nonce, uses = token.body.subject, token.body.nonce, uses_allowed(token)
    book = tables.book_in_force(tx.db, tx.now)
    if all(one.rule.when.coupon != name for one in book.rules):
        raise Refused("pricing.coupon_unknown")
    if not uses:
        return name
    if tables.lies_in(tx.db, name, nonce, basket_id):
        raise Refused("pricing.coupon_here")
    if tables.uses_of(tx.db, name, nonce, basket_id, tx.now) >= uses:
        raise Refused("pricing.coupon_used")
    tables.hold_coupon(tx.db, device, basket_id, name, nonce, tx.now)
    return write_coupon(Coupon(name, nonce), uses)


def uses_allowed(token: Token) -> int:
    """How often a coupon may be used: its first detail, 1 where it has none; 0 means without limit."""
    first = token.body.detail[0] if token.body.detail else "1"
    return int(first) if first.isascii() and first.isdecimal() and len(first) < 6 else 1


def write_coupon(coupon: Coupon, uses: int) -> str:
    """A coupon as a basket and a sale name it: `SPRING`, `SPRING#nonce`, `SPRING#nonce/3`."""
    limited = f"/{uses}" if uses > 1 else ""
    return f"{coupon.coupon}#{coupon.nonce}{limited}" if uses else coupon.coupon


def read_coupon(text: str) -> Coupon:
    """What `write_coupon` wrote."""
    name, _, rest = text.partition("#")
    return Coupon(name, rest.partition("/")[0])


def hold_again(tx: Transaction, device: str, basket_id: str, coupons: Sequence[str]) -> tuple[str, ...]:
    """Lay coupons of another basket into this one; those that were used elsewhere since are left out."""
    kept = []
    for text in coupons:
        coupon = read_coupon(text)
        if coupon.nonce:
            uses = int(text.rpartition("/")[2]) if "/" in text.partition("#")[2] else 1
            if tables.uses_of(tx.db, coupon.coupon, coupon.nonce, basket_id, tx.now) >= uses:
                continue
            tables.hold_coupon(tx.db, device, basket_id, coupon.coupon, coupon.nonce, tx.now)
        kept.append(text)
    return tuple(kept)


def free_coupons(tx: Transaction, basket_id: str) -> None:
    """A basket was given up, or its coupons taken out: they may be used elsewhere."""
    tables.free_coupons(tx.db, basket_id)


def sold(
    tx: Transaction, device: str, basket_id: str, units: Mapping[str, int], coupons: Sequence[str], version: int = 0
) -> None:
    """A basket became a sale: burn the coupons whose rules gave something, count offers for the first N.

    `units` are the units that each rule reduced, by rule id; `coupons` what stands in the basket's terms; `version` is
    the book that priced it, which another one may have followed while it was paid. The till calls it in the sale's own
    transaction.
    """
    rules = _giving(tx, units, version)
    names = {rule.when.coupon for rule in rules if rule.when.coupon}
    for coupon in map(read_coupon, coupons):
        if coupon.nonce and coupon.coupon in names:
            tables.spend_coupon(tx.db, device, basket_id, coupon.coupon, coupon.nonce, tx.now)
    tables.free_coupons(tx.db, basket_id)
    counted = [(rule.rule_id, units[rule.rule_id]) for rule in rules if rule.quota]
    tables.add_quota(tx.db, device, counted, tx.now)
    if counted or coupons:
        tell_used(tx, device)


def unsold(tx: Transaction, device: str, basket_id: str, units: Mapping[str, int], version: int = 0) -> None:
    """The sale that this basket became was voided: its coupons may be used again, and others are among the first N.

    `units` and `version` are what `sold` was given. The till calls it in the void's own transaction.
    """
    burnt = tables.has_spent(tx.db, basket_id)
    if burnt:
        tables.undo_sale(tx.db, device, basket_id, tx.now)
    counted = [(rule.rule_id, units[rule.rule_id]) for rule in _giving(tx, units, version) if rule.quota]
    tables.add_quota(tx.db, device, counted, tx.now, "back")
    if counted or burnt:
        tx.touch("prices")
        tell_used(tx, device)


def _giving(tx: Transaction, units: Mapping[str, int], version: int) -> list[AnyRule]:
    """The rules that gave something in a sale, of the book that priced it."""
    book = tables.find_book(tx.db, version) or tables.book_in_force(tx.db, tx.now)
    return [one.rule for one in book.rules if units.get(one.rule.rule_id, 0) > 0]


def tell_used(tx: Transaction, device: str) -> None:
    """Tell the store's other devices what this one has used; nothing if it has used nothing."""
    quotas = tables.quota_here(tx.db, device)
    spent = tables.spent_here(tx.db, device, MOST_TOLD)
    if quotas or spent:
        tx.post(
            messages.PromotionsUsed(
                device=device,
                quotas=tuple(quotas),
                coupons=tuple(messages.CouponSpent(*one) for one in spent),
                quotas_back=tuple(tables.quota_here(tx.db, device, "back")),
                undone=tuple(tables.undone_here(tx.db, device, MOST_TOLD)),
                at=tx.now,
            )
        )


def on_used(own_device: str) -> Callable[[Transaction, messages.PromotionsUsed], None]:
    """The handler of what another device of the store has used."""

    def promotions_used(tx: Transaction, message: messages.PromotionsUsed) -> None:
        if message.device == own_device:
            return
        for one in message.coupons:
            tables.spend_coupon(tx.db, message.device, one.basket_id, one.coupon, one.nonce, one.at)
        for basket_id in message.undone:
            tables.undo_sale(tx.db, message.device, basket_id, message.at)
        sold_there = tables.hear_quota(tx.db, message.device, message.quotas, message.at)
        if tables.hear_quota(tx.db, message.device, message.quotas_back, message.at, "back") or sold_there:
            tx.touch("prices")

    return promotions_used


# ---------------------------------------------------------------- two prices for one thing


def label_claim(tx: Transaction, token: Token) -> Claim:
    """What a signed shelf label says.

    Raises:
        Refused: ``code.*`` if it may not be believed, ``pricing.label_unreadable``.
    """
    trust.check(tx, token)
    claim = guard.of_label(token, datetime.fromtimestamp(token.body.issued, UTC))
    if claim is None:
        raise Refused("pricing.label_unreadable")
    return claim


def check_claim(
    tx: Transaction, claim: Claim, ours_minor: int, units: int, *, basket_id: str = "", line_id: str = ""
) -> Verdict:
    """Hold a price that a shopper was told against ours, and let head office know of the difference.

    The caller gives an honoured price to the line (`Manual("price", ...)`), or asks a colleague and then calls
    `approve_claim`. The same price on both sides is no conflict, and nobody hears of it.
    """
    book = tables.book_in_force(tx.db, tx.now)
    currency = book.source.currency if book.version else claim.currency
    verdict = guard.decide(claim, ours_minor, units, currency, book.source.guard, tx.now)
    if claim.price_minor != ours_minor:
        _notice(tx, claim, ours_minor, units, verdict, book.version, (basket_id, line_id), "")
    return verdict


def approve_claim(
    tx: Transaction, claim: Claim, ours_minor: int, units: int, operator: str, *, basket_id: str = "", line_id: str = ""
) -> Verdict:
    """A colleague honours a claim that the book left to them. Whether they may is asked before (`staff.require`)."""
    verdict = Verdict("honoured", "pricing.claim.approved", claim.price_minor, units)
    book = tables.book_in_force(tx.db, tx.now)
    _notice(tx, claim, ours_minor, units, verdict, book.version, (basket_id, line_id), operator)
    return verdict


def _notice(
    tx: Transaction,
    claim: Claim,
    ours_minor: int,
    units: int,
    verdict: Verdict,
    version: int,
    where: tuple[str, str],
    operator: str,
) -> None:
    claim = replace(claim, reference=claim.reference[: guard.LONGEST_REFERENCE])
    notice = messages.PriceConflictNoticed(
        conflict_id=tx.new_id(),
        basket_id=where[0],
        line_id=where[1],
        gtin=claim.gtin,
        source=claim.source,
        reference=claim.reference,
        claimed_minor=claim.price_minor,
        ours_minor=ours_minor,
        units=units,
        decision="approved" if operator else verdict.decision,
        reason=verdict.reason,
        operator=operator,
        book_version=version,
        at=tx.now,
    )
    tx.post(notice)
    tx.done.append(notice)
