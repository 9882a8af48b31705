"""Files that are shared in a room. The bytes go over HTTP; here is who has what."""

from typing import Annotated

from msgspec import Meta

from signaling.protocol.common import FileId, Message, Request, RequestId, SharedFile


class FileOffer(Request, frozen=True, kw_only=True, tag="file_offer"):
    """Ask for a place to upload a file to."""

    name: Annotated[str, Meta(max_length=1_000)]
    size_bytes: Annotated[int, Meta(ge=0, le=2**53)]


class FileGranted(Message, frozen=True, kw_only=True, tag="file_granted"):
    """Reply to file_offer: send the bytes to `upload_url` (docs/api.md, Uploads). The address is a
    capability of who asked; it goes on where it stopped after a cut."""

    re: RequestId
    file: FileId
    upload_url: str


class FileRemove(Request, frozen=True, kw_only=True, tag="file_remove"):
    """Take back a file of one's own, or give up its upload."""

    file: FileId


class FileShared(Message, frozen=True, kw_only=True, tag="file_shared"):
    """A file is complete and lies in the room."""

    file: SharedFile


class FileRemoved(Message, frozen=True, kw_only=True, tag="file_removed"):
    """A file is gone."""

    file: FileId
