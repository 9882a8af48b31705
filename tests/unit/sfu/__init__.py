"""Tests of the selective forwarding unit's parts."""
