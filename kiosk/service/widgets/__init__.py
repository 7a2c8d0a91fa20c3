"""What devices show of a call."""
