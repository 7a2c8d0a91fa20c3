"""The manager's screens."""
