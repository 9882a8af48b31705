"""The kit that browser and integration tests share: a real server, people, cameras, voices, bad networks."""
