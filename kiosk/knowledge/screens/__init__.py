"""Screens of the knowledge cards."""
