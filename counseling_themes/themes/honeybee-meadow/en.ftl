# The honeybee's meadow, in English.

title = Honeybee’s meadow
welcome = Sit down where you like. Nobody hurries here, and you show only what you want to show.
