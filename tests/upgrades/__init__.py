"""Databases of past releases, which every later one must open without losing a row."""
