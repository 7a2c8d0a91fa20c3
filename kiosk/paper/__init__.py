"""Paper: layouts, how they become pictures and text, and the queue in front of each printer."""
