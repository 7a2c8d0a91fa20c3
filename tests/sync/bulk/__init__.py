"""Bulk data over HTTP."""
