"""Screens of appointments and of the line."""
