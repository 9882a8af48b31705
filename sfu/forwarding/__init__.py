"""Forwarding decisions: pure, fed with values, returning values."""
