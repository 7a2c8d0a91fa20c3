"""What is to be done in the shop: told by head office, by a colleague, or by what happens; who does it and when."""
