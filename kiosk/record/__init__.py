"""Records that the store's devices and head office keep together: the ground of tasks, tickets, appointments, notes."""
