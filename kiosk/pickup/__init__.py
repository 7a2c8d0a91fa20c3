"""Orders bought online and picked up in this store."""
