"""Session descriptions: publish offers and subscribe answers in, publish answers and subscribe offers out."""

from sfu.sdp_build import build_publish_answer, build_subscribe_offer
from sfu.sdp_parse import parse_answer, parse_offer
from sfu.sdp_values import (
    EXTENSION_URIS,
    OPUS_PAYLOAD_TYPE,
    RTX_PAYLOAD_TYPE,
    VP8_PAYLOAD_TYPE,
    Direction,
    OfferedCodec,
    OfferedMedia,
    PublishOffer,
    SdpError,
    Setup,
    SubscribeAnswer,
    SubscribeMedia,
)

__all__ = [
    "EXTENSION_URIS",
    "OPUS_PAYLOAD_TYPE",
    "RTX_PAYLOAD_TYPE",
    "VP8_PAYLOAD_TYPE",
    "Direction",
    "OfferedCodec",
    "OfferedMedia",
    "PublishOffer",
    "SdpError",
    "Setup",
    "SubscribeAnswer",
    "SubscribeMedia",
    "build_publish_answer",
    "build_subscribe_offer",
    "parse_answer",
    "parse_offer",
]
