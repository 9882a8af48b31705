"""The one table in which all handlers stand."""

from signaling.dispatch import Dispatcher

dispatcher = Dispatcher()
