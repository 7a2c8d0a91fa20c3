"""A whole shop that never was: products, stores, members, a year of sales and pictures, the same on every machine."""
