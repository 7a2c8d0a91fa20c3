"""What colleagues should know: cards about products and everyday questions, searched offline."""
