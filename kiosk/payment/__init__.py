"""Payments that somebody else must approve: cards, wallets, codes to scan; from the intent to the last doubt."""
