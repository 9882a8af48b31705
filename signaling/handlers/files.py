"""Files that are offered and taken back; their bytes go over HTTP (signaling/api/uploads.py)."""

from rooms.permissions import Action
from signaling.context import Context
from signaling.file_addresses import upload_url
from signaling.handlers.table import dispatcher
from signaling.protocol.common import ErrorCode
from signaling.protocol.files import FileGranted, FileOffer, FileRemove
from signaling.protocol.joining import Done
from signaling.refusal import Refused


@dispatcher.handles(FileOffer, Action.SHARE_FILES)
async def file_offer(request: FileOffer, context: Context) -> FileGranted:
    """Reserve room for a file and say where to send it."""
    room = context.live.room
    upload = await context.uploads.offer(
        room.id, room.participant(context.participant), request.name, request.size_bytes
    )
    return FileGranted(re=request.id, file=upload.file, upload_url=upload_url(upload.capability))


@dispatcher.handles(FileRemove, Action.SHARE_FILES)
async def file_remove(request: FileRemove, context: Context) -> Done:
    """Take back one's own file, or give up its upload."""
    where = (context.live.room.id, request.file, context.participant)
    if await context.uploads.give_up_file(*where) or await context.files.remove(*where):
        return Done(re=request.id)
    others = {file.id for file in await context.files.of_room(context.live.room.id)}
    raise Refused(ErrorCode.NOT_ALLOWED if request.file in others else ErrorCode.NOT_FOUND)
