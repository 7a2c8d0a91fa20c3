"""Points, gift cards, store credit, vouchers and customer accounts, spent here with or without a network."""
