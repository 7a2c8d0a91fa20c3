"""What every screen shows of whoever stands before it."""
