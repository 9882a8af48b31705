"""What handles each message, by area; importing this package registers all."""

from signaling.handlers import chat, media, people, relays
from signaling.handlers.table import dispatcher

__all__ = ["chat", "dispatcher", "media", "people", "relays"]
