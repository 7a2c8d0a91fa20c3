"""The rules of selling: the basket, what pays it, and the sale that it becomes."""

from kiosk.till.model.basket import (
    BASKET_STATES,
    LINE_KINDS,
    MOST_AT_TILL,
    MOST_UNITS,
    NO_TERMS,
    NOTHING,
    Basket,
    BasketState,
    Line,
    LineKind,
    Tender,
    TenderKind,
    check_settled,
)
from kiosk.till.model.merging import (
    Coming,
    Share,
    came_from,
    came_to,
    has_joined,
    joined,
    merge,
    parted,
    shares,
    stamped,
)
from kiosk.till.model.sale import Sale, SaleKind, SaleLine, SaleNumber
