"""Head office: what it takes in, books, tells and serves."""
