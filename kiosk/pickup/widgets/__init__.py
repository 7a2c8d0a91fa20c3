"""What the screens of pickup orders are made of."""
