"""Drivers of devices, by UnifiedPOS category. Knows nothing of the shop."""
