"""The parts of the card and of the book."""
