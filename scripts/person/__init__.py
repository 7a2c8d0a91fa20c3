"""Somebody before a real window: a virtual screen, a finger, a scanner that types, and eyes that see what is drawn."""
