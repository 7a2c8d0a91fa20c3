"""The demo store: windows to play with, or a guided tour in pictures where there is no display."""
