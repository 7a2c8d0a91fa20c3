"""What associates work with: pickup orders, stock look-up, the till. Composed; no rules of its own."""
