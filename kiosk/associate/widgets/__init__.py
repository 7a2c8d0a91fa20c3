"""Pieces that the associate's screens share."""
