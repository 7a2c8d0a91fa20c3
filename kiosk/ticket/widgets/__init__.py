"""Tickets as shoppers and colleagues see them."""
