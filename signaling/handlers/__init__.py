"""What handles each message, by area; importing this package registers all."""

from signaling.handlers import chat, files, media, people, relays
from signaling.handlers.table import dispatcher

__all__ = ["chat", "dispatcher", "files", "media", "people", "relays"]
