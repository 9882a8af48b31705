"""Tests of files in rooms."""
