"""Screens of the customer card and the client book."""
