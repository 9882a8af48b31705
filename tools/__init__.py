"""What builds and checks a checkout; none of it ships."""
