"""Publishing, muting and answering offers."""

from rooms.permissions import Action
from rooms.publication import Publication, Source
from sfu.router import PublishAnswer, TrackRequest, UnknownPublication
from sfu.sdp import SdpError
from signaling.context import Context
from signaling.handlers.table import dispatcher
from signaling.protocol.common import ErrorCode
from signaling.protocol.common import Source as MessageSource
from signaling.protocol.joining import Done
from signaling.protocol.media import (
    Publish,
    Published,
    ReceivePictures,
    SetMuted,
    SubscribeAnswer,
    SubscribeRestart,
    TrackPublication,
)
from signaling.refusal import Refused

NEEDED_TO_PUBLISH = {
    MessageSource.MICROPHONE: Action.PUBLISH_MICROPHONE,
    MessageSource.CAMERA: Action.PUBLISH_CAMERA,
    MessageSource.SCREEN: Action.PUBLISH_SCREEN,
    MessageSource.SCREEN_AUDIO: Action.PUBLISH_SCREEN,
}


def _needed_to_publish(request: Publish) -> tuple[Action, ...]:
    return tuple(NEEDED_TO_PUBLISH[track.source] for track in request.tracks)


@dispatcher.handles(Publish, _needed_to_publish)
async def publish(request: Publish, context: Context) -> Published:
    """Take in what the browser offers to send."""
    tracks = [TrackRequest(mid=t.mid, source=t.source.value, muted=t.muted) for t in request.tracks]
    try:
        answer = context.live.router.publish(context.participant, request.sdp, tracks)
    except SdpError:
        raise Refused(ErrorCode.SDP_INVALID) from None
    context.live.tell(context.live.room.set_publications(context.participant, _publications(answer)))
    return Published(
        re=request.id,
        sdp=answer.sdp,
        publications=[TrackPublication(mid=p.mid, publication=p.publication) for p in answer.publications],
    )


def _publications(answer: PublishAnswer) -> tuple[Publication, ...]:
    return tuple(
        Publication(id=p.publication, source=Source(p.source), muted=p.muted) for p in answer.publications
    )


@dispatcher.handles(SetMuted, Action.MUTE_OWN)
async def set_muted(request: SetMuted, context: Context) -> Done:
    """Stop or start forwarding one of one's own publications."""
    try:
        context.live.router.set_muted(context.participant, request.publication, request.muted)
    except UnknownPublication:
        raise Refused(ErrorCode.NOT_FOUND) from None
    context.live.tell(context.live.room.set_muted(context.participant, request.publication, request.muted))
    return Done(re=request.id)


@dispatcher.handles(SubscribeAnswer, Action.SUBSCRIBE)
async def subscribe_answer(request: SubscribeAnswer, context: Context) -> Done:
    """Start sending what was offered."""
    try:
        context.live.router.answer(context.participant, request.generation, request.sdp)
    except SdpError:
        raise Refused(ErrorCode.SDP_INVALID) from None
    return Done(re=request.id)


@dispatcher.handles(SubscribeRestart, Action.SUBSCRIBE)
async def subscribe_restart(request: SubscribeRestart, context: Context) -> Done:
    """Offer everything on a new transport, or on the old one with new ICE credentials."""
    context.live.router.restart_subscribe(context.participant, keep=request.keep)
    return Done(re=request.id)


@dispatcher.handles(ReceivePictures, Action.SUBSCRIBE)
async def receive_pictures(request: ReceivePictures, context: Context) -> Done:
    """Send this participant pictures and sound, or sound alone."""
    context.live.router.receive_pictures(context.participant, request.wanted)
    return Done(re=request.id)
