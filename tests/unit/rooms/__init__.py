"""What a room is, by its rules."""
