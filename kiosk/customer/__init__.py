"""Members: who stands before the screen, if they want to say so."""
