"""Goods between the door and the shelf: received, counted, sent to other stores, laid aside, asked for."""
