"""Baskets become sales."""
