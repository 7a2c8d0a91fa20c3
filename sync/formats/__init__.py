"""What both ends must compute alike."""
