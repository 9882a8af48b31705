"""The skins of rooms: theme format, loader and the themes that are shipped."""
