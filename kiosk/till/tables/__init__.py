"""Baskets, sales, tenders and payment intents on disk."""

from kiosk.payment.tables import open_intent
from kiosk.payment.tables import unresolved as unresolved_intents
from kiosk.till.tables.baskets import (
    going_on_with,
    holder,
    kept_for,
    last_told,
    left_open,
    load_basket,
    moved_since,
    open_baskets,
    parked,
    save_basket,
    set_basket_state,
    waiting_here,
)
from kiosk.till.tables.returning import find_sales, load_origin, sales_of_member
from kiosk.till.tables.sales import (
    find_number,
    insert_sale,
    load_sale,
    next_sequence,
    of_customer,
    of_shift,
    recent_sales,
)
from kiosk.till.tables.schema import MIGRATIONS
