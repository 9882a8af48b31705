"""What handles each message, by area."""
