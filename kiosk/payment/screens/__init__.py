"""What colleagues see of payments."""
