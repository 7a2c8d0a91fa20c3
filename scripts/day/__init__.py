"""A day at the store, played through: real devices, real databases, simulated people, hours and broken cables."""
