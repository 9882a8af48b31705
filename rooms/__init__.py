"""What a room is: people, roles, chat and who may hear whom. No sockets, no media."""
