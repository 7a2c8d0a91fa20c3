"""Campaigns: what screens show while nobody is there, and when."""
