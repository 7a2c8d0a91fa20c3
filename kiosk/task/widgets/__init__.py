"""Tasks as people see them."""
