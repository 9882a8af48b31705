"""Tables by area."""
