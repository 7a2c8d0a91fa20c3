"""What the store sells, and for how much."""
