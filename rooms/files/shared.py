"""A file that lies in a room, complete."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFile:
    """`name` went through names.clean_file_name, `media_type` is by content (kinds.py).

    `capability` opens the download, `blob` names the content in storage. `participant` shared it and was
    called `owner` then. Times are in milliseconds since 1970.
    """

    id: str
    room_id: str
    capability: str
    blob: str
    name: str
    size_bytes: int
    media_type: str
    has_preview: bool
    participant: str
    owner: str
    shared_at_ms: int
    expires_at_ms: int
