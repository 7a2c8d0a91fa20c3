"""Formats that both ends must compute alike."""
