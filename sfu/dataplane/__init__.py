"""What moves packets: an interface and its implementations."""
