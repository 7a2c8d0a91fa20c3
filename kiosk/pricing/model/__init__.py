"""Prices of a basket: values, the compiled book, and `price`. Knows no clock, no database, no screen."""

from kiosk.pricing.model.book import EMPTY, Book, TaxRate
from kiosk.pricing.model.engine import price
from kiosk.pricing.model.loyalty import Earning, earned, to_reverse
from kiosk.pricing.model.tax import cash_rounding
from kiosk.pricing.model.values import (
    Coupon,
    Item,
    Manual,
    Nudge,
    Occasion,
    Priced,
    PricedLine,
    Reduction,
    Shopper,
    TaxSum,
)
