"""The associate's screens."""
