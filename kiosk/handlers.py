"""Which action hears of which message: from head office, and from the store's other devices."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk import trust
from kiosk.campaign import actions as campaign
from kiosk.catalogue import actions as catalogue
from kiosk.customer import actions as customer
from kiosk.identity import Keys
from kiosk.pickup import actions as pickup
from kiosk.pricing import actions as pricing
from kiosk.recommend import actions as recommend
from kiosk.record import actions as record
from kiosk.record import comparing
from kiosk.register import Register
from kiosk.service import actions as service
from kiosk.settings import Settings
from kiosk.staff import actions as staff
from kiosk.status import actions as status
from kiosk.stock import actions as stock
from kiosk.stockroom import actions as stockroom
from kiosk.stockroom.model import HOLD
from kiosk.stored_value import actions as stored_value
from kiosk.till import actions as till
from kiosk.till.actions import copying, guarding, quotes
from kiosk.worker import Transaction
from sync import messages
from sync.messages import Message

Handlers = dict[type[Message], Callable[..., object]]


def on_message(settings: Settings, keys: Keys, root: Ed25519PublicKey | None) -> Handlers:
    """What is done with each message that comes down from head office."""
    device = settings.device.name
    return {
        messages.ConfigPublished: trust.on_config(root),
        messages.StaffPublished: staff.on_staff(keys.vault, root, settings.device.store),
        messages.PriceBookPublished: pricing.on_price_book(
            root, settings.device.tenant, settings.device.store, settings.shop.currency
        ),
        messages.PriceChanged: catalogue.price_changed,
        messages.ProductChanged: catalogue.product_changed,
        messages.CatalogueReleased: catalogue.catalogue_released,
        messages.CampaignsPublished: campaign.campaigns_published,
        messages.StockLevelChanged: stock.level_changed,
        messages.AllocationChanged: stock.allocation_changed,
        messages.NearStockChanged: stock.near_changed,
        messages.StoreChanged: stock.store_changed,
        messages.MemberChanged: _member_changed(keys),
        messages.BusinessChanged: customer.on_business(keys.vault),
        messages.OnlineBasketChanged: customer.on_online_basket(keys.vault),
        messages.LeaseGranted: stored_value.on_granted(device),
        messages.ReturnsBooked: guarding.on_booked,
        messages.SaleShown: copying.on_shown(Register.of(settings)),
        messages.RecordTold: _with_holds(record.on_told(keys.vault), settings, keys),
        messages.OrderPlaced: pickup.on_placed(keys.vault, device, settings.device.store),
        messages.OrderToldSteps: pickup.on_steps(keys.vault, device),
        messages.OrderCancelled: pickup.on_cancelled(keys.vault, device),
        messages.OrderWishAnswered: pickup.on_wish_answered,
    }


def on_live(settings: Settings, keys: Keys) -> Handlers:
    """What is done with what the store's other devices say."""
    register = Register.of(settings)
    return {
        messages.StockCounters: stock.counters_heard,
        messages.BasketChanged: lambda tx, message: till.apply_basket(tx, register, message),
        messages.SaleCopied: copying.on_copied(register),
        messages.SaleAsked: copying.on_sale_asked(register),
        messages.ReturnAsked: guarding.on_asked(register),
        messages.ReturnAnswered: guarding.on_answered(register),
        messages.GoodsReturned: guarding.on_returned,
        messages.QuoteTold: quotes.on_quote_told(register),
        messages.OrderStepped: pickup.on_steps(keys.vault, register.workstation),
        messages.OrderDigests: pickup.on_digests(keys.vault, register.workstation),
        messages.ClaimAsked: pickup.on_claim_asked(keys.vault, register.workstation),
        messages.ClaimAnswered: pickup.on_claim_answered(keys.vault, register.workstation),
        messages.SalesCounted: status.on_sales(settings.device.name),
        messages.FavouriteChanged: customer.on_favourite(keys.vault),
        messages.PromotionsUsed: pricing.on_used(settings.device.name),
        messages.AssistChanged: service.on_changed(register),
        messages.OfferRefused: recommend.on_refused(keys.vault),
        messages.RecordChanged: _with_holds(record.on_changed(keys.vault, register), settings, keys),
        messages.RecordDigests: comparing.on_digests(register),
        messages.RecordStamps: comparing.on_stamps(keys.vault, register),
    }


def _with_holds(heard: Callable[..., None], settings: Settings, keys: Keys) -> Callable[..., None]:
    """Goods that another device laid aside are promised to nobody here either, from the moment that it is heard."""
    register = Register.of(settings)

    def changed(tx: Transaction, message: messages.RecordChanged | messages.RecordTold) -> None:
        heard(tx, message)
        if message.kind == HOLD:
            stockroom.keep_in_step(tx, keys.vault, register)

    return changed


def _member_changed(keys: Keys) -> Callable[[Transaction, messages.MemberChanged], None]:
    """Three features keep something of a member, and all forget whoever has left."""
    heard = customer.on_member(keys.vault)

    def changed(tx: Transaction, message: messages.MemberChanged) -> None:
        heard(tx, message)
        recommend.member_changed(tx, message)
        record.on_member(tx, message)

    return changed
