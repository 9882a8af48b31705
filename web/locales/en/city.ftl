### The entrance, and the pages where no room is.

city-title = Where shall we meet?
city-about = Madang is a courtyard for talking together in drawn rooms, with no sign-up and nothing to install.
start-a-room = Start a room
starting-a-room = Opening the door…
start-failed = The room could not be opened. Please try again in a moment.
start-restricted = Rooms are opened by whoever runs this Madang. With a link you can come in right away.
link-label = I have a link
link-hint = Paste the link
link-go = Go in
link-unreadable = That is no link to a room. Please paste the whole link.
without-script = This page needs JavaScript for voice and video. Please allow it for this site.
wrong-link-title = This link leads to no room
wrong-link-sentence = The room may have ended, or the end of the address was cut off.
wrong-link-step-whole = Press the whole link again where you received it
wrong-link-step-ask = If that fails, ask your host for a new one
wrong-link-promise = Whose room it is we do not say: that protects everyone.
look-around = Look around Madang
error-page-title = That did not work
error-page-code = For whoever helps you: { $code }
