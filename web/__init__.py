"""What the browser gets: client, templates, styles, locales and their build."""
