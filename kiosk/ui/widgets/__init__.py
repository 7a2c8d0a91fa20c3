"""The widget kit: what every screen is made of. Each widget takes its looks from the theme and its words from keys."""
