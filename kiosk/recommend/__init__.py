"""What else this shopper may like, and why we think so."""
