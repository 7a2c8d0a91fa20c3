"""Tests of the day that is played through."""
