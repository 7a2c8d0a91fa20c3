"""Devices by UnifiedPOS category; nothing here knows the shop, the network or a screen."""
