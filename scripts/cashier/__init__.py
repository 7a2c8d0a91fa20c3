"""A cashier's day at a till on a virtual screen: a scanner that types, a finger that taps, a book kept beside it."""
