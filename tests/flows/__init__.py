"""A shopper's or an associate's steps, through the whole program."""
