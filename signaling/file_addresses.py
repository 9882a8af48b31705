"""The addresses of files: each holds a capability, and nothing else opens what is behind it."""

from urllib.parse import quote

UPLOADS = "/api/v1/uploads/"
DOWNLOADS = "/files/"
PREVIEWS = "/previews/"


def upload_url(capability: str) -> str:
    """Where the bytes of an upload are sent to."""
    return UPLOADS + capability


def download_url(capability: str, name: str) -> str:
    """Where a file is fetched; its name stands there only for people to read."""
    return f"{DOWNLOADS}{capability}/{quote(name, safe='')}"


def preview_url(capability: str) -> str:
    """Where the small picture of a picture is fetched."""
    return PREVIEWS + capability


def attachment(name: str) -> str:
    """The value of Content-Disposition with which a browser saves and never shows (RFC 6266, RFC 8187)."""
    plain = "".join(c if " " <= c <= "~" and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
