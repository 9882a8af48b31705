"""Figures in milliseconds, bytes and CPU time: python -m tests.bench."""
