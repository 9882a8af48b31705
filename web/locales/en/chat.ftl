### What one does in the chat: answering, reacting, changing one's own, looking back.

reaction-sad = Sad
line-more = More about the line of { $name }
line-menu = This line
line-edited = (edited)
line-deleted = This line was taken back.
line-reactions = Reactions to this line
reacted-by = { $reaction }: { $names }
somebody = Somebody
reply = Reply
copy-line = Copy
line-copied = Copied.
line-not-copied = The browser does not allow copying. Select the line and copy it yourself.
edit-line = Edit
delete-line = Delete
delete-line-question = Delete this line for everybody? Others see only that there was one.
delete-line-now = Delete
keep-line = Keep it
answers = Answers:
answering = Reply to { $name }
quoted-earlier = An earlier line
editing = You are editing your line
save-line = Save
cancel = Cancel
mention-offers = People you can mention
unread-from-here = New
older-lines = Older lines
older-loading = Getting older lines…
line-too-far = That line lies too far back to go there. What it says stands in the results.
typing-one = { $name } is writing
typing-two = { $one } and { $other } are writing
typing-many = { $count ->
    [one] { $count } person is writing
   *[other] { $count } people are writing
}

## Search

search-chat = Search the chat
search-words = Words to search for
search-hint = Search everything that was written
search-now = Search
search-results = Search results
search-found = { $count ->
    [0] Nothing found. Perhaps with other words?
    [one] { $count } line found
   *[other] { $count } lines found
}
search-found-more = The latest { $count } lines found
search-older = Search further back

## For whoever listens to the page

news-mentioned = { $name } mentioned you: { $words }
news-line-reaction = { $name } reacted to your line: { $reaction }
