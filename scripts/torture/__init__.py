"""Kills the parts of a store while it sells, and counts afterwards whether anything is lost or doubled."""
