"""The shopper's screens that bring several features together."""
