"""The server: composition root, connections, handlers, HTTP API, pages and command line."""
