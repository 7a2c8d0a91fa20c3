"""The touch pad's dictionary: which words and characters sound like what was typed."""
