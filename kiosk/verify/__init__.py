"""Proves what a device has on disk: chain, numbers, sums, stock and day ends are derived once more from the facts."""
