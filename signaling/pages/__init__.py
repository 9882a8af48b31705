"""HTML shells."""
