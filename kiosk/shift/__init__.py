"""Shifts: what lies in the drawer, who put it there, and the report that closes the day."""
