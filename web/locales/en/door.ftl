### At the door of a room, and after leaving it.

present-at-door = { $count ->
    [0] Nobody is here yet
    [one] One person is here
   *[other] { $count } people are here
}
your-name = Your name
avatar = Avatar
other-avatars = Other avatars
join = Join
joining = Joining…
kept = { $hours ->
    [24] Voice and video are never stored; lines are deleted a day after everybody left.
    [one] Voice and video are never stored; lines are deleted an hour after everybody left.
   *[other] Voice and video are never stored; lines are deleted { $hours } hours after everybody left.
}
only-you-see-this = Only you see this
use-these = Use these

## Devices

microphone-off = Off: nobody hears you
camera-off = Off: your avatar is shown
device-starting = Switching on…
device-missing = Not found
microphone-denied-title = The browser blocks the microphone
camera-denied-title = The browser blocks the camera
denied-step-open = Press the settings sign left of the address
microphone-denied-step-allow = Set the microphone to “Allow”
camera-denied-step-allow = Set the camera to “Allow”
denied-step-return = Come back and press “Try again”
without-devices = Without it you can still listen and write.

## A friendly name: one word of each list

friendly-name = { $adjective } { $noun }
friendly-adjectives = Easy, Kind, Sunny, Quiet, Cheerful, Gentle, Curious, Brave, Merry, Calm
friendly-nouns = Bee, Fox, Otter, Sparrow, Squirrel, Rabbit, Whale, Magpie, Deer, Turtle

## Avatars

avatar-amara = Amara
avatar-bee = Bee
avatar-bora = Bora
avatar-dain = Dain
avatar-fox = Fox
avatar-halmoni = Grandmother
avatar-haru = Haru
avatar-juno = Juno
avatar-mina = Mina
avatar-nour = Nour
avatar-seon = Seon
avatar-star = Star

## When it is over

to-the-city = To Madang
left-title = Thank you for being here
left-sentence = Left by mistake? Your place is still free.
come-back = Come back
replaced-title = You are in another window
replaced-sentence = This room was opened elsewhere, so this window rests.
use-here = Use it here
room-ended-title = This room has ended
room-ended-sentence = Thank you for being here. Voice and video were not stored.
room-full-title = Every seat is taken
room-full-sentence = { $room } · { $seats } seats
lost-title = We lost the room
lost-sentence = The connection did not come back. What you had sent is kept in the room.
