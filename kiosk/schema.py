"""The tables of the whole device: every owner's migrations, in the order in which they are applied."""

from __future__ import annotations

from kiosk import trust
from kiosk.campaign import tables as campaign
from kiosk.catalogue import tables as catalogue
from kiosk.customer import tables as customer
from kiosk.paper import tables as paper
from kiosk.payment import tables as payment
from kiosk.pickup import tables as pickup
from kiosk.pricing import tables as pricing
from kiosk.recommend import tables as recommend
from kiosk.record import tables as record
from kiosk.service import tables as service
from kiosk.shift import tables as shift
from kiosk.staff import tables as staff
from kiosk.status import tables as status
from kiosk.stock import tables as stock
from kiosk.stored_value import tables as stored_value
from kiosk.till import tables as till
from kiosk.till.tables import spot_checks
from sync import journal
from sync.migrations import Migrations

SCHEMA: tuple[Migrations, ...] = (
    journal.MIGRATIONS,
    trust.MIGRATIONS,
    catalogue.MIGRATIONS,
    campaign.MIGRATIONS,
    stock.MIGRATIONS,
    paper.MIGRATIONS,
    staff.MIGRATIONS,
    customer.MIGRATIONS,
    record.MIGRATIONS,
    stored_value.MIGRATIONS,
    pricing.MIGRATIONS,
    shift.MIGRATIONS,
    till.MIGRATIONS,
    spot_checks.MIGRATIONS,
    payment.MIGRATIONS,
    pickup.MIGRATIONS,
    service.MIGRATIONS,
    recommend.MIGRATIONS,
    status.MIGRATIONS,
)
