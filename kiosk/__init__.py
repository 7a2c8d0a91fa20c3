"""The app: what people see, and what a store does."""
