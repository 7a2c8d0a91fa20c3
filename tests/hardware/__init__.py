"""Tests of the devices, on drawn pictures and real processes."""
