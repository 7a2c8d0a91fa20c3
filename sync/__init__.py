"""Messages between the devices of a store, and between a store and head office."""
