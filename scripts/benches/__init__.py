"""What was promised in numbers, measured against a peer in the same run."""
