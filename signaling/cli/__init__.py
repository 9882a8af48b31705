"""The command `madang`."""

from signaling.cli.main import main

__all__ = ["main"]
