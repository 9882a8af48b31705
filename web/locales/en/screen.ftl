### Shared screens, tiles, and how the room looks and sounds.

## Sharing

share = Share
share-impossible = This browser cannot show a screen. A computer's browser can.
own-screen = Your screen, as the others see it
own-screen-preview = This is what the others see of your screen.
screen-of = Screen of { $name }
stop-sharing = Stop sharing
screen-denied = The system keeps this browser from showing the screen. Allow it in the system's settings for privacy, then try again.
screen-failed = The screen could not be shown. Another window or tab may work.
person-shares = shows a screen
somebody-shares = { $name } shows a screen.
see-it = See it
news-shares = { $name } shows a screen
news-shares-no-more = { $name } no longer shows a screen
news-own-screen = Everybody sees your screen
news-own-screen-over = Nobody sees your screen any more

## Tiles

large-tiles = Large
tile-menu = Options: { $name }
pin = Keep large
full-screen = Full screen
speaker-large = Who speaks is large
picture-in-picture = Small picture above other windows

## Look and sound

high-contrast = High contrast
sounds = Sounds for coming and going
