"""What a manager sees: whether everything arrives, and who needs help."""
