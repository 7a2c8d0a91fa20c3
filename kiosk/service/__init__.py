"""Service: a shopper calls, and a colleague comes."""
