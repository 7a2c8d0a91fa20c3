"""The reference head office."""
