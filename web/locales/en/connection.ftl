### How connections are, and what is done about one's own.

my-connection = My connection
connection-is-good = Your connection is good.
connection-is-fair = Your connection is a little unsteady.
connection-is-poor = Your connection is weak.
connection-poor = Your connection is weak. You may hear gaps.
video-paused = Your connection is weak. Your video is paused to keep the voice clear.
video-returns = Your video returns by itself.
connection-why = Why
person-quality-fair = unsteady connection
person-quality-poor = weak connection

## One's own line, row by row

row-voice = Voice
row-own-video = My video
row-received = Video I receive
voice-off = off
voice-clear = clear
voice-choppy = with gaps
voice-unheard = not heard
own-video-off = off
own-video-clear = clear
own-video-soft = soft
own-video-paused = paused
received-none = none now
received-clear = clear
received-soft = soft
received-off = sound only
what-helps = What helps now
helps-nearer = Move nearer to the router or plug in a cable
helps-downloads = Stop downloads on other devices
sound-only = Sound only
others-fine = The others are fine.
others-weak = { $count ->
    [one] One other person has a weak connection.
   *[other] { $count } others have weak connections.
}
copy-details = Copy details for support
details-copied = Copied

## Nobody can hear you

voice-mending = Your voice does not arrive. We are mending it.
nobody-hears-you = Nobody can hear you. Choose another microphone, or load the page again.
other-microphone = Choose a microphone

## Media finds no way

blocked-title = Voice and video do not get through
blocked-why = The internet works, but the way for media is blocked, often by an office or school firewall.
blocked-kept-place = You are in the room, and your place is kept
blocked-kept-chat = Writing works as usual
blocked-step-mobile = Switch to mobile data and try again
blocked-step-support = If not, ask whoever looks after your network to open UDP to this server
go-on-writing = Go on in writing
