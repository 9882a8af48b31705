"""The tools that build and check a checkout."""
