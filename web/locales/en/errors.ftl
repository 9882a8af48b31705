### One sentence for each error code of the protocol: what happened, and what to do now.

error-malformed = We and the server misunderstood each other. Please load this page again.
error-version = Madang has been renewed. Load this page again and go on.
error-not-joined = You are not in the room yet. Please join again.
error-already-joined = You are already in this room.
error-token-invalid = You stood at the door for a long time. Load this page again and join.
error-token-used = This entry was used already. Load this page again and join.
error-name-invalid = Please write a name of 1 to 40 characters.
error-room-full = Every seat is taken right now. Please try again in a while.
error-room-ended = This room has ended.
error-not-allowed = That is not possible for you here. Ask whoever opened the room.
error-not-found = What you look for is not here. Please check the address.
error-resume-refused = You were away for too long to keep your seat. Please join again.
error-sdp-invalid = The media of your browser could not be understood. Please load this page again.
error-text-invalid = Not sent: a line has 1 to 4,000 characters.
error-too-fast = That was a little fast. Wait a moment and try again.
error-too-large = That is too large to send at once. Please send it in parts.
error-replaced = You came in from another window, so this one rests.
error-too-slow = Your connection could not keep up. Please join again.
error-key-needed = Making a room here takes a key. Ask whoever runs this server.
error-theme-unknown = There is no such theme. Please choose another.
error-unavailable = The server cannot answer right now. Please try again in a moment.
