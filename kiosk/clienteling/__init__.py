"""Clienteling: the customer's card after their consent, the client book, lists for a customer, and messages to them."""
