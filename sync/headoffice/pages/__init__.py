"""The shop in a browser: what shoppers see of a store and of their orders; see README.md."""
