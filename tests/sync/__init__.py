"""Tests of the messages between devices and head office."""
