"""Tests of forwarding decisions."""
