"""Pieces that the manager's screens share."""
