"""Appointments with a colleague, and tickets for whoever comes without one."""
