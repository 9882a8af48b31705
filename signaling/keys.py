"""Keys of the app: what handlers of HTTP requests find there."""

from aiohttp import web
from jinja2 import Environment

from rooms.store import KeyStore
from signaling.address import Addresses
from signaling.admission import Admission
from signaling.assets import Assets
from signaling.config import Settings
from signaling.connection import Connections
from signaling.files import RoomFiles
from signaling.gate import Gate
from signaling.hall import Hall
from signaling.texts import Texts
from signaling.themes import ThemeShelf
from signaling.trials import Trials
from signaling.uploads import Uploads

SETTINGS = web.AppKey("settings", Settings)
ADDRESSES = web.AppKey("addresses", Addresses)
ADMISSION = web.AppKey("admission", Admission)
FILES = web.AppKey("files", RoomFiles)
UPLOADS = web.AppKey("uploads", Uploads)
HALL = web.AppKey("hall", Hall)
TRIALS = web.AppKey("trials", Trials)
GATE = web.AppKey("gate", Gate)
TEXTS = web.AppKey("texts", Texts)
ASSETS = web.AppKey("assets", Assets)
SHELLS = web.AppKey("shells", Environment)
THEMES = web.AppKey("themes", ThemeShelf)
KEY_STORE: web.AppKey[KeyStore] = web.AppKey("key_store")
CONNECTIONS = web.AppKey("connections", Connections)
