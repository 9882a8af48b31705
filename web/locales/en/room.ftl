### Inside a room.

madang = Madang
scene = Scene
seats = Seats
tiles = Everybody
self = you
close = Close
back = Back
try-again = Try again

## Over the stage

view = View
view-space = Space
view-work = Work
people-count = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
not-recorded = Not recorded
page-before = Previous page
page-after = Next page

## The toolbar and its menus

tools = Tools
microphone = Microphone
microphone-brief = Mic
camera = Camera
hand = Hand
react = React
chat = Chat
people = People
more = More
leave = Leave
unread = { $count ->
    [one] { $count } new line
   *[other] { $count } new lines
}
reactions = Reactions
reactions-note = Rises for a moment and goes. It interrupts nobody.
reaction-heart = Heart
reaction-clap = Clap
reaction-laugh = Laugh
reaction-wow = Wow
reaction-thumb = Good
devices = Devices
speaker = Speaker
level = Level
device-unnamed = Device { $number }
devices-empty = Switch the microphone or the camera on once; then you can choose here.
language = Language
look = Look
look-light = Light
look-dark = Dark
look-system = Automatic
copy-invitation = Copy the invitation
invitation-copied = Copied. Paste the link where your people read it.
invitation-here = This link brings others here: { $link }

## People

participants = Participants
person-self = { $name } (you)
person-speaking = speaking
person-muted = muted
person-heard = microphone on
person-camera = camera on
person-hand = hand raised, number { $place }
person-reaction = shows: { $reaction }
person-reconnecting = coming back
hand-tag = hand { $place }
who-hears = Whoever can hear this room is on this list.
alone-title = You are the first
alone = Send the link: one press and they are in.

## Chat

chat-messages = Chat messages
message = Message
message-hint = A kind word
send = Send
room-opened-at = The room opened at { $time }
kept-lines = { $hours ->
    [24] Lines are deleted a day after everybody left.
    [one] Lines are deleted an hour after everybody left.
   *[other] Lines are deleted { $hours } hours after everybody left.
}
chat-empty-title = Say the first word?
chat-empty = { $count ->
    [one] Whoever comes later reads it, too.
   *[other] All { $count } of you will see it.
}
first-line-hello = Hello!
first-line-heard = I hear you well
first-line-new = It is my first time
line-pending = On its way…
drop-line = Drop
new-lines-below = New lines

## What the room says at its top

reconnecting = Reconnecting. What you wrote is kept and sent by itself.
microphone-denied = The browser blocks the microphone. Allow it in the sign beside the address, then try again.
microphone-missing = No microphone was found. You can listen and write; plug one in and try again.
microphone-busy = Another program holds the microphone. Close it there, then try again.
camera-denied = The browser blocks the camera. Allow it in the sign beside the address, then try again.
camera-missing = No camera was found. Your avatar is shown instead.
camera-busy = Another program holds the camera. Close it there, then try again.
standing = { $count ->
    [one] One more person is here than there are seats.
   *[other] { $count } more people are here than there are seats.
}
see-everybody = See everybody
tap-to-hear = Tap to hear
sound-blocked = The browser holds the sound back. One tap is enough.
speaks-now = { $name } is speaking now

## For whoever listens to the page

news-in = { $count ->
    [one] You are in. Nobody else is here yet.
   *[other] You are in. { $count } people are here, you included.
}
news-came = { $name } came in
news-went = { $name } left
news-hand = { $name } raised a hand
news-wrote = { $name } wrote: { $words }
news-connected = Connected again
