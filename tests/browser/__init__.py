"""People in real browsers, in a room of a real server."""
