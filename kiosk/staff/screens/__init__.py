"""Signing in, and changing the PIN."""
