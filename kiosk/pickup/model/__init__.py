"""Pickup orders as screens and actions see them."""

from kiosk.pickup.model.entry import Claim, Entry, HandOver
from kiosk.pickup.model.order import OPEN_STATES, READY, Order, OrderLine, moment, prices_of
from kiosk.pickup.model.wish import Wish
