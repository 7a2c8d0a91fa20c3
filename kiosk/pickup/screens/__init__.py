"""What a shopper sees of an order that waits here."""
