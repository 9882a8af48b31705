### Files: on their way, and those that lie in the room.

files = Files
attach = Attach a file
unseen-files = { $count ->
    [one] { $count } new file
   *[other] { $count } new files
}
shared-files = Shared files
files-empty-title = The table is empty
files-empty = Drag a file here, paste it, or choose one: up to { $limit } each.
kept-files = { $hours ->
    [24] With the room, files are deleted a day after everybody left.
    [one] With the room, files are deleted an hour after everybody left.
   *[other] With the room, files are deleted { $hours } hours after everybody left.
}
file-facts = { $who } · { $when } · { $size }
file-facts-until = { $who } · { $when } · { $size } · until { $until }
file-picture = Picture: { $name }
file-download = Download { $name }
file-remove = Take back { $name }
file-remove-question = Take it back? Nobody can open it then.
file-remove-yes = Take back
file-remove-no = Keep
drop-here = Let go to share
drop-note = Everybody in this room can open it.
pasted-picture = Picture { $time }
news-shared = { $name } shared a file: { $file }

## On their way

uploads = Uploads
uploads-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
uploads-cancel-all = Cancel all
upload-share = { $part } of { $whole }
upload-left-s = about { $seconds } s
upload-left-min = { $minutes ->
    [one] about a minute
   *[other] about { $minutes } minutes
}
upload-going = { $share } · { $left }
upload-waiting = { $size } · waits for its turn
upload-paused = Paused at { $share }
upload-cut = { $share } · goes on when the connection is back
upload-lost = { $share } are there · choose the file again to go on
upload-pause = Pause { $name }
upload-resume = Resume { $name }
upload-choose-again = Choose { $name } again
upload-cancel = Cancel { $name }
upload-put-away = Remove { $name }
upload-limit = { $size }; the limit is { $limit }.
upload-share-screen = Share screen
upload-another = Another file
file-unreadable = This file can no longer be read here. Choose it again; a folder goes as a zip.
