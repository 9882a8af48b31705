"""Participants without a browser against a real server: the protocol, the API and bad input."""
