"""Files that people lay into a room: how they may be called, what they are, and who shared them when."""
