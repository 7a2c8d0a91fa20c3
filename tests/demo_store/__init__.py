"""The demo store: believable, consistent, and the same in every run."""
